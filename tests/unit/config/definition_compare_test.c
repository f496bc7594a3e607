/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "config/definition_compare.h"
#include "kit/config_kit.h"

#define HEAD "tests:\n  - name: t\n    metadata: {b: 2, a: x}\n    metrics:\n"

/* "column/key column/key ..." of what differs, "-" for the whole test. */
static const char *compared(struct arena *arena, const char *before, const char *after)
{
    struct seen_faults seen;
    struct test_set *one = kit_tests(before, &seen);
    struct test_set *two = kit_tests(after, &seen);
    const struct definition_difference *differences;
    const size_t count =
        definition_compare(arena, one->tests[0].definition, &two->tests[0], &differences);
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text =
            arena_printf(arena, "%s%s%s/%s", text, i ? " " : "",
                         differences[i].column ? differences[i].column : "-", differences[i].key);
    test_set_free(one);
    test_set_free(two);
    return text;
}

static void settings_are_no_difference(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(
        compared(arena, HEAD "      - {name: m, metric_of_interest: v, k: w, threshold: 5}\n",
                 HEAD "      - {name: m, metric_of_interest: v, k: w, threshold: 1.0e20, "
                      "direction: -1, labels: [a], regression_algorithm: percent}\n"),
        "");
}

static void conditions_and_aggregations_are_named_with_their_column(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(compared(arena,
                                 HEAD "      - {name: m, metric_of_interest: v, k: w}\n"
                                      "      - {name: n, metric_of_interest: v}\n",
                                 HEAD "      - {name: n, metric_of_interest: v, not: {k: w}}\n"
                                      "      - {name: m, metric_of_interest: v, k: other}\n"),
                        "n_v/must_not m_v/must");
    assert_string_equal(
        compared(arena, HEAD "      - {name: m, metric_of_interest: v, agg: {agg_type: avg}}\n",
                 HEAD "      - {name: m, metric_of_interest: w, agg: {agg_type: avg}}\n"),
        "m_avg/field");
}

static void a_column_that_is_new_or_gone_is_no_difference(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(compared(arena, HEAD "      - {name: m, metric_of_interest: v}\n",
                                 HEAD "      - {name: n, metric_of_interest: v}\n"),
                        "");
}

static void which_runs_belong_is_of_the_whole_test(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(
        compared(
            arena, HEAD "      - {name: m, metric_of_interest: v}\n",
            "tests:\n  - name: t\n    metadata: {b: 3, a: x}\n    uuid_field: id\n    metrics:\n"
            "      - {name: m, metric_of_interest: v}\n"),
        "-/runs -/uuid_field");
}

static void a_definition_that_cannot_be_read_has_nothing_in_common(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct test_set *set = kit_tests(HEAD "      - {name: m, metric_of_interest: v}\n", &seen);
    const struct definition_difference *differences;

    (void)state;
    assert_true(definition_compare(arena, "{", &set->tests[0], &differences) > 0);
    assert_null(differences[0].column);
    test_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_no_difference),
        cmocka_unit_test(conditions_and_aggregations_are_named_with_their_column),
        cmocka_unit_test(a_column_that_is_new_or_gone_is_no_difference),
        cmocka_unit_test(which_runs_belong_is_of_the_whole_test),
        cmocka_unit_test(a_definition_that_cannot_be_read_has_nothing_in_common),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
