/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/run_alerts.h"

bool store_alerts_replace(struct store_connection *connection, struct arena *arena, int64_t test_id,
                          const int64_t *run_ids, size_t run_count, const struct alert_row *rows,
                          size_t count, struct error *err)
{
    int64_t *runs = ARENA_ARRAY(arena, int64_t, count), *ats = ARENA_ARRAY(arena, int64_t, count);
    int64_t *timed = ARENA_ARRAY(arena, int64_t, count);
    const char **indices = ARENA_ARRAY(arena, const char *, count);
    const char **ids = ARENA_ARRAY(arena, const char *, count);
    const char **severities = ARENA_ARRAY(arena, const char *, count);
    const char **descriptions = ARENA_ARRAY(arena, const char *, count);

    for (size_t i = 0; i < count; i++) {
        runs[i] = rows[i].run_id;
        ats[i] = rows[i].has_time ? rows[i].at : 0;
        timed[i] = rows[i].has_time;
        indices[i] = rows[i].index;
        ids[i] = rows[i].id;
        severities[i] = rows[i].severity;
        descriptions[i] = rows[i].description;
    }
    if (!STORE_RUN(connection, QUERY_INGEST_DELETE_ALERTS, NULL, err, P_INT(test_id),
                   P_INTS(run_ids, run_count)))
        return false;
    return count == 0 || STORE_RUN(connection, QUERY_INGEST_INSERT_ALERTS, NULL, err,
                                   P_INT(test_id), P_INTS(runs, count), P_TEXTS(indices, count),
                                   P_TEXTS(ids, count), P_INTS(timed, count), P_TIMES(ats, count),
                                   P_TEXTS(severities, count), P_TEXTS(descriptions, count));
}
