/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/strmap.h"
#include "detect/configured_series.h"
#include "kit/config_kit.h"

#define HEAD "tests:\n  - name: t\n    metadata: {a: x}\n    metrics:\n"

/* The names and thresholds of the series that text makes of a test with these stored ones. */
static const char *configured(struct arena *arena, const char *text, const char *const *stored,
                              size_t count)
{
    struct seen_faults seen;
    struct test_set *set = kit_tests(text, &seen);
    struct history_series *series = ARENA_ARRAY(arena, struct history_series, count + 1);
    const struct test_history history = {.test = "t", .series = series, .series_count = count};
    struct test_history *made;
    struct error err;
    const char *said = "";

    for (size_t i = 0; i < count; i++)
        series[i] = (struct history_series){
            .series_id = name_id("t", stored[i]), .metric = stored[i], .threshold = 77};
    assert_true(configured_history(arena, &history, &set->tests[0], &made, &err));
    for (size_t i = 0; i < made->series_count; i++) {
        assert_int_equal(made->series[i].series_id, name_id("t", made->series[i].metric));
        assert_null(made->series[i].values);
        said = arena_printf(arena, "%s%s%s=%g", said, i ? " " : "", made->series[i].metric,
                            made->series[i].threshold);
    }
    test_set_free(set);
    return said;
}

static void series_come_from_the_configuration_in_its_order(void **state)
{
    static const char *const stored[] = {"gone_v", "m_v"};
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(configured(arena,
                                   HEAD "      - {name: n, metric_of_interest: v, threshold: 3}\n"
                                        "      - {name: m, metric_of_interest: v, threshold: 4}\n",
                                   stored, 2),
                        "n_v=3 m_v=4");
}

static void values_of_a_group_are_those_that_series_are_named_after(void **state)
{
    static const char *const stored[] = {"use-ovn_avg", "use-etcd_avg", "other_v", "use-etcd_max"};
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(configured(arena,
                                   HEAD
                                   "      - {name: 'use-${k}', metric_of_interest: v, group_by: k, "
                                   "threshold: 5, agg: {agg_type: avg}}\n",
                                   stored, 4),
                        "use-etcd_avg=5 use-ovn_avg=5 other_v=77 use-etcd_max=77");
}

static void a_value_that_stands_twice_in_a_name_is_found(void **state)
{
    static const char *const stored[] = {"ab-ab_v", "ab-cd_v", "-_v"};
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(configured(arena,
                                   HEAD "      - {name: '${k}-${k}', metric_of_interest: v, "
                                        "group_by: k, threshold: 5}\n",
                                   stored, 3),
                        "-_v=5 ab-ab_v=5 ab-cd_v=77");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(series_come_from_the_configuration_in_its_order),
        cmocka_unit_test(values_of_a_group_are_those_that_series_are_named_after),
        cmocka_unit_test(a_value_that_stands_twice_in_a_name_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
