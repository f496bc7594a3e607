/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/isolation_forest.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/analysis.h"
#include "kit/golden.h"

/* The rows of a golden case that have every value, and what the forest says of them. */
struct stand {
    double *values, *decisions, *means;
    bool *flagged;
    size_t rows, metrics;
};

static struct stand stand_new(size_t rows, size_t metrics)
{
    return (struct stand){
        .values = calloc(rows * metrics + 1, sizeof(double)),
        .decisions = calloc(rows + 1, sizeof(double)),
        .means = calloc(rows * metrics + 1, sizeof(double)),
        .flagged = calloc(rows + 1, sizeof(bool)),
        .rows = rows,
        .metrics = metrics,
    };
}

static void stand_done(struct stand *stand)
{
    free(stand->values);
    free(stand->decisions);
    free(stand->means);
    free(stand->flagged);
}

static struct stand stand_of(const json_t *item)
{
    const json_t *columns = json_object_get(item, "columns"), *metrics;
    const char *name;
    json_t *settings;
    size_t total = 0, kept = 0;

    metrics = json_object_get(item, "metrics");
    json_object_foreach((json_t *)(uintptr_t)metrics, name, settings) total =
        json_array_size(json_object_get(columns, name));

    struct stand stand = stand_new(total, json_object_size(metrics));

    for (size_t row = 0; row < total; row++) {
        bool whole = true;
        size_t m = 0;

        json_object_foreach((json_t *)(uintptr_t)metrics, name, settings)
        {
            const json_t *value = json_array_get(json_object_get(columns, name), row);

            whole &= !json_is_null(value);
            stand.values[kept * stand.metrics + m++] =
                json_is_null(value) ? 0 : golden_number(value);
        }
        kept += whole ? 1 : 0;
    }
    stand.rows = kept;
    return stand;
}

static bool rows_agree(const char *name, const struct stand *stand, const json_t *expected)
{
    const json_t *decisions = json_object_get(expected, "decision");
    size_t flagged[1000], count = 0;

    if (stand->rows != (size_t)json_integer_value(json_object_get(expected, "rows_after_dropna")))
        return false;
    for (size_t i = 0; i < stand->rows; i++) {
        const double wanted = golden_number(json_array_get(decisions, i));

        if (!(fabs(stand->decisions[i] - wanted) <= 1e-9)) {
            print_error("%s: row %zu: decision %.17g, expected %.12f\n", name, i,
                        stand->decisions[i], wanted);
            return false;
        }
        if (stand->flagged[i])
            flagged[count++] = i;
    }
    return golden_indexes_equal(json_object_get(expected, "anomalous_rows"), flagged, count);
}

static bool points_agree(const char *name, const struct stand *stand, size_t metric,
                         const json_t *settings, double min_percent, const json_t *wanted)
{
    const int direction = (int)json_integer_value(json_object_get(settings, "direction"));
    size_t found = 0;

    for (size_t i = 0; i < stand->rows; i++) {
        const size_t at = i * stand->metrics + metric;
        const json_t *point = json_array_get(wanted, found);
        double percent;

        if (!stand->flagged[i] ||
            !forest_reported(stand->values[at], stand->means[at], direction, min_percent, &percent))
            continue;
        found++;
        if ((size_t)json_integer_value(json_object_get(point, "index")) != i ||
            !golden_field_close(name, point, "mean_before", stand->means[at]) ||
            !golden_field_close(name, point, "mean_after", stand->values[at]) ||
            !golden_field_close(name, point, "percentage_change", percent))
            return false;
    }
    return found == json_array_size(wanted);
}

static bool case_agrees(json_t *item)
{
    const char *name = json_string_value(json_object_get(item, "name")), *column;
    const json_t *expected = json_object_get(item, "expected");
    const double min_percent = json_number_value(json_object_get(item, "min_percent"));
    const struct forest_options options = {
        .window = (size_t)json_integer_value(json_object_get(item, "window"))};
    struct stand stand = stand_of(item);
    json_t *settings;
    size_t metric = 0;

    assert_int_equal(forest_run(stand.values, stand.rows, stand.metrics, options, stand.decisions,
                                stand.flagged, stand.means),
                     ANALYSIS_OK);

    bool same = rows_agree(name, &stand, expected);

    json_object_foreach(json_object_get(item, "metrics"), column, settings)
    {
        same &= points_agree(name, &stand, metric++, settings, min_percent,
                             json_object_get(json_object_get(expected, "change_points"), column));
    }
    stand_done(&stand);
    if (!same)
        print_error("%s differs from the peer\n", name);
    return same;
}

static void golden_cases_agree_with_orion(void **state)
{
    json_t *root = golden_read("anomaly.json");
    const json_t *items = json_object_get(root, "cases");
    size_t same = 0;

    (void)state;
    assert_int_equal(json_array_size(items), 62);
    for (size_t i = 0; i < json_array_size(items); i++)
        same += case_agrees(json_array_get(items, i)) ? 1 : 0;
    json_decref(root);
    assert_int_equal(same, 62);
}

