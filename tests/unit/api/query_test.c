/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"

#include "adapt/adapt.h"

#include <cmocka.h>

static const unsigned takes = TAKES(TEST) | TAKES(STATE) | TAKES(ALGORITHM) | TAKES(SINCE) |
                              TAKES(UNTIL) | TAKES(LIMIT) | TAKES(CURSOR);

static bool parse(struct arena *arena, const char *text, struct query *ret_query, struct error *err)
{
    struct target target;

    return target_parse(arena, arena_printf(arena, "/?%s", text), &target, err) &&
           query_parse(&target, takes, ret_query, err);
}

static void values_come_out_typed_and_defaults_are_filled(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct query query = {.limit = 0};
    struct error err;

    (void)state;
    assert_true(parse(arena, "", &query, &err));
    assert_int_equal(query.limit, QUERY_LIMIT_DEFAULT);
    assert_true(query.since == CLOCK_MIN && query.until == CLOCK_MAX);
    assert_null(QUERY_TEXT(&query, TEST));
    assert_true(parse(arena, "test=k%20api&limit=7&since=2025-01-17T02:08:31%2B02:00&state=open",
                      &query, &err));
    assert_string_equal(QUERY_TEXT(&query, TEST), "k api");
    assert_int_equal(query.limit, 7);
    assert_true(query.since == INT64_C(1737072511000000));
}

static void each_fault_names_its_parameter(void **state)
{
    static const struct {
        const char *text, *culprit, *word;
    } cases[] = {
        {"tset=a", "tset", "expected test"},
        {"build=a", "build", "no such parameter"},
        {"test=", "test", "the name of a test"},
        {"test=a&test=a", "test", "twice"},
        {"limit=0", "limit", "1 to 1000"},
        {"limit=1001", "limit", "1 to 1000"},
        {"limit=-1", "limit", "1 to 1000"},
        {"limit=1e2", "limit", "1 to 1000"},
        {"limit=99999999999999999999", "limit", "1 to 1000"},
        {"since=yesterday", "since", "RFC 3339"},
        {"until=", "until", "RFC 3339"},
        {"since=1735689600", "since", "RFC 3339"},
        {"since=2025-01-01T00:00:00", "since", "RFC 3339"},
        {"since=2025-01-01T00:00:00%2B0200", "since", "RFC 3339"},
        {"since=0099-02-29", "since", "RFC 3339"},
        {"state=closed", "state", "recovered"},
        {"algorithm=EDIVISIVE", "algorithm", "edivisive"},
        {"cursor=", "cursor", "next_cursor"},
    };
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct query query;
        struct error err;
        assert_false(parse(arena, cases[i].text, &query, &err));
        assert_int_equal(err.code, ERROR_PARAMETER);
        assert_string_equal(err.place, cases[i].culprit);
        assert_non_null(strstr(err.text, cases[i].word));
    }
}

static void names_past_the_limit_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct query query;
    struct error err;
    char *text = arena_alloc(arena, 1000, 1);

    (void)state;
    memset(text, 'n', 5 + 513);
    memcpy(text, "test=", 5);
    assert_false(parse(arena, text, &query, &err));
    text[5 + 512] = '\0';
    assert_true(parse(arena, text, &query, &err));
}

static void every_format_of_the_adapters_is_a_choice(void **state)
{
    const char *const *words = parameter_words(KIND_TOOL);
    size_t count = 0;

    (void)state;
    for (; words[count]; count++)
        assert_non_null(adapt_format_find(words[count]));
    assert_int_equal(count, adapt_format_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_of_the_adapters_is_a_choice),
        cmocka_unit_test(values_come_out_typed_and_defaults_are_filled),
        cmocka_unit_test(each_fault_names_its_parameter),
        cmocka_unit_test(names_past_the_limit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
