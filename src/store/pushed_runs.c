/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pushed_runs.h"

#include <string.h>

static const char *const *texts_of(struct arena *arena, const struct store_result *result)
{
    const char **texts = ARENA_ARRAY(arena, const char *, store_rows(result));

    for (size_t i = 0; i < store_rows(result); i++)
        texts[i] = arena_strdup(arena, store_text(result, i, 0));
    return texts;
}

bool pushed_runs_news(struct store_connection *connection, struct arena *arena, const char *source,
                      int64_t age_us, const char *const **ret_uuids, size_t *ret_count,
                      struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_LIST_PUSHED_NEWS, &result, err, P_TEXT(source),
                   P_INT(age_us)))
        return false;
    *ret_uuids = texts_of(arena, result);
    *ret_count = store_rows(result);
    return true;
}

bool pushed_runs_indices(struct store_connection *connection, struct arena *arena,
                         const char *source, const char *const **ret_names, size_t *ret_count,
                         struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_LIST_PUSHED_INDICES, &result, err, P_TEXT(source)))
        return false;
    *ret_names = texts_of(arena, result);
    *ret_count = store_rows(result);
    return true;
}

bool pushed_runs_prints(struct store_connection *connection, struct arena *arena,
                        const char *source, const char *const *uuids, size_t count,
                        const struct pushed_print **ret_prints, size_t *ret_count,
                        struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_LIST_PUSHED_PRINTS, &result, err, P_TEXT(source),
                   P_TEXTS(uuids, count)))
        return false;
    struct pushed_print *prints = ARENA_ARRAY(arena, struct pushed_print, store_rows(result));
    for (size_t i = 0; i < store_rows(result); i++)
        prints[i] = (struct pushed_print){
            .run_uuid = arena_strdup(arena, store_text(result, i, 0)),
            .index = arena_strdup(arena, store_text(result, i, 1)),
            .documents = store_int(result, i, 2),
            .sequence = store_int(result, i, 3),
        };
    *ret_prints = prints;
    *ret_count = store_rows(result);
    return true;
}

bool pushed_runs_page(struct store_connection *connection, struct arena *arena, const char *source,
                      const char *uuid, const char *index, const struct pushed_row *after,
                      const struct pushed_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;
    const char *run = after ? after->run_uuid : "", *id = after ? after->id : "";
    const bool ok = uuid ? STORE_RUN(connection, QUERY_INGEST_LIST_PUSHED_OF_RUN, &result, err,
                                     P_TEXT(source), P_TEXT(uuid), P_TEXT(index), P_TEXT(id),
                                     P_INT(PUSHED_PAGE_ROWS), P_INT(PUSHED_PAGE_BYTES))
                         : STORE_RUN(connection, QUERY_INGEST_LIST_PUSHED_OF_INDEX, &result, err,
                                     P_TEXT(source), P_TEXT(index), P_TEXT(run), P_TEXT(id),
                                     P_INT(PUSHED_PAGE_ROWS), P_INT(PUSHED_PAGE_BYTES));

    if (!ok)
        return false;
    struct pushed_row *rows = ARENA_ARRAY(arena, struct pushed_row, store_rows(result));
    for (size_t i = 0; i < store_rows(result); i++) {
        rows[i].run_uuid = arena_strdup(arena, store_text(result, i, 0));
        rows[i].id = arena_strdup(arena, store_text(result, i, 1));
        rows[i].body = arena_strdup(arena, store_text(result, i, 2));
        rows[i].body_size = strlen(rows[i].body);
    }
    *ret_rows = rows;
    *ret_count = store_rows(result);
    return true;
}

bool pushed_runs_sweep(struct store_connection *connection, int64_t before_us, int64_t *ret_deleted,
                       struct error *err)
{
    AUTO_RESULT *deleted = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_SWEEP_PUSHED, &deleted, err, P_TIME(before_us)) ||
        !STORE_RUN(connection, QUERY_INGEST_SWEEP_PUSHES, NULL, err, P_TIME(before_us)))
        return false;
    *ret_deleted = store_affected(deleted);
    return true;
}
