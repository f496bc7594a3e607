/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/short_link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_url_is_taken_without_the_blanks_around_it(void **state)
{
    static const char text[] = " \r\nhttps://tinyurl.com/a747aebd\n";
    struct error err;

    (void)state;
    char *link = short_link_read(text, sizeof text - 1, "answer", &err);
    assert_string_equal(link, "https://tinyurl.com/a747aebd");
    free(link);
}

static void anything_else_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "   ",
                                        "Error",
                                        "https://",
                                        "javascript:alert(1)",
                                        "https://a/b c",
                                        "https://a/\x1b[2J",
                                        "<html>https://a/</html>",
                                        "https://a/\xc3\xa9"};
    char large[4096] = "https://a/";

    (void)state;
    memset(large + strlen(large), 'x', sizeof large - 1 - strlen(large));
    for (size_t i = 0; i <= ARRAY_LEN(texts); i++) {
        const char *text = i < ARRAY_LEN(texts) ? texts[i] : large;
        struct error err = {0};
        assert_null(short_link_read(text, strlen(text), "answer", &err));
        assert_int_equal(err.code, ERROR_REMOTE);
        assert_string_equal(err.place, "answer");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_is_taken_without_the_blanks_around_it),
        cmocka_unit_test(anything_else_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
