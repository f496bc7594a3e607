/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

/* What is written to stderr between the two calls. */
static int kept_stderr = -1;
static FILE *captured;

static void capture(void)
{
    captured = tmpfile();
    assert_non_null(captured);
    kept_stderr = dup(STDERR_FILENO);
    assert_int_not_equal(dup2(fileno(captured), STDERR_FILENO), -1);
}

static char *release(void)
{
    static char text[1u << 20];

    assert_int_not_equal(dup2(kept_stderr, STDERR_FILENO), -1);
    (void)close(kept_stderr);
    rewind(captured);
    text[fread(text, 1, sizeof text - 1, captured)] = '\0';
    (void)fclose(captured);
    return text;
}

static void a_line_has_time_level_room_event_and_values(void **state)
{
    int64_t when;

    (void)state;
    capture();
    log_info("ingest", "run settled", "test=%s runs=%d", "kapi", 3);
    char *line = release();
    char *rest = strchr(line, ' ');
    assert_non_null(rest);
    assert_string_equal(rest, " info ingest \"run settled\" test=kapi runs=3\n");
    *rest = '\0';
    assert_true(clock_parse(line, &when));
}

static void levels_below_the_least_are_left_out(void **state)
{
    (void)state;
    capture();
    log_set_level(LOG_WARNING);
    log_info("base", "small", "n=%d", 1);
    log_warning("base", "large", "n=%d", 2);
    log_set_level(LOG_NONE);
    log_error("base", "silent", "n=%d", 3);
    log_set_level(LOG_INFO);
    const char *text = release();
    assert_null(strstr(text, "small"));
    assert_non_null(strstr(text, " warning base \"large\" n=2\n"));
    assert_null(strstr(text, "silent"));
}

static void a_level_is_known_by_its_word_alone(void **state)
{
    enum log_level level = LOG_NONE;

    (void)state;
    assert_true(log_level_parse("debug", &level));
    assert_int_equal(level, LOG_DEBUG);
    assert_false(log_level_parse("Debug", &level));
    assert_false(log_level_parse("", &level));
    assert_int_equal(level, LOG_DEBUG);
}

static void a_long_line_is_cut_and_still_ends(void **state)
{
    char *value = calloc(100001, 1);

    (void)state;
    assert_non_null(value);
    memset(value, 'v', 100000);
    capture();
    log_info("base", "long", "value=%s", value);
    log_info("base", value, "value=%s", value);
    const char *text = release();
    const char *end = strchr(text, '\n');
    assert_non_null(end);
    assert_in_range(end - text, 1000, 2048);
    assert_int_equal(text[strlen(text) - 1], '\n');
    free(value);
}

static void an_error_shows_code_place_and_text(void **state)
{
    struct error err = {0};

    (void)state;
    (void)error_set(&err, ERROR_INPUT, "doc \"7\"", "no run id");
    capture();
    log_error_line(LOG_WARNING, "ingest", "document put aside", &err);
    assert_non_null(strstr(release(), " warning ingest \"document put aside\" code=input "
                                      "place=\"doc \\\"7\\\"\" error=\"no run id\"\n"));
}

static void quoting_escapes_flattens_and_cuts(void **state)
{
    char out[16], small[3];

    (void)state;
    assert_string_equal(log_quote("a\"b\\c\nd", out, sizeof out), "\"a\\\"b\\\\c d\"");
    assert_string_equal(log_quote("", out, sizeof out), "\"\"");
    const char *cut = log_quote("\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"", out, sizeof out);
    assert_true(strlen(cut) < sizeof out);
    assert_int_equal(cut[strlen(cut) - 1], '"');
    assert_int_equal((strlen(cut) - 2) % 2, 0);
    assert_string_equal(log_quote("abc", small, sizeof small), "");
}

enum { WRITERS = 4, LINES = 500 };

static void *write_lines(void *name)
{
    for (int i = 0; i < LINES; i++)
        log_info("base", "line", "writer=%s end", (const char *)name);
    return NULL;
}

static void lines_of_several_threads_do_not_mix(void **state)
{
    static char names[WRITERS][20] = {"aaaaaaaaaaaaaaaa", "bbbbbbbb", "cccc", "dd"};
    pthread_t threads[WRITERS];
    int lines = 0;

    (void)state;
    capture();
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_lines, names[i]), 0);
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    char *rest = release(), *line;
    while ((line = strtok_r(rest, "\n", &rest)) != NULL) {
        char writer[32];
        const char *found = strstr(line, " info base \"line\" writer=");
        assert_non_null(found);
        assert_int_equal(sscanf(found, " info base \"line\" writer=%31s end", writer), 1);
        assert_string_equal(line + strlen(line) - 4, " end");
        lines++;
    }
    assert_int_equal(lines, WRITERS * LINES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_time_level_room_event_and_values),
        cmocka_unit_test(levels_below_the_least_are_left_out),
        cmocka_unit_test(a_level_is_known_by_its_word_alone),
        cmocka_unit_test(a_long_line_is_cut_and_still_ends),
        cmocka_unit_test(an_error_shows_code_place_and_text),
        cmocka_unit_test(quoting_escapes_flattens_and_cuts),
        cmocka_unit_test(lines_of_several_threads_do_not_mix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
