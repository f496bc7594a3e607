/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/adapt_kit.h"

#include <cmocka.h>

static const struct adapt_run unnamed = {.at_us = 1};

static void lines_are_documents_of_their_runs(void **state)
{
    struct adapted *adapted =
        adapt_text("documents", &unnamed, "f",
                   "{\"uuid\": \"a\", \"v\": 1.50}\r\n\n  {\"uuid\": \"b\", \"v\": 2}");

    (void)state;
    assert_true(adapted->fine);
    assert_int_equal(adapted->count, 2);
    assert_string_equal(adapted->documents[0].run, "a");
    assert_string_equal(adapted->documents[0].body, "{\"uuid\": \"a\", \"v\": 1.50}");
    assert_string_equal(adapted->documents[1].run, "b");
    assert_int_equal(adapted->documents[1].line, 3);
    adapted_free(adapted);
}

static void actions_name_index_and_id(void **state)
{
    struct adapted *adapted = adapt_text("documents", &unnamed, "f",
                                         "{\"index\": {\"_index\": \"i\", \"_id\": \"7\"}}\n"
                                         "{\"uuid\": \"a\"}\n"
                                         "{\"create\": {}}\n"
                                         "{\"uuid\": \"a\"}\n"
                                         "{\"uuid\": \"a\"}\n");

    (void)state;
    assert_int_equal(adapted->count, 3);
    assert_string_equal(adapted->documents[0].index, "i");
    assert_string_equal(adapted->documents[0].id, "7");
    assert_string_equal(adapted->documents[1].index, "rigel-results");
    /* Equal documents without ids are told apart by their number. */
    assert_string_not_equal(adapted->documents[1].id, adapted->documents[2].id);
    adapted_free(adapted);
}

static void ids_come_from_content_whatever_stands_around_it(void **state)
{
    struct adapted *one = adapt_text("documents", &unnamed, "f", "{\"uuid\":\"a\"}\n");
    struct adapted *two =
        adapt_text("documents", &unnamed, "g", "{\"uuid\":\"b\"}\n\n{\"uuid\":\"a\"}\n");

    (void)state;
    assert_string_equal(one->documents[0].id, two->documents[1].id);
    assert_string_not_equal(one->documents[0].id, two->documents[0].id);
    adapted_free(one);
    adapted_free(two);
}

static void the_callers_run_is_put_into_documents_without_one(void **state)
{
    struct adapted *adapted = adapt_text("documents", &kit_run, "f",
                                         "{ \"v\" : 1.50 }\n{\"uuid\": \"u1\"}\n"
                                         "{\"uuid\": \"u2\"}\n");

    (void)state;
    assert_int_equal(adapted->count, 3); /* and the run's own */
    assert_string_equal(adapted->documents[0].body, "{\"uuid\":\"u1\",\"v\":1.50}");
    assert_string_equal(adapted->documents[2].index, "rigel-runs");
    assert_string_equal(member_text(adapted->documents[2].tree, "version"), "b1");
    assert_int_equal(adapted->rejected, 1);
    assert_int_equal(adapted->rejects[0].line, 3);
    assert_int_equal(adapted->rejects[0].column, 10);
    assert_string_equal(adapted->rejects[0].field, "uuid");
    assert_string_equal(adapted->rejects[0].reason, "expected the run of this push, u1");
    adapted_free(adapted);
}

