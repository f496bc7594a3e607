/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "kit/golden.h"

enum { MAX_METRICS = 8 };

/* One golden case on its way through search and filters. */
struct hunt {
    struct edivisive_workspace *workspaces[MAX_METRICS];
    const struct change_point *points[MAX_METRICS];
    struct filter_metric metrics[MAX_METRICS];
    size_t count;
};

static bool acknowledged(const json_t *acks, const char *column, size_t row)
{
    char uuid[32];
    const json_t *ack;
    size_t i;

    (void)snprintf(uuid, sizeof uuid, "u%03zu", row);
    json_array_foreach(acks, i, ack)
    {
        if (strcmp(json_string_value(json_object_get(ack, "uuid")), uuid) == 0 &&
            strcmp(json_string_value(json_object_get(ack, "metric")), column) == 0)
            return true;
    }
    return false;
}

static void hunt_metric(struct hunt *hunt, const struct edivisive_plan *plan, const char *column,
                        const json_t *settings, const json_t *item)
{
    const size_t m = hunt->count++;
    struct golden_series series =
        golden_series(json_object_get(json_object_get(item, "columns"), column));
    struct filter_metric *metric = &hunt->metrics[m];
    size_t count;

    hunt->workspaces[m] = edivisive_workspace_new();
    assert_int_equal(edivisive_run(plan, hunt->workspaces[m], series.values, series.missing,
                                   series.n, MISSING_SKIP, &hunt->points[m], &count),
                     ANALYSIS_OK);
    *metric = (struct filter_metric){
        .column = column,
        .direction = (int)json_integer_value(json_object_get(settings, "direction")),
        .threshold = json_number_value(json_object_get(settings, "threshold")),
        .correlation = json_string_value(json_object_get(settings, "correlation")),
        .context = (int)json_integer_value(json_object_get(settings, "context")),
        .points = calloc(count + 1, sizeof *metric->points),
        .count = count,
    };
    for (size_t i = 0; i < count; i++)
        metric->points[i] = (struct filter_point){
            .row = hunt->points[m][i].index,
            .mean_before = hunt->points[m][i].mean_before,
            .mean_after = hunt->points[m][i].mean_after,
            .acknowledged =
                acknowledged(json_object_get(item, "acks"), column, hunt->points[m][i].index),
        };
    golden_series_done(&series);
}

static void hunt_done(struct hunt *hunt)
{
    for (size_t m = 0; m < hunt->count; m++) {
        edivisive_workspace_free(hunt->workspaces[m]);
        free(hunt->metrics[m].points);
    }
}

static bool found_agree(const struct filter_metric *metric, const json_t *wanted)
{
    size_t rows[1000];

    assert_true(metric->count <= 1000);
    for (size_t i = 0; i < metric->count; i++)
        rows[i] = metric->points[i].row;
    return golden_indexes_equal(wanted, rows, metric->count);
}

static bool kept_agree(const char *name, const struct filter_metric *metric,
                       const struct change_point *points, const json_t *wanted, bool *ret_early)
{
    size_t kept = 0;

    for (size_t i = 0; i < metric->count; i++) {
        const json_t *expected = json_array_get(wanted, kept);
        const struct change_point *point = &points[i];

        if (metric->points[i].dropped != DROP_NONE)
            continue;
        kept++;
        *ret_early |= point->index < 5;
        if ((size_t)json_integer_value(json_object_get(expected, "index")) != point->index ||
            !golden_field_close(name, expected, "mean_before", point->mean_before) ||
            !golden_field_close(name, expected, "mean_after", point->mean_after) ||
            !golden_field_close(name, expected, "pvalue", point->pvalue) ||
            !golden_field_close(name, expected, "percentage_change",
                                (point->mean_after - point->mean_before) / point->mean_before *
                                    100))
            return false;
    }
    return kept == json_array_size(wanted);
}

static bool case_agrees(const struct edivisive_plan *plan, json_t *item)
{
    const char *name = json_string_value(json_object_get(item, "name"));
    const json_t *expected = json_object_get(item, "expected");
    struct hunt hunt = {.count = 0};
    const char *column;
    json_t *settings;
    bool same = true, regression = false, early = false;

    json_object_foreach(json_object_get(item, "metrics"), column, settings)
        hunt_metric(&hunt, plan, column, settings, item);
    assert_int_equal(filter_run(hunt.metrics, hunt.count), ANALYSIS_OK);
    for (size_t m = 0; m < hunt.count; m++) {
        const struct filter_metric *metric = &hunt.metrics[m];

        same &= found_agree(
            metric, json_object_get(json_object_get(item, "before_filter"), metric->column));
        same &= kept_agree(
            name, metric, hunt.points[m],
            json_object_get(json_object_get(expected, "change_points"), metric->column), &early);
        for (size_t i = 0; i < metric->count; i++)
            regression |= metric->points[i].dropped == DROP_NONE;
    }
    same &= regression == json_is_true(json_object_get(expected, "regression"));
    same &= early == json_is_true(json_object_get(expected, "early"));
    if (!same)
        print_error("%s differs from the peer\n", name);
    hunt_done(&hunt);
    return same;
}

