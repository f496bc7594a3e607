/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"
#include "store/migrate.h"

/* A table stands after those that its foreign keys name. Tables that are not
 * named (rejected_document, event, token, ...) stay on the coordinator: no large one joins them. */
static const struct placement {
    const char *table;
    bool distributed;
} placements[] = {
    {"test", false},        {"acknowledgement", false}, {"run", true},
    {"run_pull", true},     {"document", true},         {"series", true},
    {"point", true},        {"analysis_queue", true},   {"analysis", true},
    {"regression", true},   {"change_point", true},     {"test_state", true},
    {"series_state", true}, {"run_alert", true},        {"verdict", true},
    {"told_verdict", true}, {"verdict_due", true},      {"detector_audit", true},
};

static bool place(struct store_connection *connection, void *context, struct error *err)
{
    const struct placement *placement = context;
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_STORE_LIFT_STATEMENT_TIMEOUT, NULL, 0, NULL, err) ||
        !STORE_RUN(connection, QUERY_STORE_PLACE_CITUS_TABLE, &result, err,
                   P_TEXT(placement->table), P_BOOL(placement->distributed))) {
        (void)error_within(err, "table %s", placement->table);
        return false;
    }
    return true;
}

static bool has_citus(struct store *store, bool *ret_has, struct error *err)
{
    struct store_connection *connection = store_borrow(store, err);
    AUTO_RESULT *result = NULL;

    if (!connection)
        return false;
    const bool ok = store_run(connection, QUERY_STORE_HAS_CITUS, NULL, 0, &result, err);
    if (ok)
        *ret_has = store_bool(result, 0, 0);
    store_return(connection);
    return ok;
}

bool migrate_citus(struct store *store, struct error *err)
{
    bool has = false;

    if (!has_citus(store, &has, err))
        return false;
    if (!has)
        return error_set(err, ERROR_CONFLICT, "citus",
                         "the Citus extension is not installed in this database: CREATE EXTENSION "
                         "citus on every node, then citus_add_node for each worker");
    for (size_t i = 0; i < ARRAY_LEN(placements); i++) {
        struct placement placement = placements[i];
        if (!store_transaction(store, STORE_READ_COMMITTED, place, &placement, err))
            return false;
        log_info("store", "table placed", "table=%s as=%s", placement.table,
                 placement.distributed ? "distributed" : "reference");
    }
    return true;
}
