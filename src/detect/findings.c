/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/findings.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/strmap.h"
#include "detect/recoveries.h"

/* Findings of one test as they grow. */
struct collection {
    struct arena *arena;
    struct finding *items;
    size_t count, capacity;
    const struct finding *kept; /* of series that are not searched, those not taken yet */
    size_t kept_count;
    double *values; /* of the series that is searched, and their rows; room for all rows */
    size_t *rows;
};

static bool init_steady(struct detector *detector, const struct service_config *config,
                        struct error *err)
{
    const struct steady_options options =
        steady_settings(config->analysis_false_reports, config->analysis_smallest_change);
    enum analysis_status status = ANALYSIS_OK;

    detector->steady_plan = steady_plan_new(&options, &status);
    if (detector->steady_plan)
        detector->steady = steady_new(detector->steady_plan);
    if (!detector->steady)
        return error_set(err, ERROR_NO_MEMORY, "analysis", "no memory for a series");
    return true;
}

bool detector_init(struct detector *detector, const struct service_config *config,
                   struct error *err)
{
    enum analysis_status status = ANALYSIS_OK;
    const bool skip = config->analysis_missing == CONFIG_MISSING_SKIP;

    *detector = (struct detector){.missing = skip ? MISSING_SKIP : MISSING_DROP};
    detector->plan = edivisive_plan_new(
        (struct edivisive_options){.window_len = config->analysis_window_len,
                                   .max_pvalue = config->analysis_max_pvalue,
                                   .min_magnitude = config->analysis_min_magnitude},
        &status);
    if (!detector->plan)
        return error_set(err, status == ANALYSIS_NO_MEMORY ? ERROR_NO_MEMORY : ERROR_CONFIG,
                         "analysis", "%s", analysis_status_text(status));
    detector->workspace = edivisive_workspace_new();
    if (!detector->workspace) {
        detector_done(detector);
        return error_set(err, ERROR_NO_MEMORY, "analysis", "no memory for a workspace");
    }
    if (!init_steady(detector, config, err)) {
        detector_done(detector);
        return false;
    }
    (void)snprintf(detector->options, sizeof detector->options,
                   "window_len=%d max_pvalue=%.17g min_magnitude=%.17g missing=%s steady=4 "
                   "false_reports=%.17g smallest_change=%.17g",
                   config->analysis_window_len, config->analysis_max_pvalue,
                   config->analysis_min_magnitude, skip ? "skip" : "drop",
                   config->analysis_false_reports, config->analysis_smallest_change);
    return true;
}

void detector_done(struct detector *detector)
{
    edivisive_plan_free(detector->plan);
    edivisive_workspace_free(detector->workspace);
    steady_free(detector->steady);
    steady_plan_free(detector->steady_plan);
    *detector = (struct detector){.plan = NULL};
}

const char *drop_reason_name(enum drop_reason reason)
{
    static const char *const names[] = {NULL,        "direction",   "acknowledged",
                                        "threshold", "correlation", "early"};

    return names[reason];
}

static void collect(struct collection *collection, struct finding finding)
{
    collection->items = arena_grow(collection->arena, collection->items, collection->count,
                                   &collection->capacity, sizeof *collection->items);
    collection->items[collection->count++] = finding;
}

/* What was found of a series before. */
static void collect_kept(struct collection *collection, const char *algorithm, size_t series)
{
    while (collection->kept_count > 0 && collection->kept->series == series &&
           strcmp(collection->kept->algorithm, algorithm) == 0) {
        collect(collection, *collection->kept++);
        collection->kept_count--;
    }
}

/* Of the size of the level before: what rises from -4 to -2 rises by 50 %. From 0 there is none. */
static double percent_of(double before, double after)
{
    return before == 0 ? NAN : (after - before) / fabs(before) * 100;
}

static size_t points_before(const struct history_series *series, size_t row)
{
    size_t count = 0;

    for (size_t i = 0; i < row; i++)
        count += isnan(series->values[i]) ? 0 : 1;
    return count;
}

