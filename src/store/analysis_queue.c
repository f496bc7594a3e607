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

bool analysis_queue_claim(struct store_connection *connection, struct arena *arena, int64_t test_id,
                          bool *ret_taken, struct queue_claim *ret, struct error *err)
{
    AUTO_RESULT *result = NULL;
    bool taken;

    if (!try_lock(connection, test_id, &taken, err))
        return false;
    if (!taken) {
        *ret_taken = false;
        return true;
    }
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
    *ret_taken = true;
    return true;
}

bool analysis_queue_done(struct store_connection *connection, const struct queue_claim *claim,
                         struct error *err)
{
    return STORE_RUN(connection, QUERY_DETECT_DELETE_QUEUED_SERIES, NULL, err,
                     P_INT(claim->test_id), P_INTS(claim->series_ids, claim->count),
                     P_TIMES(claim->queued_at, claim->count));
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
