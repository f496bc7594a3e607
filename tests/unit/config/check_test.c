/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

#define TESTS                                                                                      \
    "tests:\n  - name: t\n    metadata: {a: b}\n    metrics:\n"                                    \
    "      - {name: m-{{ v }}, metric_of_interest: value}\n"

static bool check(struct kit_folder *folder, const char *text, enum check_kind kind,
                  struct check_counts *ret)
{
    static const char *const variables[] = {"v", "1"};
    struct seen_faults seen = {.text = ""};
    const struct check_options options = {.kind = kind,
                                          .variables = variables,
                                          .variable_count = 1,
                                          .report = seen_report,
                                          .context = &seen};
    struct error err;

    return check_file(kit_folder_write(folder, "f.yaml", text), &options, ret, &err);
}

static void the_kind_of_a_file_is_told_by_its_sections(void **state)
{
    struct check_counts counts;
    struct kit_folder folder;

    (void)state;
    kit_folder_init(&folder);
    assert_true(check(&folder, TESTS, CHECK_ANY, &counts));
    assert_int_equal(counts.kind, CHECK_TESTS);
    assert_int_equal(counts.tests, 1);
    assert_int_equal(counts.metrics, 1);
    assert_true(check(&folder, "# c\nlog : {level: info}\n", CHECK_ANY, &counts));
    assert_int_equal(counts.kind, CHECK_SERVICE);
    assert_false(check(&folder, "", CHECK_ANY, &counts));
    assert_int_equal(counts.kind, CHECK_TESTS);
    assert_false(check(&folder, "log: {}\n", CHECK_TESTS, &counts));
    assert_int_equal(counts.kind, CHECK_TESTS);
    kit_folder_done(&folder);
}

static void what_only_orion_takes_is_accepted_with_warnings(void **state)
{
    static const char text[] = "tests:\n  - name: t\n    metadata: {a: b}\n    metrics:\n"
                               "      - {name: m}\n  - name: t\n    metadata: {a: b}\n"
                               "    metrics: [{name: {{ n }}, metric_of_interest: x}]\n";
    struct seen_faults seen = {.text = ""};
    struct check_options options = {.kind = CHECK_ANY,
                                    .input_vars_json = "{\"n\": \"x\"}",
                                    .report = seen_report,
                                    .context = &seen};
    struct check_counts counts;
    struct kit_folder folder;
    struct error err;

    (void)state;
    kit_folder_init(&folder);
    const char *path = kit_folder_write(&folder, "f.yaml", text);
    assert_true(check_file(path, &options, &counts, &err));
    assert_true(counts.only_orion);
    assert_int_equal(counts.tests, 2);
    assert_non_null(strstr(seen.text,
                           "/f.yaml:5:9: warning: the service would refuse the file: the "
                           "metric has no metric_of_interest"));
    options.orion = true;
    seen.text[0] = '\0';
    assert_true(check_file(path, &options, &counts, &err));
    assert_false(counts.only_orion);
    assert_null(strstr(seen.text, "the service"));
    options.input_vars_json = "{\"n\": 5}"; /* neither takes a number for a name */
    options.orion = false;
    assert_false(check_file(path, &options, &counts, &err));
    assert_false(counts.only_orion);
    kit_folder_done(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_of_a_file_is_told_by_its_sections),
        cmocka_unit_test(what_only_orion_takes_is_accepted_with_warnings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
