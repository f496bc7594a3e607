/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/points.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { STATISTICS = 6 }; /* value, minimum, maximum, mean, sum, stddev */

struct point_columns {
    int64_t *series, *runs, *ats, *samples;
    double *statistics[STATISTICS];
};

static struct point_columns columns_of(struct arena *arena, const struct point_row *points,
                                       size_t count)
{
    struct point_columns columns = {
        .series = ARENA_ARRAY(arena, int64_t, count),
        .runs = ARENA_ARRAY(arena, int64_t, count),
        .ats = ARENA_ARRAY(arena, int64_t, count),
        .samples = ARENA_ARRAY(arena, int64_t, count),
    };

    for (size_t s = 0; s < STATISTICS; s++)
        columns.statistics[s] = ARENA_ARRAY(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const struct point_row *p = &points[i];
        const double values[STATISTICS] = {p->value, p->minimum, p->maximum,
                                           p->mean,  p->sum,     p->stddev};
        columns.series[i] = p->series_id;
        columns.runs[i] = p->run_id;
        columns.ats[i] = p->at;
        columns.samples[i] = p->samples;
        for (size_t s = 0; s < STATISTICS; s++)
            columns.statistics[s][i] = values[s];
    }
    return columns;
}

static int compare_ids(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

size_t store_series_unique(int64_t *series_ids, size_t count)
{
    size_t kept = 0;

    if (count)
        qsort(series_ids, count, sizeof *series_ids, compare_ids);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || series_ids[i] != series_ids[i - 1])
            series_ids[kept++] = series_ids[i];
    return kept;
}

bool store_points_replace(struct store_connection *connection, struct arena *arena, int64_t test_id,
                          const int64_t *run_ids, size_t run_count, const int64_t *series_ids,
                          size_t series_count, const struct point_row *points, size_t point_count,
                          const int64_t **ret_changed, size_t *ret_changed_count, struct error *err)
{
    const struct point_columns c = columns_of(arena, points, point_count);
    AUTO_RESULT *written = NULL;
    AUTO_RESULT *deleted = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_UPSERT_POINTS, &written, err, P_INT(test_id),
                   P_INTS(c.series, point_count), P_INTS(c.runs, point_count),
                   P_TIMES(c.ats, point_count), P_DOUBLES(c.statistics[0], point_count),
                   P_INTS(c.samples, point_count), P_DOUBLES(c.statistics[1], point_count),
                   P_DOUBLES(c.statistics[2], point_count), P_DOUBLES(c.statistics[3], point_count),
                   P_DOUBLES(c.statistics[4], point_count),
                   P_DOUBLES(c.statistics[5], point_count)) ||
        !STORE_RUN(connection, QUERY_INGEST_DELETE_POINTS, &deleted, err, P_INT(test_id),
                   P_INTS(run_ids, run_count), P_INTS(c.series, point_count),
                   P_INTS(c.runs, point_count), P_INTS(series_ids, series_count)))
        return false;

    const size_t rows[] = {store_rows(written), store_rows(deleted)};
    int64_t *changed = ARENA_ARRAY(arena, int64_t, rows[0] + rows[1]);
    for (size_t i = 0; i < rows[0]; i++)
        changed[i] = store_int(written, i, 0);
    for (size_t i = 0; i < rows[1]; i++)
        changed[rows[0] + i] = store_int(deleted, i, 0);
    *ret_changed = changed;
    *ret_changed_count = store_series_unique(changed, rows[0] + rows[1]);
    return true;
}

bool store_series_queue(struct store_connection *connection, int64_t test_id,
                        const int64_t *series_ids, size_t count, struct error *err)
{
    char payload[24];

    if (count == 0)
        return true;
    (void)snprintf(payload, sizeof payload, "%" PRId64, test_id);
    return STORE_RUN(connection, QUERY_INGEST_QUEUE_SERIES, NULL, err, P_INT(test_id),
                     P_INTS(series_ids, count)) &&
           store_notify(connection, CHANNEL_POINTS, payload, err);
}
