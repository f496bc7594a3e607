/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kit/adapt_kit.h"

#include <cmocka.h>

#define HEADER "Type,Name,Request Count,Failure Count,Requests/s,50%,99.9%\n"

static void quoted_names_hold_commas_quotes_and_line_ends(void **state)
{
    struct adapted *adapted = adapt_text("locust", &kit_run, "f",
                                         HEADER "GET,\"a,\"\"b\"\"\nc\",1,0,0.5,3,N/A\r\n"
                                                "\nGET,d,2,0,1.5,4,5\n");

    (void)state;
    assert_true(adapted->fine);
    assert_int_equal(adapted->count, 3);
    assert_string_equal(member_text(adapted->documents[0].tree, "name"), "a,\"b\"\nc");
    assert_true(member_number(adapted->documents[0].tree, "requestsPerSecond") == 0.5);
    assert_null(json_object_get(adapted->documents[0].tree, "P99_9"));
    assert_true(member_number(adapted->documents[1].tree, "P99_9") == 5);
    assert_int_equal(adapted->documents[1].line, 5);
    adapted_free(adapted);
}

static void a_new_column_becomes_a_field(void **state)
{
    struct adapted *adapted = adapt_text(
        "locust", &kit_run, "f", "Name,Request Count,Failure Count,Queue Depth/s\nx,1,2,7\n");

    (void)state;
    assert_true(adapted->fine);
    assert_true(member_number(adapted->documents[0].tree, "queueDepthPerSecond") == 7);
    adapted_free(adapted);
}

static void broken_rows_are_refused_with_line_column_and_field(void **state)
{
    (void)state;
    assert_refused("locust", HEADER "GET,/,1,x,0.5,3,4\n", "f:2:9",
                   "Failure Count: expected a number or N/A");
    assert_refused("locust", HEADER "GET,/,1,,0.5,3,4\n", "f:2:9",
                   "Failure Count: expected a number or N/A");
    assert_refused("locust", HEADER "GET,/,1,0\n", "f:2:1",
                   "expected 7 fields as in the header, found 4");
    assert_refused("locust", HEADER "GET,\"/,1,0\n", "f:2:5",
                   "expected a closing quote, the file ends");
    assert_refused("locust", HEADER "GET,\"/\"x,1,0\n", "f:2:8",
                   "expected a comma or a line end after a quote");
    assert_refused("locust", HEADER "GET,a\"b,1,0\n", "f:2:6",
                   "expected a quoted field where a field holds a quote or NUL");
    assert_refused(
        "locust", "Method,Name,Error,Occurrences\n", "f:1:1",
        "Request Count: expected a column of this name, as in Locust's PREFIX_stats.csv");
    assert_refused("locust", "\n", "f:1:1", "expected a header row, the file is empty");
    assert_refused("locust", HEADER "GET,\xff,1,0,0.5,3,4\n", "f:2:5", "expected UTF-8 text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoted_names_hold_commas_quotes_and_line_ends),
        cmocka_unit_test(a_new_column_becomes_a_field),
        cmocka_unit_test(broken_rows_are_refused_with_line_column_and_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
