/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

/* The unit tests run in the project's folder. */
static char *contents(const char *path)
{
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    assert_int_equal(fclose(file), 0);
    return text;
}

static void the_sample_file_is_the_one_made_from_the_table(void **state)
{
    AUTO_BUFFER out;
    char *file = contents("configs/rigel.yaml");

    (void)state;
    buffer_init(&out, LIMIT_CONFIG_FILE);
    explain_yaml(&out);
    /* rigel config explain --format yaml >configs/rigel.yaml makes it anew */
    assert_string_equal(file, out.data);
    free(file);
}

static void the_documentation_has_the_table_word_for_word(void **state)
{
    AUTO_BUFFER out;
    char *page = contents("docs/configuration.md");

    (void)state;
    buffer_init(&out, LIMIT_CONFIG_FILE);
    explain_markdown(&out);
    /* rigel config explain --format markdown prints what docs/configuration.md must hold */
    assert_non_null(strstr(page, out.data));
    free(page);
}

static void one_key_a_section_or_all(void **state)
{
    AUTO_BUFFER out;
    struct error err;

    (void)state;
    buffer_init(&out, LIMIT_CONFIG_FILE);
    assert_true(explain_text(&out, "ingest.settle", &err));
    assert_non_null(strstr(out.data, "ingest.settle: duration, 0s to 365d, default 6h\n"));
    assert_null(strstr(out.data, "ingest.reopen"));
    buffer_clear(&out);
    assert_true(explain_text(&out, "ingest", &err));
    assert_non_null(strstr(out.data, "ingest.reopen"));
    buffer_clear(&out);
    assert_true(explain_text(&out, "sources.url", &err));
    assert_non_null(strstr(out.data, "sources.url: address\n"));
    assert_null(strstr(out.data, "sources.path"));
    buffer_clear(&out);
    assert_true(explain_text(&out, NULL, &err));
    assert_non_null(strstr(out.data, "sources.auth: word, none, basic, api_key, sigv4"));
    assert_non_null(
        strstr(out.data, "api.port: whole number, 0 to 65535, default 8080, not reloadable"));
}

static void an_unknown_key_is_not_found(void **state)
{
    AUTO_BUFFER out;
    struct error err;

    (void)state;
    buffer_init(&out, LIMIT_CONFIG_FILE);
    assert_false(explain_text(&out, "ingest.nothing", &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_false(explain_text(&out, "ing", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_file_is_the_one_made_from_the_table),
        cmocka_unit_test(the_documentation_has_the_table_word_for_word),
        cmocka_unit_test(one_key_a_section_or_all),
        cmocka_unit_test(an_unknown_key_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
