/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/run_document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"

#include <cmocka.h>

static void assert_document(const struct run_document *about, const struct adapt_run *run,
                            const char *expected)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 16);
    run_document_write(about, run, "u", &out);
    assert_true(buffer_ok(&out));
    assert_string_equal(out.data, expected);
}

static void the_caller_wins_over_files_and_files_over_defaults(void **state)
{
    static const struct adapt_pair pairs[] = {{"benchmark", "mine"}, {"platform", "lab"}};
    AUTO_ARENA arena = arena_new();
    struct run_document *about = run_document_new(arena, "wrk");
    struct adapt_run run = {.at_us = 0};

    (void)state;
    assert_document(
        about, &run,
        "{\"uuid\":\"u\",\"timestamp\":\"1970-01-01T00:00:00Z\",\"benchmark\":\"wrk\"}");
    run_document_fact_text(about, "benchmark", "first");
    run_document_fact_text(about, "benchmark", "second");
    run_document_fact(about, "ocpVersion", "\"4.20\"");
    run_document_fact_text(about, "platform", "AWS");
    assert_document(
        about, &run,
        "{\"uuid\":\"u\",\"timestamp\":\"1970-01-01T00:00:00Z\",\"benchmark\":\"first\","
        "\"ocpVersion\":\"4.20\",\"platform\":\"AWS\"}");
    run.build = "b";
    run.build_url = "http://ci/1";
    run.confirm = "confirm-1";
    run.metadata = pairs;
    run.metadata_count = 2;
    assert_document(
        about, &run,
        "{\"uuid\":\"u\",\"timestamp\":\"1970-01-01T00:00:00Z\",\"version\":\"b\","
        "\"ocpVersion\":\"b\",\"buildUrl\":\"http://ci/1\",\"rigelConfirm\":\"confirm-1\","
        "\"benchmark\":\"mine\",\"platform\":\"lab\"}");
}

static void the_run_was_when_its_first_document_was(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct run_document *about = run_document_new(arena, "f");
    struct adapt_run run = {.at_us = 9 * CLOCK_SECOND};

    (void)state;
    run_document_time(about, INT64_MIN);
    run_document_time(about, 3 * CLOCK_SECOND);
    run_document_time(about, 2 * CLOCK_SECOND);
    run_document_time(about, 4 * CLOCK_SECOND);
    assert_document(about, &run,
                    "{\"uuid\":\"u\",\"timestamp\":\"1970-01-01T00:00:02Z\",\"benchmark\":\"f\"}");
    run.at_decides = true;
    assert_document(about, &run,
                    "{\"uuid\":\"u\",\"timestamp\":\"1970-01-01T00:00:09Z\",\"benchmark\":\"f\"}");
}

static void one_failed_job_fails_the_run(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct run_document *about = run_document_new(arena, "f");
    const struct adapt_run run = {.at_us = 0};

    (void)state;
    run_document_job(about, true);
    run_document_job(about, false);
    run_document_job(about, true);
    assert_document(about, &run,
                    "{\"uuid\":\"u\",\"timestamp\":\"1970-01-01T00:00:00Z\",\"benchmark\":\"f\","
                    "\"jobStatus\":\"failure\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caller_wins_over_files_and_files_over_defaults),
        cmocka_unit_test(the_run_was_when_its_first_document_was),
        cmocka_unit_test(one_failed_job_fails_the_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
