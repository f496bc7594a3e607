/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/close_match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"

static void assert_ratio(const char *known, const char *word, double wanted)
{
    const double got = close_match_ratio(known, word);

    if (got < wanted - 1e-12 || got > wanted + 1e-12)
        fail_msg("%s and %s: %.17g, expected %.17g", known, word, got, wanted);
}

/* The figures are difflib's. */
static void ratios_are_those_of_difflib(void **state)
{
    (void)state;
    assert_ratio("abcd", "bcde", 0.75);
    assert_ratio("private", "private volatile", 2.0 * 7 / 23);
    assert_ratio("--since", "--nope", 8.0 / 13);
    assert_ratio("ab", "ba", 0.5);
    assert_ratio("qabxcd", "abycdf", 2.0 * 4 / 12);
    assert_ratio("", "", 1);
    assert_ratio("a", "", 0);
}

static void letters_count_not_bytes(void **state)
{
    (void)state;
    assert_ratio("häß", "haß", 2.0 * 2 / 6);
    assert_ratio("\xff", "\xff", 1);
    /* The bytes of a broken sequence are no character. */
    assert_ratio("\xc3", "\xc3\xa4", 0);
}

static void a_word_longer_than_any_option_is_close_to_none(void **state)
{
    char word[5000];

    (void)state;
    memset(word, '-', sizeof word);
    word[sizeof word - 1] = '\0';
    assert_ratio("--", word, 0);
}

static void the_three_best_are_given_by_name(void **state)
{
    const char *const known[] = {"apple", "ape", "appel", "apples", "peach"};
    const char *found[CLOSE_MATCH_MOST];

    (void)state;
    assert_int_equal(close_match_find(known, ARRAY_LEN(known), "apple", found), 3);
    assert_string_equal(found[0], "appel");
    assert_string_equal(found[1], "apple");
    assert_string_equal(found[2], "apples");
    assert_int_equal(close_match_find(known, ARRAY_LEN(known), "peech", found), 1);
    assert_string_equal(found[0], "peach");
    assert_int_equal(close_match_find(known, ARRAY_LEN(known), "zzz", found), 0);
}

static void of_equally_close_ones_the_later_names_stay(void **state)
{
    const char *const known[] = {"aaab", "aaac", "aaad", "aaae"};
    const char *found[CLOSE_MATCH_MOST];

    (void)state;
    assert_int_equal(close_match_find(known, ARRAY_LEN(known), "aaax", found), 3);
    assert_string_equal(found[0], "aaac");
    assert_string_equal(found[2], "aaae");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_are_those_of_difflib),
        cmocka_unit_test(letters_count_not_bytes),
        cmocka_unit_test(a_word_longer_than_any_option_is_close_to_none),
        cmocka_unit_test(the_three_best_are_given_by_name),
        cmocka_unit_test(of_equally_close_ones_the_later_names_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
