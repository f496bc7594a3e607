/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/document_partitions.h"

struct drop {
    int64_t before_us;
    unsigned dropped;
};

struct times {
    const int64_t *items;
    size_t count;
};

static bool create(struct store_connection *connection, void *context, struct error *err)
{
    const struct times *times = context;

    return STORE_RUN(connection, QUERY_STORE_CREATE_DOCUMENT_PARTITIONS, NULL, err,
                     P_TIMES(times->items, times->count));
}

static bool drop(struct store_connection *connection, void *context, struct error *err)
{
    struct drop *drop = context;
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_STORE_DROP_DOCUMENT_PARTITIONS, &result, err,
                   P_TIME(drop->before_us)))
        return false;
    drop->dropped = (unsigned)store_int(result, 0, 0);
    return true;
}

bool document_partitions_create(struct store *store, const int64_t *times_us, size_t count,
                                struct error *err)
{
    struct times times = {times_us, count};

    return store_transaction(store, STORE_READ_COMMITTED, create, &times, err);
}

bool document_partitions_drop(struct store *store, int64_t before_us, unsigned *ret_dropped,
                              struct error *err)
{
    struct drop context = {.before_us = before_us};

    if (!store_transaction(store, STORE_READ_COMMITTED, drop, &context, err))
        return false;
    *ret_dropped = context.dropped;
    return true;
}