static void each_bad_line_is_told_and_the_others_are_taken(void **state)
{
    static const struct {
        const char *line;
        size_t column;
        const char *field, *reason;
    } bad[] = {
        {"{\"uuid\": \"a\"", 13, "", "expected ',' or '}'"},
        {"[1]", 1, "", "expected an object"},
        {"{\"v\": 1}", 1, "uuid", "expected the id of its run, found nothing"},
        {"{\"uuid\": 3}", 10, "uuid", "expected a text of 1 to 512 bytes"},
        {"{\"uuid\": \"\"}", 10, "uuid", "expected a text of 1 to 512 bytes"},
        {"{\"uuid\": \"a\", \"timestamp\": \"noon\"}", 28, "timestamp",
         "expected a time like 2026-11-22T12:00:00Z"},
        {"{\"uuid\": \"a\", \"v\": NaN}", 20, "", "expected a value"},
        {"{\"delete\": {\"_id\": \"1\"}}", 1, "delete", "expected index or create"},
        {"{\"index\": {\"_id\": 1}}", 19, "_id", "expected a text of 1 to 512 bytes"},
        {"{\"index\": {\"_index\": \"i\", \"_id\": \"\"}}", 34, "_id",
         "expected a text of 1 to 512 bytes"},
        {"{\"uuid\": \"a\", \"v\": 1e999}", 24, "", "real number overflow near '1e999'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        AUTO_ARENA arena = arena_new();
        struct adapted *adapted = adapt_text(
            "documents", &unnamed, "f",
            arena_printf(arena, "{\"uuid\":\"x\"}\n%s\n{\"uuid\":\"y\"}\n", bad[i].line));
        assert_true(adapted->fine);
        assert_int_equal(adapted->count, 2);
        assert_int_equal(adapted->rejected, 1);
        assert_string_not_equal(adapted->documents[1].id, "");
        assert_string_not_equal(adapted->documents[1].index, "i");
        assert_int_equal(adapted->rejects[0].line, 2);
        assert_string_equal(adapted->rejects[0].field, bad[i].field);
        assert_string_equal(adapted->rejects[0].reason, bad[i].reason);
        assert_int_equal(adapted->rejects[0].column, bad[i].column);
        adapted_free(adapted);
    }
}

static void an_action_without_document_is_told(void **state)
{
    struct adapted *adapted =
        adapt_text("documents", &unnamed, "f",
                   "{\"index\":{\"_id\":\"1\"}}\n{\"index\":{\"_id\":\"2\"}}\n{\"uuid\":\"a\"}\n"
                   "{\"index\":{}}");

    (void)state;
    assert_int_equal(adapted->count, 1);
    assert_string_equal(adapted->documents[0].id, "2");
    assert_int_equal(adapted->rejected, 2);
    assert_string_equal(adapted->rejects[1].reason, "expected a document after the action");
    adapted_free(adapted);
}

static void bad_bytes_and_half_characters_are_told(void **state)
{
    struct adapted *adapted = adapt_text("documents", &unnamed, "f",
                                         "{\"uuid\":\"a\",\"t\":\"\xff\"}\n"
                                         "{\"uuid\":\"a\",\"t\":\"\\u0000\"}\n"
                                         "{\"uuid\":\"a\",\"t\":\"\\ud800\"}\n");

    (void)state;
    assert_int_equal(adapted->count, 0);
    assert_int_equal(adapted->rejected, 3);
    adapted_free(adapted);
}

static void a_caller_that_wants_all_or_nothing_gets_the_first_place(void **state)
{
    (void)state;
    assert_refused("documents", "{\"uuid\":\"u1\"}\n{\"uuid\":\"u1\",}\n", "f:2:14",
                   "expected a member's name");
}

static void long_lines_are_told(void **state)
{
    const size_t size = (16u << 20) + 100;
    char *text = malloc(size + 1);

    (void)state;
    assert_non_null(text);
    (void)snprintf(text, size + 1, "{\"uuid\":\"a\",\"t\":\"%*s\"}", (int)(size - 19), "");
    struct adapted *adapted = adapt_text("documents", &unnamed, "f", text);
    assert_int_equal(adapted->count, 0);
    assert_string_equal(adapted->rejects[0].reason, "expected at most 16 MiB");
    adapted_free(adapted);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_documents_of_their_runs),
        cmocka_unit_test(actions_name_index_and_id),
        cmocka_unit_test(ids_come_from_content_whatever_stands_around_it),
        cmocka_unit_test(the_callers_run_is_put_into_documents_without_one),
        cmocka_unit_test(each_bad_line_is_told_and_the_others_are_taken),
        cmocka_unit_test(an_action_without_document_is_told),
        cmocka_unit_test(bad_bytes_and_half_characters_are_told),
        cmocka_unit_test(a_caller_that_wants_all_or_nothing_gets_the_first_place),
        cmocka_unit_test(long_lines_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
