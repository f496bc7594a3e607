/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/verdict_due.h"

#include <inttypes.h>
#include <stdio.h>

bool verdict_due_add(struct store_connection *connection, int64_t test_id, const int64_t *run_ids,
                     size_t count, struct error *err)
{
    char payload[24];

    if (count == 0)
        return true;
    (void)snprintf(payload, sizeof payload, "%" PRId64, test_id);
    return STORE_RUN(connection, QUERY_INGEST_INSERT_VERDICTS_DUE, NULL, err, P_INT(test_id),
                     P_INTS(run_ids, count)) &&
           store_notify(connection, CHANNEL_POINTS, payload, err);
}

bool verdict_due_tests(struct store_connection *connection, struct arena *arena,
                       const int64_t **ret_ids, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_DETECT_LIST_DUE_TESTS, NULL, 0, &result, err))
        return false;

    const size_t count = store_rows(result);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, count + 1);

    for (size_t i = 0; i < count; i++)
        ids[i] = store_int(result, i, 0);
    *ret_ids = ids;
    *ret_count = count;
    return true;
}

bool verdict_due_claim(struct store_connection *connection, struct arena *arena, int64_t test_id,
                       size_t most, struct verdict_due **ret_due, size_t *ret_count,
                       struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_CLAIM_DUE_VERDICTS, &result, err, P_INT(test_id),
                   P_INT((int64_t)most)))
        return false;

    const size_t count = store_rows(result);
    struct verdict_due *due = ARENA_ARRAY(arena, struct verdict_due, count + 1);

    for (size_t i = 0; i < count; i++)
        due[i] = (struct verdict_due){
            .run_id = store_int(result, i, 0),
            .uuid = arena_strdup(arena, store_text(result, i, 1)),
            .test = arena_strdup(arena, store_text(result, i, 2)),
            .project = arena_strdup(arena, store_text(result, i, 3)),
            .revision = store_int(result, i, 4),
        };
    *ret_due = due;
    *ret_count = count;
    return true;
}

bool verdict_due_done(struct store_connection *connection, int64_t test_id, int64_t run_id,
                      struct error *err)
{
    return STORE_RUN(connection, QUERY_DETECT_DELETE_DUE_VERDICT, NULL, err, P_INT(test_id),
                     P_INT(run_id));
}
