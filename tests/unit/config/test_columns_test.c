/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/test_columns.h"
#include "kit/config_kit.h"

static void metadata_and_unexpanded_groups_are_left_out(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct test_set *set =
        kit_tests("tests:\n  - name: t\n    metadata: {a: x}\n    metrics:\n"
                  "      - {name: m, metric_of_interest: v, agg: {agg_type: percentiles, percents: "
                  "[50, 99]}}\n"
                  "      - {name: 'g-${k}', metric_of_interest: v, group_by: k}\n"
                  "      - {name: n, metric_of_interest: v}\n",
                  &seen);
    const struct test_column *columns;

    (void)state;
    assert_int_equal(test_columns(arena, &set->tests[0], &columns), 3);
    assert_string_equal(columns[0].name, "m_percentiles_50.0");
    assert_string_equal(columns[1].name, "m_percentiles_99.0");
    assert_string_equal(columns[2].name, "n_v");
    assert_string_equal(columns[2].metric->name, "n");
    test_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metadata_and_unexpanded_groups_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
