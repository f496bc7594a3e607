/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const words[] = {"threshold", "timestamp", "name", "ingest.settle"};

static const char *near(const char *word)
{
    return nearest_of(word, words, sizeof words / sizeof *words);
}

static void mistyped_words_find_the_one_meant(void **state)
{
    (void)state;
    assert_string_equal(near("treshold"), "threshold");
    assert_string_equal(near("Name"), "name");
    assert_string_equal(near("nmae"), "name");
    assert_string_equal(near("ingest.setle"), "ingest.settle");
    assert_string_equal(near("timestamp"), "timestamp");
}

static void other_words_find_none(void **state)
{
    char long_word[200];

    (void)state;
    assert_null(near("zzz"));
    assert_null(near("nose"));
    assert_null(near(""));
    memset(long_word, 'x', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    assert_null(near(long_word));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistyped_words_find_the_one_meant),
        cmocka_unit_test(other_words_find_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
