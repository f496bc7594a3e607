/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/bearer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TOKEN "rigel_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_0"

static void the_scheme_is_bearer_in_any_case(void **state)
{
    static const char *const good[] = {"Bearer " TOKEN, "bearer " TOKEN, "BEARER   " TOKEN,
                                       "Bearer " TOKEN " "};
    char token[TOKEN_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        assert_true(bearer_parse(good[i], token));
        assert_string_equal(token, TOKEN);
    }
}

static void anything_else_is_refused(void **state)
{
    static const char *const bad[] = {"",
                                      "Bearer",
                                      "Bearer ",
                                      "Bearer" TOKEN,
                                      "Basic " TOKEN,
                                      TOKEN,
                                      "Bearer\t" TOKEN,
                                      "Bearer x" TOKEN,
                                      "Bearer " TOKEN "x",
                                      "Bearer " TOKEN "," TOKEN,
                                      "Bearer \"" TOKEN "\"",
                                      "Bearer rigel_"};
    char token[TOKEN_TEXT_SIZE] = "untouched";

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(bearer_parse(bad[i], token));
    assert_string_equal(token, "untouched");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_scheme_is_bearer_in_any_case),
        cmocka_unit_test(anything_else_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
