/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "kit/config_kit.h"

static void the_first_line_of_the_file_is_the_secret(void **state)
{
    struct kit_folder folder;
    struct error err;
    char out[16];

    (void)state;
    kit_folder_init(&folder);
    const struct source_config source = {
        .secret_file = kit_folder_write(&folder, "secret", "pa ss\r\nnot this\n"),
        .place = "f:1:1"};
    assert_true(source_secret(&source, out, sizeof out, &err));
    assert_string_equal(out, "pa ss");
    (void)kit_folder_write(&folder, "secret", "0123456789abcdef\n");
    assert_false(source_secret(&source, out, sizeof out, &err));
    assert_non_null(strstr(err.text, "longer than"));
    assert_null(strstr(err.text, "0123"));
    (void)kit_folder_write(&folder, "secret", "\nx\n");
    assert_false(source_secret(&source, out, sizeof out, &err));
    kit_folder_done(&folder);
}

static void or_the_value_of_the_variable(void **state)
{
    const struct source_config source = {.secret_env = "RIGEL_TEST_SECRET", .place = "f:1:1"};
    struct error err;
    char out[16];

    (void)state;
    assert_false(source_secret(&source, out, sizeof out, &err));
    assert_string_equal(err.place, "f:1:1");
    assert_int_equal(setenv("RIGEL_TEST_SECRET", "xyz", 1), 0);
    assert_true(source_secret(&source, out, sizeof out, &err));
    assert_string_equal(out, "xyz");
    assert_int_equal(setenv("RIGEL_TEST_SECRET", "0123456789abcdef", 1), 0);
    assert_false(source_secret(&source, out, sizeof out, &err));
    assert_int_equal(unsetenv("RIGEL_TEST_SECRET"), 0);
}

static void a_source_without_either_or_without_the_file_says_so(void **state)
{
    const struct source_config none = {.place = "f:1:1"};
    const struct source_config missing = {.secret_file = "/nonexistent/secret", .place = "f:1:1"};
    struct error err;
    char out[16];

    (void)state;
    assert_false(source_secret(&none, out, sizeof out, &err));
    assert_false(source_secret(&missing, out, sizeof out, &err));
    assert_string_equal(err.place, "/nonexistent/secret");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_of_the_file_is_the_secret),
        cmocka_unit_test(or_the_value_of_the_variable),
        cmocka_unit_test(a_source_without_either_or_without_the_file_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