static void golden_cases_agree_with_orion(void **state)
{
    json_t *root = golden_read("hunter.json");
    json_t *items = json_object_get(root, "cases");
    enum analysis_status status;
    struct edivisive_plan *plan = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    size_t same = 0;

    (void)state;
    assert_int_equal(json_array_size(items), 80);
    for (size_t i = 0; i < json_array_size(items); i++)
        same += case_agrees(plan, json_array_get(items, i)) ? 1 : 0;
    edivisive_plan_free(plan);
    json_decref(root);
    assert_int_equal(same, 80);
}

static struct filter_metric metric_of(const char *column, struct filter_point *points, size_t count)
{
    return (struct filter_metric){.column = column,
                                  .direction = 1,
                                  .threshold = 0,
                                  .correlation = "",
                                  .context = 5,
                                  .points = points,
                                  .count = count};
}

static struct filter_point step_at(size_t row, double before, double after)
{
    return (struct filter_point){.row = row, .mean_before = before, .mean_after = after};
}

static void change_equal_to_the_threshold_is_kept(void **state)
{
    struct filter_point points[] = {step_at(3, 100, 110), step_at(9, 100, 109.9)};
    struct filter_metric metric = metric_of("a", points, 2);

    (void)state;
    metric.threshold = 10;
    assert_int_equal(filter_run(&metric, 1), ANALYSIS_OK);
    assert_int_equal(points[0].dropped, DROP_NONE);
    assert_int_equal(points[1].dropped, DROP_THRESHOLD);
}

static void change_from_zero_is_never_under_the_threshold(void **state)
{
    struct filter_point points[] = {step_at(3, 0, 1e-9), step_at(9, 0, 0)};
    struct filter_metric metric = metric_of("a", points, 2);

    (void)state;
    metric.threshold = 50;
    assert_int_equal(filter_run(&metric, 1), ANALYSIS_OK);
    assert_int_equal(points[0].dropped, DROP_NONE);
    assert_int_equal(points[1].dropped, DROP_NONE);
}

static void the_first_rule_that_holds_is_the_reason(void **state)
{
    struct filter_point points[] = {step_at(3, 100, 99), step_at(9, 100, 101),
                                    step_at(12, 100, 101), step_at(15, 100, 150)};
    struct filter_metric metric = metric_of("a", points, 4);

    (void)state;
    metric.threshold = 10;
    metric.correlation = "absent";
    points[0].acknowledged = points[1].acknowledged = true;
    assert_int_equal(filter_run(&metric, 1), ANALYSIS_OK);
    assert_int_equal(points[0].dropped, DROP_DIRECTION);
    assert_int_equal(points[1].dropped, DROP_ACKNOWLEDGED);
    assert_int_equal(points[2].dropped, DROP_THRESHOLD);
    assert_int_equal(points[3].dropped, DROP_CORRELATION);
}

/* a leans on b, and b on a metric that is not there: b's points are all deleted, which a sees only
 * when b comes first. */
static void correlation_sees_what_is_left_of_metrics_that_came_earlier(void **state)
{
    (void)state;
    for (size_t b_first = 0; b_first < 2; b_first++) {
        struct filter_point a_points[] = {step_at(20, 100, 150)};
        struct filter_point b_points[] = {step_at(22, 100, 150)};
        struct filter_metric metrics[2];
        const size_t a = b_first, b = 1 - b_first;

        metrics[a] = metric_of("a", a_points, 1);
        metrics[a].correlation = "b";
        metrics[b] = metric_of("b", b_points, 1);
        metrics[b].correlation = "absent";
        assert_int_equal(filter_run(metrics, 2), ANALYSIS_OK);
        assert_int_equal(b_points[0].dropped, DROP_CORRELATION);
        assert_int_equal(a_points[0].dropped, b_first ? DROP_CORRELATION : DROP_NONE);
    }
}

static void only_the_last_point_near_enough_speaks_for_the_correlation(void **state)
{
    struct filter_point a_points[] = {step_at(20, 100, 150)};
    struct filter_point b_points[] = {step_at(18, 100, 150), step_at(24, 100, 50),
                                      step_at(40, 100, 150)};
    struct filter_metric metrics[2] = {metric_of("a", a_points, 1), metric_of("b", b_points, 3)};

    (void)state;
    metrics[0].correlation = "b";
    assert_int_equal(filter_run(metrics, 2), ANALYSIS_OK);
    assert_int_equal(a_points[0].dropped, DROP_CORRELATION);
    metrics[0].context = 2;
    assert_int_equal(filter_run(metrics, 2), ANALYSIS_OK);
    assert_int_equal(a_points[0].dropped, DROP_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_cases_agree_with_orion),
        cmocka_unit_test(change_equal_to_the_threshold_is_kept),
        cmocka_unit_test(change_from_zero_is_never_under_the_threshold),
        cmocka_unit_test(the_first_rule_that_holds_is_the_reason),
        cmocka_unit_test(correlation_sees_what_is_left_of_metrics_that_came_earlier),
        cmocka_unit_test(only_the_last_point_near_enough_speaks_for_the_correlation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
