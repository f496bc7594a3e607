/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/conditions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static void read_filter(struct arena *arena, const char *text, struct run_filter *ret,
                        struct seen_faults *seen, bool expected)
{
    struct faults faults;
    const struct node *metadata = kit_yaml(arena, text, seen);

    faults_init(&faults, seen_report, seen);
    assert_int_equal(conditions_of_metadata(arena, metadata, "ocpVersion", ret, &faults), expected);
}

static void is_condition(const struct condition *condition, const char *field, const char *text)
{
    assert_string_equal(condition->field, field);
    assert_string_equal(condition->value.text, text);
}

static void every_field_is_sent_as_python_prints_it(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct run_filter filter;

    (void)state;
    read_filter(arena, "{platform: AWS, nodes: 3, ipsec: no, v: 4.20, types: [a, b], k.i: 54}",
                &filter, &seen, true);
    assert_int_equal(filter.must.count, 6);
    is_condition(&filter.must.items[0], "platform", "AWS");
    is_condition(&filter.must.items[1], "nodes", "3");
    assert_int_equal(filter.must.items[1].value.type, VALUE_INTEGER);
    is_condition(&filter.must.items[2], "ipsec", "False");
    is_condition(&filter.must.items[3], "v", "4.2");
    is_condition(&filter.must.items[4], "types", "['a', 'b']");
    is_condition(&filter.must.items[5], "k.i", "54");
}

static void empty_values_and_pull_request_zero_are_left_out(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct run_filter filter;

    (void)state;
    read_filter(arena, "{a: , b: '', c: [], organization: '', pullNumber: 0, nodes: 0, d: no}",
                &filter, &seen, true);
    assert_int_equal(filter.must.count, 2);
    is_condition(&filter.must.items[0], "nodes", "0");
    is_condition(&filter.must.items[1], "d", "False");
    read_filter(arena, "{pullNumber: '0'}", &filter, &seen, true);
    assert_int_equal(filter.must.count, 1);
}

static void lists_under_not_are_spread(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct run_filter filter;

    (void)state;
    read_filter(arena, "{not: {stream: okd, mode: [a, b], type.keyword: ''}}", &filter, &seen,
                true);
    assert_int_equal(filter.must_not.count, 4);
    is_condition(&filter.must_not.items[0], "stream", "okd");
    is_condition(&filter.must_not.items[1], "mode", "a");
    is_condition(&filter.must_not.items[2], "mode", "b");
    is_condition(&filter.must_not.items[3], "type.keyword", "");
}

static void exact_versions_are_kept_and_marked(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct run_filter filter;

    (void)state;
    read_filter(arena, "{platform: AWS, ocpVersion: '4.20.1', ocpMajorVersion: 4.20}", &filter,
                &seen, true);
    assert_int_equal(filter.must.count, 3);
    assert_false(filter.must.items[0].orion_ignores);
    assert_true(filter.must.items[1].orion_ignores);
    assert_true(filter.must.items[2].orion_ignores);
}

static void keyword_fields_are_refused_under_wildcard(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct run_filter filter;

    (void)state;
    read_filter(arena, "wildcard:\n  ocpVersion: 4.19*\n", &filter, &seen, true);
    is_condition(&filter.wildcard.items[0], "ocpVersion", "4.19*");
    read_filter(arena, "wildcard:\n  job.keyword: '*x'\n", &filter, &seen, false);
    assert_non_null(strstr(seen.text, "t.yaml:2:3: 'job.keyword' may not end in .keyword"));
}

static void wrong_shapes_are_all_told(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    struct run_filter filter;

    (void)state;
    read_filter(arena, "not: okd\nwildcard: [a]\non: 1\n", &filter, &seen, false);
    assert_string_equal(seen.text,
                        "t.yaml:1:6: 'not' is a map of field to value, not a text\n"
                        "t.yaml:2:11: 'wildcard' is a map of field to pattern, not a list\n"
                        "t.yaml:3:1: a field name must be a text, this is true or false: put it in "
                        "quotes\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_sent_as_python_prints_it),
        cmocka_unit_test(empty_values_and_pull_request_zero_are_left_out),
        cmocka_unit_test(lists_under_not_are_spread),
        cmocka_unit_test(exact_versions_are_kept_and_marked),
        cmocka_unit_test(keyword_fields_are_refused_under_wildcard),
        cmocka_unit_test(wrong_shapes_are_all_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
