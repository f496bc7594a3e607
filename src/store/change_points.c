/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/change_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double double_or_nan(const struct store_result *result, size_t row, int column)
{
    return store_is_null(result, row, column) ? NAN : store_double(result, row, column);
}

bool change_points_load(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        struct change_point_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_CHANGE_POINTS, &result, err, P_INT(test_id)))
        return false;

    const size_t count = store_rows(result);
    struct change_point_row *rows = ARENA_ARRAY(arena, struct change_point_row, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = (struct change_point_row){
            .series_id = store_int(result, i, 0),
            .algorithm = arena_strdup(arena, store_text(result, i, 1)),
            .run_id = store_int(result, i, 2),
            .at = store_time(result, i, 3),
            .position = store_int(result, i, 4),
            .mean_before = store_double(result, i, 5),
            .mean_after = store_double(result, i, 6),
            .stddev_before = store_double(result, i, 7),
            .stddev_after = store_double(result, i, 8),
            .pvalue = double_or_nan(result, i, 9),
            .percent = double_or_nan(result, i, 10),
            .dropped_by = arena_strdup(arena, store_text(result, i, 11)),
            .regression_id = store_int(result, i, 12),
            .evidence = double_or_nan(result, i, 13),
            .least = double_or_nan(result, i, 14),
            .most = double_or_nan(result, i, 15),
            .set_first_run_id = store_int(result, i, 16),
            .set_last_run_id = store_int(result, i, 17),
            .settled = store_bool(result, i, 18),
            .recovered_run_id = store_int(result, i, 19),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

/* By primary key. */
static int compare_rows(const void *left, const void *right)
{
    const struct change_point_row *a = *(const struct change_point_row *const *)left;
    const struct change_point_row *b = *(const struct change_point_row *const *)right;

    if (a->series_id != b->series_id)
        return a->series_id < b->series_id ? -1 : 1;

    const int by_name = strcmp(a->algorithm, b->algorithm);

    if (by_name != 0)
        return by_name;
    return a->run_id < b->run_id ? -1 : a->run_id > b->run_id;
}

static bool same_double(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_steady(const struct change_point_row *a, const struct change_point_row *b)
{
    return same_double(a->evidence, b->evidence) && same_double(a->least, b->least) &&
           same_double(a->most, b->most) && a->set_first_run_id == b->set_first_run_id &&
           a->set_last_run_id == b->set_last_run_id && a->settled == b->settled;
}

static bool same_row(const struct change_point_row *a, const struct change_point_row *b)
{
    return a->at == b->at && a->position == b->position &&
           same_double(a->mean_before, b->mean_before) &&
           same_double(a->mean_after, b->mean_after) &&
           same_double(a->stddev_before, b->stddev_before) &&
           same_double(a->stddev_after, b->stddev_after) && same_double(a->pvalue, b->pvalue) &&
           same_double(a->percent, b->percent) && same_text(a->dropped_by, b->dropped_by) &&
           a->regression_id == b->regression_id && a->recovered_run_id == b->recovered_run_id &&
           same_steady(a, b);
}

static const struct change_point_row **
sorted_rows(struct arena *arena, const struct change_point_row *rows, size_t count)
{
    const struct change_point_row **order =
        ARENA_ARRAY(arena, const struct change_point_row *, count + 1);

    for (size_t i = 0; i < count; i++)
        order[i] = &rows[i];
    qsort(order, count, sizeof(struct change_point_row *), compare_rows);
    return order;
}

struct difference {
    const struct change_point_row **write, **delete;
    size_t write_count, delete_count;
};

static struct difference find_difference(struct arena *arena,
                                         const struct change_point_row *stored_rows,
                                         size_t stored_count, const struct change_point_row *rows,
                                         size_t count)
{
    const struct change_point_row **stored = sorted_rows(arena, stored_rows, stored_count);
    const struct change_point_row **wanted = sorted_rows(arena, rows, count);
    struct difference found = {
        .write = ARENA_ARRAY(arena, const struct change_point_row *, count + 1),
        .delete = ARENA_ARRAY(arena, const struct change_point_row *, stored_count + 1),
    };
    size_t s = 0, w = 0;

    while (s < stored_count || w < count) {
        const int order = s == stored_count ? 1
                          : w == count      ? -1
                                            : compare_rows(&stored[s], &wanted[w]);

        if (order < 0) {
            found.delete[found.delete_count++] = stored[s++];
        } else if (order > 0) {
            found.write[found.write_count++] = wanted[w++];
        } else {
            if (!same_row(stored[s++], wanted[w]))
                found.write[found.write_count++] = wanted[w];
            w++;
        }
    }
    return found;
}

static bool delete_rows(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        const struct change_point_row *const *rows, size_t count, struct error *err)
{
    int64_t *series = ARENA_ARRAY(arena, int64_t, count + 1);
    const char **algorithms = ARENA_ARRAY(arena, const char *, count + 1);
    int64_t *runs = ARENA_ARRAY(arena, int64_t, count + 1);

    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        series[i] = rows[i]->series_id;
        algorithms[i] = rows[i]->algorithm;
        runs[i] = rows[i]->run_id;
    }
    return STORE_RUN(connection, QUERY_DETECT_DELETE_CHANGE_POINTS, NULL, err, P_INT(test_id),
                     P_INTS(series, count), P_TEXTS(algorithms, count), P_INTS(runs, count));
}

/* The columns of the statement, each an array of count. */
struct columns {
    int64_t *series, *run, *at, *position, *regression, *set_first, *set_last, *settled;
    int64_t *recovered;
    const char **algorithm, **dropped_by;
    double *mean_before, *mean_after, *stddev_before, *stddev_after, *pvalue, *percent;
    double *evidence, *least, *most;
};

static struct columns columns_of(struct arena *arena, const struct change_point_row *const *rows,
                                 size_t count)
{
    struct columns columns = {
        .series = ARENA_ARRAY(arena, int64_t, count),
        .run = ARENA_ARRAY(arena, int64_t, count),
        .at = ARENA_ARRAY(arena, int64_t, count),
        .position = ARENA_ARRAY(arena, int64_t, count),
        .regression = ARENA_ARRAY(arena, int64_t, count),
        .algorithm = ARENA_ARRAY(arena, const char *, count),
        .dropped_by = ARENA_ARRAY(arena, const char *, count),
        .mean_before = ARENA_ARRAY(arena, double, count),
        .mean_after = ARENA_ARRAY(arena, double, count),
        .stddev_before = ARENA_ARRAY(arena, double, count),
        .stddev_after = ARENA_ARRAY(arena, double, count),
        .pvalue = ARENA_ARRAY(arena, double, count),
        .percent = ARENA_ARRAY(arena, double, count),
        .evidence = ARENA_ARRAY(arena, double, count),
        .least = ARENA_ARRAY(arena, double, count),
        .most = ARENA_ARRAY(arena, double, count),
        .set_first = ARENA_ARRAY(arena, int64_t, count),
        .set_last = ARENA_ARRAY(arena, int64_t, count),
        .settled = ARENA_ARRAY(arena, int64_t, count),
        .recovered = ARENA_ARRAY(arena, int64_t, count),
    };

    for (size_t i = 0; i < count; i++) {
        columns.series[i] = rows[i]->series_id;
        columns.run[i] = rows[i]->run_id;
        columns.at[i] = rows[i]->at;
        columns.position[i] = rows[i]->position;
        columns.regression[i] = rows[i]->regression_id;
        columns.algorithm[i] = rows[i]->algorithm;
        columns.dropped_by[i] = rows[i]->dropped_by;
        columns.mean_before[i] = rows[i]->mean_before;
        columns.mean_after[i] = rows[i]->mean_after;
        columns.stddev_before[i] = rows[i]->stddev_before;
        columns.stddev_after[i] = rows[i]->stddev_after;
        columns.pvalue[i] = rows[i]->pvalue;
        columns.percent[i] = rows[i]->percent;
        columns.evidence[i] = rows[i]->evidence;
        columns.least[i] = rows[i]->least;
        columns.most[i] = rows[i]->most;
        columns.set_first[i] = rows[i]->set_first_run_id;
        columns.set_last[i] = rows[i]->set_last_run_id;
        columns.settled[i] = rows[i]->settled ? 1 : 0;
        columns.recovered[i] = rows[i]->recovered_run_id;
    }
    return columns;
}

static bool upsert_rows(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        const struct change_point_row *const *rows, size_t count, struct error *err)
{
    if (count == 0)
        return true;

    const struct columns columns = columns_of(arena, rows, count);

    return STORE_RUN(connection, QUERY_DETECT_UPSERT_CHANGE_POINTS, NULL, err, P_INT(test_id),
                     P_INTS(columns.series, count), P_TEXTS(columns.algorithm, count),
                     P_INTS(columns.run, count), P_TIMES(columns.at, count),
                     P_INTS(columns.position, count), P_DOUBLES(columns.mean_before, count),
                     P_DOUBLES(columns.mean_after, count), P_DOUBLES(columns.stddev_before, count),
                     P_DOUBLES(columns.stddev_after, count), P_DOUBLES(columns.pvalue, count),
                     P_DOUBLES(columns.percent, count), P_TEXTS(columns.dropped_by, count),
                     P_INTS(columns.regression, count), P_DOUBLES(columns.evidence, count),
                     P_DOUBLES(columns.least, count), P_DOUBLES(columns.most, count),
                     P_INTS(columns.set_first, count), P_INTS(columns.set_last, count),
                     P_INTS(columns.settled, count), P_INTS(columns.recovered, count));
}

bool change_points_write(struct store_connection *connection, struct arena *arena, int64_t test_id,
                         const struct change_point_row *stored, size_t stored_count,
                         const struct change_point_row *rows, size_t count,
                         struct change_points_written *ret, struct error *err)
{
    const struct difference found = find_difference(arena, stored, stored_count, rows, count);

    if (!delete_rows(connection, arena, test_id, found.delete, found.delete_count, err) ||
        !upsert_rows(connection, arena, test_id, found.write, found.write_count, err))
        return false;
    *ret =
        (struct change_points_written){.written = found.write_count, .deleted = found.delete_count};
    return true;
}

bool analyses_load(struct store_connection *connection, struct arena *arena,
                   const struct test_history *history, const char *options,
                   struct analysis_state **ret_states, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_ANALYSES, &result, err, P_INT(history->test_id),
                   P_TEXT(options), P_TEXT(history->config_hash)))
        return false;

    const size_t count = store_rows(result);
    struct analysis_state *states = ARENA_ARRAY(arena, struct analysis_state, count + 1);

    for (size_t i = 0; i < count; i++)
        states[i] = (struct analysis_state){.series_id = store_int(result, i, 0),
                                            .last_run_id = store_int(result, i, 2),
                                            .current = store_bool(result, i, 3)};
    *ret_states = states;
    *ret_count = count;
    return true;
}

bool analyses_write(struct store_connection *connection, struct arena *arena,
                    const struct test_history *history, const char *options,
                    const struct analysis_row *rows, size_t count, struct error *err)
{
    int64_t *series = ARENA_ARRAY(arena, int64_t, count + 1);
    const char **algorithms = ARENA_ARRAY(arena, const char *, count + 1);
    int64_t *points = ARENA_ARRAY(arena, int64_t, count + 1);
    int64_t *runs = ARENA_ARRAY(arena, int64_t, count + 1);
    int64_t *times = ARENA_ARRAY(arena, int64_t, count + 1);

    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        series[i] = rows[i].series_id;
        algorithms[i] = rows[i].algorithm;
        points[i] = rows[i].points;
        runs[i] = rows[i].last_run_id;
        times[i] = rows[i].last_at;
    }
    return STORE_RUN(connection, QUERY_DETECT_UPSERT_ANALYSES, NULL, err, P_INT(history->test_id),
                     P_TEXT(options), P_INTS(series, count), P_TEXTS(algorithms, count),
                     P_INTS(points, count), P_INTS(runs, count), P_TIMES(times, count),
                     P_TEXT(history->config_hash));
}
