/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "ingest/text_analysis.h"

/* What real servers answer to _analyze; tests/system/test_file_source.py asks them again. */
static void words_are_those_of_the_search_servers(void **state)
{
    (void)state;
    json_error_t fault;
    json_t *cases = json_load_file("tests/data/analyzer/standard.json", 0, &fault), *item;
    size_t i, wrong = 0;

    assert_non_null(cases);
    json_array_foreach(cases, i, item)
    {
        const json_t *tokens = json_object_get(item, "tokens");
        const char *text = json_string_value(json_object_get(item, "text"));
        struct tokenizer tokenizer;
        size_t count = 0;
        bool same = true;

        tokenizer_init(&tokenizer, text);
        for (; tokenizer_next(&tokenizer); count++) {
            const char *expected = json_string_value(json_array_get(tokens, count));
            same = same && expected && strcmp(expected, tokenizer.token) == 0;
        }
        if (same && count == json_array_size(tokens))
            continue;
        print_error("words of '%s'\n", text);
        wrong++;
    }
    assert_true(json_array_size(cases) > 300);
    json_decref(cases);
    assert_int_equal(wrong, 0);
}

static void a_text_matches_by_any_of_its_words(void **state)
{
    (void)state;
    assert_true(text_share_token("m6a.4xlarge", "m6a.2xlarge"));
    assert_false(text_share_token("m6a.xlarge", "m6a.2xlarge"));
    assert_false(text_share_token("m5.2xlarge", "m5.xlarge"));
    assert_true(text_share_token("rosa", "ROSA-HCP"));
    assert_true(text_share_token("e2-custom-6-16384", "e2-standard-4"));
    assert_false(text_share_token("", ""));
    assert_false(text_share_token("-", "-"));
}

static void bytes_that_are_no_utf8_end_a_word_and_nothing_else(void **state)
{
    (void)state;
    struct tokenizer tokenizer;

    tokenizer_init(&tokenizer, "a\xffz\xc3");
    assert_true(tokenizer_next(&tokenizer));
    assert_string_equal(tokenizer.token, "a");
    assert_true(tokenizer_next(&tokenizer));
    assert_string_equal(tokenizer.token, "z");
    assert_false(tokenizer_next(&tokenizer));
}

static void wildcards_cover_the_whole_text(void **state)
{
    (void)state;
    assert_true(text_wildcard("4.20*", "4.20.0"));
    assert_true(text_wildcard("*", ""));
    assert_true(text_wildcard("a*b*c", "a-b-b-c"));
    assert_false(text_wildcard("a*b*c", "a-b-b-c-"));
    assert_false(text_wildcard("4.20", "4.20.0"));
    assert_true(text_wildcard("?\xc3\xbc?", "a\xc3\xbc\xe2\x80\x93"));
    assert_true(text_wildcard("a\\*", "a*"));
    assert_false(text_wildcard("a\\*", "ab"));
    assert_true(text_wildcard("a\\", "a\\"));
}

static void letters_of_the_common_alphabets_become_lower_case(void **state)
{
    (void)state;
    struct tokenizer tokenizer;

    tokenizer_init(&tokenizer, "AZ\xc3\x84\xce\xa9\xd0\x96\xc4\x8c");
    assert_true(tokenizer_next(&tokenizer));
    assert_string_equal(tokenizer.token, "az\xc3\xa4\xcf\x89\xd0\xb6\xc4\x8d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_the_search_servers),
        cmocka_unit_test(a_text_matches_by_any_of_its_words),
        cmocka_unit_test(bytes_that_are_no_utf8_end_a_word_and_nothing_else),
        cmocka_unit_test(wildcards_cover_the_whole_text),
        cmocka_unit_test(letters_of_the_common_alphabets_become_lower_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
