/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ingest/index_pattern.h"

static void patterns_lists_and_exclusions_are_taken_as_by_the_servers(void **state)
{
    (void)state;
    assert_true(index_pattern_match("lab-perf-ci", "lab-perf-ci"));
    assert_false(index_pattern_match("lab-perf-ci", "lab-perf-ci2"));
    assert_true(index_pattern_match("perf_scale_ci*", "perf_scale_ci"));
    assert_true(index_pattern_match("perf_scale_ci*", "perf_scale_ci-plus5"));
    assert_true(index_pattern_match("a,b*,c", "bcd"));
    assert_false(index_pattern_match("a,b*,c", "cd"));
    assert_true(index_pattern_match("*kube*burner", "ripsaw-kube-burner"));
    assert_false(index_pattern_match("lab*,-lab-x*", "lab-xy"));
    assert_true(index_pattern_match("lab*,-lab-x*", "lab-y"));
    assert_true(index_pattern_match("*", "anything"));
}

static void no_pattern_means_every_index(void **state)
{
    (void)state;
    assert_true(index_pattern_match(NULL, "a"));
    assert_true(index_pattern_match("", "a"));
    assert_true(index_pattern_match("_all", "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_lists_and_exclusions_are_taken_as_by_the_servers),
        cmocka_unit_test(no_pattern_means_every_index),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
