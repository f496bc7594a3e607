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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_of_a_file_is_told_by_its_sections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
