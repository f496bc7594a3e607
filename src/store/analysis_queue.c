/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/analysis_queue.h"

#include <stdio.h>

#include "base/strmap.h"

bool analysis_queue_tests(struct store_connection *connection, struct arena *arena,
                          const int64_t **ret_ids, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_DETECT_LIST_QUEUED_TESTS, NULL, 0, &result, err))
        return false;

    const size_t count = store_rows(result);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, count + 1);

    for (size_t i = 0; i < count; i++)
        ids[i] = store_int(result, i, 0);
    *ret_ids = ids;
    *ret_count = count;
    return true;
}

/* Advisory locks share one space of numbers: the name keeps this one apart from others'. */
static int64_t lock_key(int64_t test_id)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%lld", (long long)test_id);
    return name_id("analysis", text);
}

static bool try_lock(struct store_connection *connection, int64_t test_id, bool *ret_taken,
                     struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_TRY_TEST_LOCK, &result, err, P_INT(lock_key(test_id))))
        return false;
    *ret_taken = store_bool(result, 0, 0);
    return true;
}

bool analysis_queue_look(struct store_connection *connection, struct arena *arena, int64_t test_id,
                         struct queue_claim *ret, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_SELECT_QUEUED_SERIES, &result, err, P_INT(test_id)))
        return false;

    const size_t count = store_rows(result);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, count + 1);
    int64_t *times = ARENA_ARRAY(arena, int64_t, count + 1);

    for (size_t i = 0; i < count; i++) {
        ids[i] = store_int(result, i, 0);
        times[i] = store_time(result, i, 1);
    }
    *ret = (struct queue_claim){
        .test_id = test_id, .series_ids = ids, .queued_at = times, .count = count};
    return true;
}

bool analysis_queue_claim(struct store_connection *connection, struct arena *arena, int64_t test_id,
                          bool *ret_taken, struct queue_claim *ret, struct error *err)
{
    bool taken;

    if (!try_lock(connection, test_id, &taken, err) ||
        (taken && !analysis_queue_look(connection, arena, test_id, ret, err)))
        return false;
    *ret_taken = taken;
    return true;
}

static bool was_claimed(const struct queue_claim *claim, int64_t series_id, int64_t queued_at)
{
    for (size_t i = 0; i < claim->count; i++)
        if (claim->series_ids[i] == series_id)
            return claim->queued_at[i] == queued_at;
    return false;
}

bool analysis_queue_done(struct store_connection *connection, struct arena *arena,
                         const struct queue_claim *claim, bool *ret_again, struct error *err)
{
    AUTO_RESULT *deleted = NULL;
    struct queue_claim left;
    bool again;

    if (!STORE_RUN(connection, QUERY_DETECT_DELETE_QUEUED_SERIES, &deleted, err,
                   P_INT(claim->test_id), P_INTS(claim->series_ids, claim->count),
                   P_TIMES(claim->queued_at, claim->count)) ||
        !analysis_queue_look(connection, arena, claim->test_id, &left, err))
        return false;
    again = store_affected(deleted) > 0;
    for (size_t i = 0; i < left.count; i++)
        again = again || !was_claimed(claim, left.series_ids[i], left.queued_at[i]);
    *ret_again = again;
    return true;
}

bool analysis_queue_find_test(struct store_connection *connection, const char *test,
                              int64_t *ret_test_id, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_FIND_TEST, &result, err, P_TEXT(test)))
        return false;
    if (store_rows(result) == 0)
        return error_set(err, ERROR_NOT_FOUND, test, "the database has no test of this name");
    *ret_test_id = store_int(result, 0, 0);
    return true;
}

bool analysis_queue_all(struct store_connection *connection, const char *test, int64_t *ret_queued,
                        struct error *err)
{
    AUTO_RESULT *result = NULL;
    int64_t test_id;

    if (test && !analysis_queue_find_test(connection, test, &test_id, err))
        return false;
    if (!STORE_RUN(connection, QUERY_DETECT_QUEUE_ALL_SERIES, &result, err, P_TEXT(test)))
        return false;
    if (ret_queued)
        *ret_queued = store_affected(result);
    return true;
}

bool analysis_queue_stale(struct store_connection *connection, const char *algorithm,
                          const char *options, int64_t *ret_queued, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_QUEUE_STALE_SERIES, &result, err, P_TEXT(algorithm),
                   P_TEXT(options)))
        return false;
    if (ret_queued)
        *ret_queued = store_affected(result);
    return true;
}
