/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/percent.h"

static void what_is_no_letter_digit_or_mark_is_encoded(void **state)
{
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 1000);
    percent_path(&out, "a-Z_0.9~/*,?&% +");
    assert_string_equal(out.data, "a-Z_0.9~%2F%2A%2C%3F%26%25%20%2B");
    buffer_clear(&out);
    percent_path(&out, "\xc3\xbc\n");
    assert_string_equal(out.data, "%C3%BC%0A");
}

static void a_blank_of_a_form_is_a_plus_sign_and_a_plus_sign_is_encoded(void **state)
{
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 1000);
    percent_form(&out, "a b+c");
    assert_string_equal(out.data, "a+b%2Bc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_letter_digit_or_mark_is_encoded),
        cmocka_unit_test(a_blank_of_a_form_is_a_plus_sign_and_a_plus_sign_is_encoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
