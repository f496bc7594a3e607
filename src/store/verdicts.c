/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/verdicts.h"

#include <string.h>

bool verdict_places_load(struct store_connection *connection, struct arena *arena, const char *uuid,
                         const char *test, struct verdict_place **ret_places, size_t *ret_count,
                         struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_VERDICT_PLACES, &result, err, P_TEXT(uuid),
                   P_TEXT(test)))
        return false;

    const size_t count = store_rows(result);
    struct verdict_place *places = ARENA_ARRAY(arena, struct verdict_place, count + 1);

    for (size_t i = 0; i < count; i++)
        places[i] = (struct verdict_place){
            .test_id = store_int(result, i, 0),
            .run_id = store_int(result, i, 1),
            .test = arena_strdup(arena, store_text(result, i, 2)),
            .project = arena_strdup(arena, store_text(result, i, 3)),
            .revision = store_int(result, i, 4),
            .settled = store_bool(result, i, 5),
            .waiting = store_bool(result, i, 6),
        };
    *ret_places = places;
    *ret_count = count;
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
    return STORE_RUN(connection, QUERY_TRIAGE_UPSERT_VERDICT, NULL, err, P_INT(test_id),
                     P_INT(run_id), P_INT(row->revision), P_TEXT(row->options), P_TEXT(row->state),
                     P_BOOL(row->settled), P_TEXT(row->body));
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