static unsigned char *missing_of(struct arena *arena, const struct history_series *series,
                                 size_t count)
{
    unsigned char *missing = ARENA_ARRAY(arena, unsigned char, count + 1);

    for (size_t i = 0; i < count; i++)
        missing[i] = (unsigned char)(isnan(series->values[i]) != 0);
    return missing;
}

static bool analysis_failed(enum analysis_status status, const char *metric, struct error *err)
{
    return error_set(err, status == ANALYSIS_NO_MEMORY ? ERROR_NO_MEMORY : ERROR_INTERNAL, metric,
                     "%s", analysis_status_text(status));
}

/* The values that are there. They stand in the collection until the next series. */
static struct engine_series present_of(struct collection *collection,
                                       const struct test_history *history,
                                       const struct history_series *series)
{
    struct engine_series present = {.series_id = series->series_id,
                                    .runs = history->runs,
                                    .rows = collection->rows,
                                    .values = collection->values};

    for (size_t row = 0; row < history->run_count; row++) {
        if (isnan(series->values[row]))
            continue;
        collection->rows[present.count] = row;
        collection->values[present.count++] = series->values[row];
    }
    return present;
}

static struct engine engine_of(const struct detector *detector, struct arena *arena)
{
    return (struct engine){.plan = detector->plan,
                           .workspace = detector->workspace,
                           .steady_plan = detector->steady_plan,
                           .steady = detector->steady,
                           .arena = arena,
                           .states = detector->states};
}

static void collect_change(struct collection *collection, size_t index, size_t row, size_t position,
                           const struct change_point *point)
{
    collect(collection, (struct finding){
                            .series = index,
                            .row = row,
                            .position = position,
                            .algorithm = ALGORITHM_EDIVISIVE,
                            .mean_before = point->mean_before,
                            .mean_after = point->mean_after,
                            .stddev_before = point->stddev_before,
                            .stddev_after = point->stddev_after,
                            .pvalue = point->pvalue,
                            .percent = percent_of(point->mean_before, point->mean_after),
                            .evidence = NAN,
                            .least = NAN,
                            .most = NAN,
                            .set_first = row,
                            .set_last = row,
                            .recovered = RECOVERY_NONE,
                        });
}

/* MISSING_SKIP: gaps count as rows, so there is no state to go on from. */
static enum analysis_status search_rows(struct detector *detector, struct collection *collection,
                                        const struct test_history *history, size_t index)
{
    const struct history_series *series = &history->series[index];
    const unsigned char *missing = missing_of(collection->arena, series, history->run_count);
    const struct engine engine = engine_of(detector, collection->arena);
    const struct change_point *points;
    size_t count;
    const enum analysis_status status =
        edivisive_run(detector->plan, detector->workspace, series->values, missing,
                      history->run_count, detector->missing, &points, &count);

    if (status != ANALYSIS_OK)
        return status;
    engine_forget(&engine, ALGORITHM_EDIVISIVE, series->series_id);
    for (size_t i = 0; i < count; i++)
        collect_change(collection, index, points[i].index, points_before(series, points[i].index),
                       &points[i]);
    return ANALYSIS_OK;
}

