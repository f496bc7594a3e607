/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define REPORTS "tests/data/orion/reports/"

static char *text_of_file(const char *path)
{
    FILE *file = fopen(path, "r");
    static const size_t most = 1 << 16;
    char *text = calloc(1, most);

    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, most - 1, file) > 0);
    (void)fclose(file);
    return text;
}

static bool report(struct buffer *out, const char *const *paths, size_t count,
                   enum orion_exit *ret_status)
{
    const struct orion_options options = {.report = {paths, count}};
    struct error err = {0};

    buffer_init(out, 1 << 20);
    if (print_report(out, &options, ret_status, &err))
        return true;
    assert_int_equal(err.code, ERROR_INPUT);
    assert_true(*err.text != '\0');
    return false;
}

static void recorded_files_are_told_as_orion_does(void **state)
{
    static const char *const paths[] = {REPORTS "orion-a.json", REPORTS "junit_b-junit.json",
                                        REPORTS "nosuch.json", REPORTS "bad.json"};
    char *expected = text_of_file(REPORTS "report.txt");
    enum orion_exit status;
    AUTO_BUFFER out;

    (void)state;
    assert_true(report(&out, paths, 4, &status));
    assert_int_equal(status, ORION_REGRESSION);
    assert_string_equal(out.data, expected);
    free(expected);
}

static void no_change_and_no_data_pass(void **state)
{
    static const char *const paths[] = {REPORTS "output_empty.json", REPORTS "junit_b-junit.json"};
    enum orion_exit status;
    AUTO_BUFFER out;

    (void)state;
    assert_true(report(&out, paths, 2, &status));
    assert_int_equal(status, ORION_PASS);
    assert_non_null(strstr(out.data, "\xe2\x94\x80 b \xe2\x94\x80\xe2\x94\x80\xe2\x94\x80 PASS (no "
                                     "changepoints)\n"));
    assert_non_null(
        strstr(out.data, "\xe2\x94\x80 empty \xe2\x94\x80\xe2\x94\x80\xe2\x94\x80 SKIP (no data)"));
    assert_non_null(strstr(out.data, " Summary: 2 workloads | 0 REGRESSION | 1 PASS | 1 SKIP\n"));
}

/* Reports one document and gives what is printed; NULL: refused. */
static char *report_text(const char *text)
{
    char path[] = "/tmp/rigel-report-XXXXXX";
    const char *const paths[] = {path};
    const int descriptor = mkstemp(path);
    enum orion_exit status;
    size_t size;
    AUTO_BUFFER out;

    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), strlen(text));
    (void)close(descriptor);
    const bool done = report(&out, paths, 1, &status);
    (void)unlink(path);
    return done ? buffer_take(&out, &size) : NULL;
}

static void assert_says(const char *text, const char *expected)
{
    char *printed = report_text(text);

    assert_non_null(printed);
    if (!strstr(printed, expected))
        fail_msg("%s\nis not in\n%s", expected, printed);
    free(printed);
}

static void odd_values_are_shown_as_python_shows_them(void **state)
{
    (void)state;
    assert_says("[{\"is_changepoint\": true, \"metrics\": {\"m\": {\"value\": 7.044, "
                "\"percentage_change\": Infinity, \"labels\": []}}}]",
                "| m        |   7.044 | inf%                | []       |\n");
    assert_says("[{\"is_changepoint\": true, \"metrics\": {\"m\": {\"value\": null, "
                "\"percentage_change\": -5}}}]",
                "| m        |         | -5.00%              |          |\n");
    assert_says("[{\"is_changepoint\": 1, \"metrics\": {\"m\": {\"value\": 3, "
                "\"percentage_change\": null, \"labels\": [\"a'b\"]}}}]",
                "| m        |       3 | inf%                | [\"a'b\"]  |\n");
}

static void versions_come_from_the_row_and_the_one_before(void **state)
{
    (void)state;
    assert_says("[{\"ocpVersion\": \"1\"}, {\"is_changepoint\": true, \"metrics\": {\"m\": "
                "{\"value\": 1, \"percentage_change\": 5}}}]",
                "Changepoint at:      unknown\nPrevious version:    1\n\nAffected");
    assert_says("[{\"is_changepoint\": true, \"ocpVersion\": \"2\", \"metrics\": {\"m\": "
                "{\"value\": 1, \"percentage_change\": 5}}}]",
                "Changepoint at:      2\nPrevious version:    \n\nAffected");
    assert_says("[{\"ocpVersion\": \"1\"}, {\"is_changepoint\": true, \"github_context\": "
                "{\"current_version\": \"9\", \"previous_version\": \"8\"}, \"metrics\": {\"m\": "
                "{\"value\": 1, \"percentage_change\": 5}}}]",
                "Changepoint at:      9\nPrevious version:    8\n\nAffected");
}

static void github_context_lists_commits_and_releases(void **state)
{
    (void)state;
    assert_says(
        "[{\"is_changepoint\": true, \"github_context\": {\"repositories\": {\"o/r\": "
        "{\"commits\": "
        "{\"count\": 1, \"items\": [{\"commit_timestamp\": \"2026-01-02\", \"message\": "
        "\"Fix\\nmore\", \"commit_author\": {\"email\": \"a@b.c\"}, \"html_url\": "
        "\"https://x\"}]}, "
        "\"releases\": {\"count\": 0, \"items\": []}}, \"o/none\": {}}}, \"metrics\": {\"m\": "
        "{\"value\": 1, \"percentage_change\": 5}}}]",
        "\nRelated PRs:\nN/A\n\nRepository: o/r\nCommits:\n"
        "+------------+-----------+----------------+-----------+\n"
        "| Date       | Message   | Author email   | URL       |\n"
        "+============+===========+================+===========+\n"
        "| 2026-01-02 | Fix       | a@b.c          | https://x |\n"
        "+------------+-----------+----------------+-----------+\n\n");
    assert_says("[{\"is_changepoint\": true, \"github_context\": {\"a\": 1}, \"metrics\": {\"m\": "
                "{\"value\": 1, \"percentage_change\": 5}}}]",
                "N/A\nNo GitHub context found\n");
}

static void what_orion_dies_of_is_an_error(void **state)
{
    static const char *const cases[] = {
        "[1]",
        "[{\"is_changepoint\": true, \"metrics\": []}]",
        "[{\"is_changepoint\": true, \"metrics\": {\"m\": 1}}]",
        "[{\"is_changepoint\": true, \"metrics\": {\"m\": {\"percentage_change\": \"5\"}}}]",
        "[\"\xff\"]",
    };
    static const char *const folder[] = {"tests"};
    enum orion_exit status;
    AUTO_BUFFER out;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_null(report_text(cases[i]));
    assert_false(report(&out, folder, 1, &status));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_files_are_told_as_orion_does),
        cmocka_unit_test(no_change_and_no_data_pass),
        cmocka_unit_test(odd_values_are_shown_as_python_shows_them),
        cmocka_unit_test(versions_come_from_the_row_and_the_one_before),
        cmocka_unit_test(github_context_lists_commits_and_releases),
        cmocka_unit_test(what_orion_dies_of_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
