/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/told_verdicts.h"

#include <string.h>

bool told_verdicts_list(struct store_connection *connection, struct arena *arena,
                        struct browse_scope scope, const char *uuid, const char *test,
                        struct told_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_TOLD_VERDICTS, &result, err, P_TEXT(uuid),
                   P_TEXT(test), P_SCOPE(scope)))
        return false;

    const size_t count = store_rows(result);
    struct told_row *rows = ARENA_ARRAY(arena, struct told_row, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = (struct told_row){
            .test = arena_strdup(arena, store_text(result, i, 0)),
            .told_at = store_time(result, i, 1),
            .state = arena_strdup(arena, store_text(result, i, 2)),
            .settled = store_bool(result, i, 3),
            .reason = arena_strdup(arena, store_text(result, i, 4)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

static struct told_verdict verdict_of(struct arena *arena, const struct store_result *result,
                                      size_t row)
{
    size_t size;
    const unsigned char *facts = store_bytes(result, row, 2, &size);
    unsigned char *copy = arena_alloc(arena, size + 1, 1);

    memcpy(copy, facts, size);
    return (struct told_verdict){
        .told_at = store_time(result, row, 0),
        .body = arena_strdup(arena, store_text(result, row, 1)),
        .facts = copy,
        .facts_size = size,
    };
}

bool told_verdicts_as_of(struct store_connection *connection, struct arena *arena,
                         struct browse_scope scope, const char *uuid, const char *test,
                         int64_t as_of, struct told_verdict **ret_verdicts, size_t *ret_count,
                         struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_VERDICTS_AS_OF, &result, err, P_TEXT(uuid),
                   P_TEXT(test), P_SCOPE(scope), P_TIME(as_of)))
        return false;

    const size_t count = store_rows(result);
    struct told_verdict *verdicts = ARENA_ARRAY(arena, struct told_verdict, count + 1);

    for (size_t i = 0; i < count; i++)
        verdicts[i] = verdict_of(arena, result, i);
    *ret_verdicts = verdicts;
    *ret_count = count;
    return true;
}

bool told_verdicts_sweep(struct store_connection *connection, int64_t age_us, int64_t *ret_deleted,
                         struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_SWEEP_TOLD_VERDICTS, &result, err, P_INT(age_us)))
        return false;
    *ret_deleted = store_affected(result);
    return true;
}