static enum analysis_status search_present(struct detector *detector, struct collection *collection,
                                           const struct test_history *history, size_t index)
{
    const struct engine_series present = present_of(collection, history, &history->series[index]);
    const struct engine engine = engine_of(detector, collection->arena);
    const struct change_point *points;
    size_t count;
    const enum analysis_status status = engine_edivisive(&engine, &present, &points, &count);

    if (status != ANALYSIS_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        collect_change(collection, index, present.rows[points[i].index], points[i].index,
                       &points[i]);
    return ANALYSIS_OK;
}

static bool search_series(struct detector *detector, struct collection *collection,
                          const struct test_history *history, size_t index, struct error *err)
{
    const struct history_series *series = &history->series[index];

    if (!series->values) {
        collect_kept(collection, ALGORITHM_EDIVISIVE, index);
        return true;
    }

    const enum analysis_status status = detector->missing == MISSING_DROP
                                            ? search_present(detector, collection, history, index)
                                            : search_rows(detector, collection, history, index);

    return status == ANALYSIS_OK || analysis_failed(status, series->metric, err);
}

static void collect_steady(struct collection *collection, const struct engine_series *present,
                           size_t index, const struct steady_point *point)
{
    collect(collection, (struct finding){
                            .series = index,
                            .row = present->rows[point->index],
                            .position = point->index,
                            .algorithm = ALGORITHM_STEADY,
                            .mean_before = point->before,
                            .mean_after = point->after,
                            .stddev_before = point->deviation,
                            .stddev_after = point->deviation,
                            .pvalue = NAN,
                            .percent = percent_of(point->before, point->after),
                            .evidence = point->evidence,
                            .least = point->least,
                            .most = point->most,
                            .set_first = present->rows[point->first],
                            .set_last = present->rows[point->last],
                            .settled = point->settled,
                            .recovered = RECOVERY_NONE,
                        });
}

/* Gaps blind `steady` nowhere, whatever way E-Divisive takes them. */
static bool follow_series(struct detector *detector, struct collection *collection,
                          const struct test_history *history, size_t index, struct error *err)
{
    const struct history_series *series = &history->series[index];
    const struct engine engine = engine_of(detector, collection->arena);
    const struct steady_point *points = NULL;
    size_t count = 0;

    if (!series->values) {
        collect_kept(collection, ALGORITHM_STEADY, index);
        return true;
    }

    const struct engine_series present = present_of(collection, history, series);
    const enum analysis_status status = engine_steady(&engine, &present, &points, &count);

    if (status != ANALYSIS_OK)
        return analysis_failed(status, series->metric, err);
    for (size_t i = 0; i < count; i++)
        collect_steady(collection, &present, index, &points[i]);
    return true;
}

static const char *ack_key(struct arena *arena, const char *uuid, const char *metric)
{
    return arena_printf(arena, "%s\n%s", uuid, metric);
}

static struct strmap *index_acknowledged(struct arena *arena,
                                         const struct acknowledgement_row *rows, size_t count)
{
    struct strmap *map = strmap_new(arena);

    for (size_t i = 0; i < count; i++)
        strmap_put(map, ack_key(arena, rows[i].uuid, rows[i].metric), NULL);
    return map;
}

static bool is_acknowledged(struct arena *arena, const struct strmap *map,
                            const struct test_history *history, const struct finding *finding)
{
    return strmap_has(map, ack_key(arena, history->runs[finding->row].uuid,
                                   history->series[finding->series].metric));
}

/* Orion's filters over all series at once, for the findings of one algorithm: those from `first`
 * on, in series order, rows ascending. */
static bool filter_findings(struct collection *collection, size_t first,
                            const struct test_history *history, const struct strmap *acknowledged,
                            struct error *err)
{
    struct finding *items = first < collection->count ? collection->items + first : NULL;
    const size_t count = collection->count - first;
    struct arena *arena = collection->arena;
    struct filter_metric *metrics =
        ARENA_ARRAY(arena, struct filter_metric, history->series_count + 1);
    struct filter_point *points = ARENA_ARRAY(arena, struct filter_point, count + 1);
    size_t next = 0;

    for (size_t s = 0; s < history->series_count; s++) {
        const struct history_series *series = &history->series[s];
        const size_t from = next;

        for (; next < count && items[next].series == s; next++) {
            const struct finding *finding = &items[next];

            points[next] = (struct filter_point){
                .row = finding->row,
                .mean_before = finding->mean_before,
                .mean_after = finding->mean_after,
                .acknowledged = is_acknowledged(arena, acknowledged, history, finding),
            };
        }
        metrics[s] = (struct filter_metric){.column = series->metric,
                                            .direction = series->direction,
                                            .threshold = series->threshold,
                                            .correlation = series->correlation,
                                            .context = series->context,
                                            .points = points + from,
                                            .count = next - from};
    }

    const enum analysis_status status = filter_run(metrics, history->series_count);

    if (status != ANALYSIS_OK)
        return analysis_failed(status, history->test, err);
    for (size_t i = 0; i < count; i++)
        items[i].dropped = points[i].dropped;
    return true;
}

/* CMR: one finding at the test's newest run where it is worse than the mean of those before. */
static bool compare_loaded(struct collection *collection, const struct test_history *history,
                           size_t index, struct error *err)
{
    const struct history_series *series = &history->series[index];
    struct percent_result result;

    if (history->run_count < 2)
        return true;

    const enum analysis_status status =
        percent_run(series->values, history->run_count, series->direction, &result);

    if (status != ANALYSIS_OK)
        return analysis_failed(status, series->metric, err);
    /* Orion reports a gap too where direction is 0; there is nothing to say about a gap. */
    if (!result.reported || isnan(result.value) || isnan(result.mean_before))
        return true;

    collect(collection, (struct finding){.series = index,
                                         .row = history->run_count - 1,
                                         .position = points_before(series, history->run_count - 1),
                                         .algorithm = ALGORITHM_PERCENT,
                                         .mean_before = result.mean_before,
                                         .mean_after = result.value,
                                         .pvalue = NAN,
                                         .percent = percent_of(result.mean_before, result.value),
                                         .evidence = NAN,
                                         .least = NAN,
                                         .most = NAN,
                                         .set_first = history->run_count - 1,
                                         .set_last = history->run_count - 1,
                                         .recovered = RECOVERY_NONE});
    return true;
}

/* Where people do not hear of it, any newest run on the worse side is shown; else the threshold
 * holds, as it does for the other algorithms. */
static enum drop_reason newest_reason(struct arena *arena, const struct test_history *history,
                                      const struct strmap *acknowledged,
                                      const struct finding *finding)
{
    const struct history_series *series = &history->series[finding->series];

    if (is_acknowledged(arena, acknowledged, history, finding))
        return DROP_ACKNOWLEDGED;
    if (strcmp(series->regression_algorithm, ALGORITHM_PERCENT) == 0 &&
        series->threshold > fabs(finding->percent))
        return DROP_THRESHOLD;
    return DROP_NONE;
}

static bool compare_newest(struct collection *collection, const struct test_history *history,
                           size_t index, const struct strmap *acknowledged, struct error *err)
{
    const size_t first = collection->count;

    if (!history->series[index].values)
        collect_kept(collection, ALGORITHM_PERCENT, index);
    else if (!compare_loaded(collection, history, index, err))
        return false;
    for (size_t i = first; i < collection->count; i++)
        collection->items[i].dropped =
            newest_reason(collection->arena, history, acknowledged, &collection->items[i]);
    return true;
}

/* "percent" looks at the direction. */
bool series_search_same(const struct history_series *a, const struct history_series *b)
{
    return a->direction == b->direction;
}

bool findings_make(struct detector *detector, struct arena *arena,
                   const struct test_history *history, const struct finding *kept,
                   size_t kept_count, const struct acknowledgement_row *acknowledged,
                   size_t acknowledged_count, struct finding **ret_findings, size_t *ret_count,
                   struct error *err)
{
    const struct strmap *map = index_acknowledged(arena, acknowledged, acknowledged_count);
    struct collection collection = {.arena = arena,
                                    .kept = kept,
                                    .kept_count = kept_count,
                                    .values = ARENA_ARRAY(arena, double, history->run_count + 1),
                                    .rows = ARENA_ARRAY(arena, size_t, history->run_count + 1)};

    for (size_t s = 0; s < history->series_count; s++)
        if (!search_series(detector, &collection, history, s, err))
            return false;
    if (!filter_findings(&collection, 0, history, map, err))
        return false;
    for (size_t s = 0; s < history->series_count; s++)
        if (!compare_newest(&collection, history, s, map, err))
            return false;

    const size_t first = collection.count;

    for (size_t s = 0; s < history->series_count; s++)
        if (!follow_series(detector, &collection, history, s, err))
            return false;
    if (!filter_findings(&collection, first, history, map, err))
        return false;
    recoveries_find(arena, history, collection.items, collection.count);
    *ret_findings = collection.items;
    *ret_count = collection.count;
    return true;
}
