/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kit/adapt_kit.h"

#include <cmocka.h>

#define HEAD "Running 2s test @ http://h/\n  2 threads and 8 connections\n"
#define TAIL                                                                                       \
    "  353 requests in 2.00s, 74.29KB read\nRequests/sec:    176.31\nTransfer/sec:     37.11KB\n"

static void several_outputs_in_one_file_are_several_documents(void **state)
{
    struct adapted *adapted =
        adapt_text("wrk", &kit_run, "f", HEAD TAIL "\n$ wrk again\n" HEAD TAIL);

    (void)state;
    assert_true(adapted->fine);
    assert_int_equal(adapted->count, 3);
    assert_int_equal(adapted->documents[1].line, 8);
    assert_string_not_equal(adapted->documents[0].id, adapted->documents[1].id);
    adapted_free(adapted);
}

static void lines_of_scripts_are_passed_over(void **state)
{
    struct adapted *adapted =
        adapt_text("wrk", &kit_run, "f",
                   "loading script\n" HEAD "  Latency Distribution\n     50%    1.00ms\n"
                   "summary of the script\n     99%    2.00ms\n" TAIL "done: 100% fine\n");

    (void)state;
    assert_true(adapted->fine);
    assert_true(member_number(adapted->documents[0].tree, "P50") == 1);
    assert_null(json_object_get(adapted->documents[0].tree, "P99"));
    adapted_free(adapted);
}

static void latencies_as_sent_do_not_replace_those_as_planned(void **state)
{
    struct adapted *adapted = adapt_text(
        "wrk", &kit_run, "f",
        HEAD "  Latency Distribution (HdrHistogram - Recorded Latency)\n 50.000%    6.67ms\n"
             "  Latency Distribution (HdrHistogram - Uncorrected Latency (measured "
             "without taking delayed starts into account))\n 50.000%    1.00ms\n" TAIL);

    (void)state;
    assert_true(adapted->fine);
    assert_true(member_number(adapted->documents[0].tree, "P50") == 6.67);
    adapted_free(adapted);
}

static void broken_lines_are_refused_with_line_column_and_field(void **state)
{
    (void)state;
    assert_refused("wrk", HEAD "    Latency    45.01xs    3.96ms  49.14ms   97.85%\n" TAIL,
                   "f:3:16", "Latency: expected a time in us, ms, s, m or h");
    assert_refused("wrk", HEAD "    Latency    45.01ms\n" TAIL, "f:3:23",
                   "Latency: expected a time in us, ms, s, m or h");
    assert_refused("wrk", HEAD "  Latency Distribution\n     50%   fast\n" TAIL, "f:4:12",
                   "percentile: expected a time in us, ms, s, m or h");
    assert_refused("wrk", HEAD "  353 requests in 2.00s, 74.29 read\n", "f:3:26",
                   "bytes read: expected a size in B, KB, MB, GB, TB or PB");
    assert_refused("wrk", HEAD "  353 requests in 2.00s, 74.29KB read\nRequests/sec:    many\n",
                   "f:4:18", "Requests/sec: expected a number");
    assert_refused("wrk", HEAD "  353 requests in 2.00s, 74.29KB read\n", "f:4:1",
                   "Requests/sec: expected this line, the output ends");
    assert_refused("wrk", HEAD, "f:3:1",
                   "requests: expected a line \"N requests in TIME, SIZE read\", the output ends");
    assert_refused("wrk", "unable to connect to 127.0.0.1:1 Connection refused\n", "f:1:1",
                   "Running: expected a line \"Running TIME test @ URL\"");
    assert_refused("wrk", HEAD "  Socket errors: connect 0, read x, write 0, timeout 0\n" TAIL,
                   "f:3:34", "Socket errors: expected a number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_outputs_in_one_file_are_several_documents),
        cmocka_unit_test(lines_of_scripts_are_passed_over),
        cmocka_unit_test(latencies_as_sent_do_not_replace_those_as_planned),
        cmocka_unit_test(broken_lines_are_refused_with_line_column_and_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
