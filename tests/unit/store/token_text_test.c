/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/token_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void tokens_have_their_form_and_are_all_different(void **state)
{
    char tokens[100][TOKEN_TEXT_SIZE];
    bool seen[128] = {false};
    size_t letters = 0;
    struct error err;

    (void)state;
    for (size_t i = 0; i < 100; i++) {
        assert_true(token_make(tokens[i], &err));
        assert_int_equal(strlen(tokens[i]), TOKEN_TEXT_SIZE - 1);
        assert_true(token_has_form(tokens[i], TOKEN_TEXT_SIZE - 1));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(tokens[i], tokens[j]);
        for (const char *at = tokens[i] + 6; *at; at++)
            seen[(unsigned char)*at] = true;
    }
    for (size_t i = 0; i < sizeof seen; i++)
        letters += seen[i];
    assert_int_equal(letters, 64); /* 4300 draws leave none of 64 out */
}

static void other_texts_have_not_the_form_of_a_token(void **state)
{
    static const char *const others[] = {"",
                                         "rigel_",
                                         "rigel_AAAA",
                                         "token_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                         "rigel_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                         "rigel_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                                         "rigel_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA "};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_false(token_has_form(others[i], strlen(others[i])));
}

static void the_hash_is_sha_256(void **state)
{
    char hash[TOKEN_HASH_SIZE], other[TOKEN_HASH_SIZE];

    (void)state;
    token_hash("abc", hash);
    assert_string_equal(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    token_hash("abd", other);
    assert_true(token_hash_equal(hash, hash));
    assert_false(token_hash_equal(hash, other));
}

static void wiping_leaves_nothing(void **state)
{
    char token[TOKEN_TEXT_SIZE] = "secret";
    static const char nothing[TOKEN_TEXT_SIZE];

    (void)state;
    token_wipe(token, sizeof token);
    assert_memory_equal(token, nothing, sizeof token);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_have_their_form_and_are_all_different),
        cmocka_unit_test(other_texts_have_not_the_form_of_a_token),
        cmocka_unit_test(the_hash_is_sha_256),
        cmocka_unit_test(wiping_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