static void seeds_are_the_constants_of_the_golden_file(void **state)
{
    json_t *root = golden_read("anomaly.json");
    struct forest_seeds seeds;

    (void)state;
    forest_seeds_init(&seeds);
    for (size_t i = 0; i < FOREST_TREES; i++) {
        assert_int_equal(json_integer_value(json_array_get(json_object_get(root, "tree_seed"), i)),
                         seeds.tree[i]);
        assert_int_equal(json_integer_value(json_array_get(json_object_get(root, "tree_state"), i)),
                         seeds.state[i]);
    }
    json_decref(root);
}

/* In scikit-learn the rounding of the sum decides: of four equal rows all are anomalous, of five
 * none. */
static void equal_rows_are_anomalous_by_rounding_unless_sane(void **state)
{
    (void)state;
    for (size_t rows = 4; rows <= 5; rows++)
        for (int sane = 0; sane <= 1; sane++) {
            struct stand stand = stand_new(rows, 2);

            for (size_t i = 0; i < 2 * rows; i++)
                stand.values[i] = 7;
            assert_int_equal(forest_run(stand.values, rows, 2, (struct forest_options){5, sane},
                                        stand.decisions, stand.flagged, stand.means),
                             ANALYSIS_OK);
            assert_true(fabs(stand.decisions[0]) < 1e-12);
            for (size_t i = 0; i < rows; i++)
                assert_int_equal(stand.flagged[i], rows == 4 && !sane);
            stand_done(&stand);
        }
}

/* Values that scikit-learn 1.5.0 gives for i * i % 1009 over that many rows: by reservoir (257), by
 * shuffle (1000), by trying (30000). */
static void many_rows_are_drawn_as_scikit_learn_draws_them(void **state)
{
    static const struct {
        size_t rows;
        double first, last;
        size_t flagged;
    } cases[] = {
        {257, -0.12478337879208712, -0.04736203556249463, 155},
        {1000, -0.15666648043370446, -0.042290962956238576, 688},
        {30000, -0.14828947180219965, -0.012933912718156915, 22801},
    };

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        struct stand stand = stand_new(cases[c].rows, 1);
        size_t flagged = 0;

        for (size_t i = 0; i < stand.rows; i++)
            stand.values[i] = (double)(i * i % 1009);
        assert_int_equal(forest_run(stand.values, stand.rows, 1, FOREST_DEFAULTS, stand.decisions,
                                    stand.flagged, stand.means),
                         ANALYSIS_OK);
        for (size_t i = 0; i < stand.rows; i++)
            flagged += stand.flagged[i] ? 1 : 0;
        assert_int_equal(flagged, cases[c].flagged);
        assert_true(fabs(stand.decisions[0] - cases[c].first) < 1e-9);
        assert_true(fabs(stand.decisions[stand.rows - 1] - cases[c].last) < 1e-9);
        stand_done(&stand);
    }
}

static void what_the_forest_cannot_use_is_refused_and_the_outputs_left_alone(void **state)
{
    const double far[] = {1, 1e300}, gap[] = {1, (double)NAN};
    double decisions[2] = {7, 7}, means[2] = {7, 7};
    bool flagged[2] = {true, true};

    (void)state;
    assert_int_equal(forest_run(far, 0, 1, FOREST_DEFAULTS, decisions, flagged, means),
                     ANALYSIS_RANGE);
    assert_int_equal(forest_run(far, 2, 0, FOREST_DEFAULTS, decisions, flagged, means),
                     ANALYSIS_RANGE);
    assert_int_equal(forest_run(far, 2, SIZE_MAX, FOREST_DEFAULTS, decisions, flagged, means),
                     ANALYSIS_RANGE);
    assert_int_equal(forest_run(far, 2, 1, FOREST_DEFAULTS, decisions, flagged, means),
                     ANALYSIS_NOT_FINITE);
    assert_int_equal(forest_run(gap, 2, 1, FOREST_DEFAULTS, decisions, flagged, means),
                     ANALYSIS_NOT_FINITE);
    assert_true(decisions[0] == 7 && means[0] == 7 && flagged[1]);
}

static void value_without_a_mean_is_never_reported(void **state)
{
    double percent;

    (void)state;
    assert_false(forest_reported(5, (double)NAN, 0, 0, &percent));
    assert_true(forest_reported(5, 0, 1, 10, &percent));
    assert_true(isinf(percent));
    assert_false(forest_reported(5, 0, -1, 10, &percent));
    assert_false(forest_reported(110, 100, 1, 10, &percent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_cases_agree_with_orion),
        cmocka_unit_test(seeds_are_the_constants_of_the_golden_file),
        cmocka_unit_test(equal_rows_are_anomalous_by_rounding_unless_sane),
        cmocka_unit_test(many_rows_are_drawn_as_scikit_learn_draws_them),
        cmocka_unit_test(what_the_forest_cannot_use_is_refused_and_the_outputs_left_alone),
        cmocka_unit_test(value_without_a_mean_is_never_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
