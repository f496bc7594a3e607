/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/verdicts.h"

#include <string.h>

static struct verdict_place place_of(struct arena *arena, const struct store_result *result,
                                     size_t row)
{
    return (struct verdict_place){
        .test_id = store_int(result, row, 1),
        .run_id = store_int(result, row, 2),
        .test = arena_strdup(arena, store_text(result, row, 3)),
        .project = arena_strdup(arena, store_text(result, row, 4)),
        .revision = store_int(result, row, 5),
        .settled = store_bool(result, row, 6),
        .waiting = store_bool(result, row, 7),
        .active = store_bool(result, row, 8),
    };
}

bool verdict_places_load_each(struct store_connection *connection, struct arena *arena,
                              const char *const *uuids, size_t count,
                              struct verdict_places *ret_each, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_VERDICT_PLACES, &result, err,
                   P_TEXTS(uuids, count)))
        return false;

    const size_t rows = store_rows(result);
    struct verdict_place *places = ARENA_ARRAY(arena, struct verdict_place, rows + 1);
    size_t row = 0;

    for (size_t i = 0; i < count; i++) {
        ret_each[i] = (struct verdict_places){&places[row], 0};
        for (; row < rows && (size_t)store_int(result, row, 0) == i + 1; row++)
            ret_each[i].places[ret_each[i].count++] = place_of(arena, result, row);
    }
    return true;
}

bool verdict_row_load(struct store_connection *connection, struct arena *arena, int64_t test_id,
                      int64_t run_id, struct verdict_row **ret_row, struct error *err)
{
    AUTO_RESULT *result = NULL;
    struct verdict_row *row = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_GET_VERDICT, &result, err, P_INT(test_id),
                   P_INT(run_id)))
        return false;
    if (store_rows(result) > 0) {
        row = ARENA_NEW(arena, struct verdict_row);
        *row = (struct verdict_row){
            .revision = store_int(result, 0, 0),
            .options = arena_strdup(arena, store_text(result, 0, 1)),
            .state = arena_strdup(arena, store_text(result, 0, 2)),
            .settled = store_bool(result, 0, 3),
            .body = arena_strdup(arena, store_text(result, 0, 4)),
        };
    }
    *ret_row = row;
    return true;
}

bool verdict_row_is_current(const struct verdict_row *row, const struct verdict_place *place,
                            const char *options)
{
    return row && place->revision > 0 && row->revision == place->revision &&
           strcmp(row->options, options) == 0;
}

bool verdict_row_store(struct store_connection *connection, int64_t test_id, int64_t run_id,
                       const struct verdict_row *row, struct error *err)
{
    const struct store_bytes facts = {row->facts, row->facts_size};

    return STORE_RUN(connection, QUERY_TRIAGE_UPSERT_VERDICT, NULL, err, P_INT(test_id),
                     P_INT(run_id), P_INT(row->revision), P_TEXT(row->options), P_TEXT(row->state),
                     P_BOOL(row->settled), P_TEXT(row->body), P_BYTES(&facts, 1));
}

bool verdict_row_announce(struct store_connection *connection, int64_t test_id, int64_t run_id,
                          const char *what, bool *ret_news, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_ANNOUNCE_VERDICT, &result, err, P_INT(test_id),
                   P_INT(run_id), P_TEXT(what)))
        return false;
    *ret_news = store_rows(result) > 0;
    return true;
}
