/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/confirm_token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "base/strmap.h"

static void a_run_id_comes_back_out_of_its_token(void **state)
{
    const int64_t ids[] = {1, INT64_MAX, INT64_C(0x0123456789abcdef), name_id("a-uuid", NULL)};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        char token[CONFIRM_TOKEN_SIZE];
        int64_t id = 0;
        confirm_token_format(ids[i], token);
        assert_true(confirm_token_parse(token, &id));
        assert_int_equal(id, ids[i]);
    }
}

static void a_token_is_spelt_in_one_way(void **state)
{
    char token[CONFIRM_TOKEN_SIZE];

    (void)state;
    confirm_token_format(0xabc, token);
    assert_string_equal(token, "confirm-0000000000000abc");
}

static void anything_else_is_no_token(void **state)
{
    static const char *const texts[] = {
        "",
        "confirm-",
        "confirm-0000000000000ABC",
        "Confirm-0000000000000abc",
        "confirm-000000000000abc",
        "confirm-00000000000000abc",
        "confirm-0000000000000abg",
        "confirm- 000000000000abc",
        "confirm--00000000000abc1",
        "confirm-0x00000000000abc",
        "0000000000000abc",
        "confirm-0000000000000000", /* no run has the id 0 */
        "confirm-ffffffffffffffff", /* nor one beyond 63 bits */
        "confirm-0000000000000abc ",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        int64_t id = 7;
        assert_false(confirm_token_parse(texts[i], &id));
        assert_int_equal(id, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_id_comes_back_out_of_its_token),
        cmocka_unit_test(a_token_is_spelt_in_one_way),
        cmocka_unit_test(anything_else_is_no_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
