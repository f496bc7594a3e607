/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static void fields_left_out_of_the_query_are_found(void **state)
{
    struct seen_faults seen;
    struct test_set *set =
        kit_tests("tests:\n  - name: t\n    metadata: {platform: AWS, pullNumber: 0, "
                  "organization: '', not: {a: b}, benchmark.keyword: x}\n"
                  "    metrics: [{name: m, metric_of_interest: v}]\n",
                  &seen);
    const struct run_filter *runs = &set->tests[0].runs;

    (void)state;
    assert_int_equal(runs->must.count, 2);
    assert_int_equal(runs->listed.count, 4);
    assert_int_equal(run_filter_find(runs, "pullNumber")->value.integer, 0);
    assert_string_equal(run_filter_find(runs, "organization")->value.text, "");
    assert_string_equal(run_filter_find(runs, "benchmark.keyword")->value.text, "x");
    assert_null(run_filter_find(runs, "benchmark"));
    assert_null(run_filter_find(runs, "not"));
    test_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_left_out_of_the_query_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
