/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "kit/golden.h"

static bool point_agrees(const char *name, const json_t *wanted, const struct percent_result *got)
{
    return json_array_size(wanted) == 1 &&
           golden_field_close(name, json_array_get(wanted, 0), "mean_before", got->mean_before) &&
           golden_field_close(name, json_array_get(wanted, 0), "mean_after", got->value) &&
           golden_field_close(name, json_array_get(wanted, 0), "percentage_change", got->percent);
}

static bool metric_agrees(const char *name, const char *column, const json_t *settings,
                          const json_t *item, bool *ret_regression)
{
    const json_t *expected = json_object_get(item, "expected");
    const json_t *baseline = json_object_get(expected, "baseline");
    const json_t *points = json_object_get(json_object_get(expected, "change_points"), column);
    const int direction = (int)json_integer_value(json_object_get(settings, "direction"));
    struct golden_series series =
        golden_series(json_object_get(json_object_get(item, "columns"), column));
    struct percent_result result;

    for (size_t i = 0; i < series.n; i++)
        if (series.missing[i])
            series.values[i] = (double)NAN;
    assert_int_equal(percent_run(series.values, series.n, direction, &result), ANALYSIS_OK);
    golden_series_done(&series);
    *ret_regression |= result.reported;
    if (json_is_null(baseline))
        return !result.reported && isnan(result.mean_before);
    return golden_field_close(name, baseline, column, result.mean_before) &&
           (result.reported ? point_agrees(name, points, &result) : json_array_size(points) == 0);
}

static bool case_agrees(json_t *item)
{
    const char *name = json_string_value(json_object_get(item, "name"));
    const json_t *expected = json_object_get(item, "expected");
    const char *column;
    json_t *settings;
    bool same = true, regression = false;

    json_object_foreach(json_object_get(item, "metrics"), column, settings)
    {
        same &= metric_agrees(name, column, settings, item, &regression);
    }
    same &= regression == json_is_true(json_object_get(expected, "regression"));
    if (!same)
        print_error("%s differs from the peer\n", name);
    return same;
}

static void golden_cases_agree_with_orion(void **state)
{
    json_t *root = golden_read("cmr.json");
    const json_t *items = json_object_get(root, "cases");
    size_t same = 0;

    (void)state;
    assert_int_equal(json_array_size(items), 66);
    for (size_t i = 0; i < json_array_size(items); i++)
        same += case_agrees(json_array_get(items, i)) ? 1 : 0;
    json_decref(root);
    assert_int_equal(same, 66);
}

static void empty_series_is_refused_and_the_result_left_alone(void **state)
{
    struct percent_result result = {.value = 7};

    (void)state;
    assert_int_equal(percent_run(NULL, 0, 1, &result), ANALYSIS_RANGE);
    assert_true(result.value == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_cases_agree_with_orion),
        cmocka_unit_test(empty_series_is_refused_and_the_result_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
