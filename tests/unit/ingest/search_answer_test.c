/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "ingest/search_answer.h"

static const uint16_t first[] = {0, 3}, second[] = {2}, third[] = {1, 4};
static const struct query_group items[] = {
    {.positions = first, .position_count = 2},
    {.positions = second, .position_count = 1},
    {.positions = third, .position_count = 2},
};
static const struct query_groups groups = {items, ARRAY_LEN(items)};

struct read {
    struct arena *arena;
    char *text;
    struct search_answer answer;
    struct error err;
    bool again;
};

static bool read_text(struct read *read, const char *text)
{
    *read = (struct read){.arena = arena_new(), .text = strdup(text)};
    assert_non_null(read->text);
    return search_answer_read(read->text, strlen(text), &groups, read->arena, &read->answer,
                              &read->again, &read->err);
}

static void read_end(struct read *read)
{
    arena_free(read->arena);
    free(read->text);
}

static void check_positions(const struct hit *hit, const char *wanted)
{
    char got[64] = "";
    size_t used = 0;

    for (size_t i = 0; i < hit->matched_count; i++)
        used += (size_t)snprintf(got + used, sizeof got - used, "%d ", hit->matched[i]);
    assert_string_equal(got, wanted);
}

static void hits_come_with_their_bytes_and_metrics(void **state)
{
    struct read read;

    (void)state;
    assert_true(read_text(
        &read,
        "{\"took\":5,\"pit_id\":\"p\\u00e9\",\"timed_out\":false,"
        "\"_shards\":{\"total\":3,\"successful\":3,\"skipped\":0,\"failed\":0},"
        "\"hits\":{\"total\":{\"value\":2},\"max_score\":null,\"hits\":["
        "{\"_index\":\"a\",\"_id\":\"x\\\"y\",\"_score\":null,\"_source\":{\"v\": [1,\"}\"]},"
        "\"sort\":[17],\"matched_queries\":[\"2\",\"0\"]},"
        "{\"_id\":\"z\",\"_index\":\"b\",\"matched_queries\":[\"1\",\"7\",\"x\"],\"_source\":{},"
        "\"sort\":[\"text\"]},"
        "{\"_index\":\"b\",\"_id\":\"w\",\"_source\":{}}]},"
        "\"aggregations\":{\"runs\":{}}}"));
    assert_int_equal(read.answer.shards, 3);
    assert_string_equal(read.answer.context_id, "p\xc3\xa9");
    assert_int_equal(read.answer.aggregations.size, strlen("{\"runs\":{}}"));
    assert_int_equal(read.answer.hits.count, 3);
    const struct hit *hits = read.answer.hits.hits;
    assert_string_equal(hits[0].index, "a");
    assert_string_equal(hits[0].id, "x\"y");
    assert_int_equal(hits[0].source_size, strlen("{\"v\": [1,\"}\"]}"));
    assert_memory_equal(hits[0].source, "{\"v\": [1,\"}\"]}", hits[0].source_size);
    assert_null(hits[0].reject);
    check_positions(&hits[0], "0 1 3 4 ");
    check_positions(&hits[1], "2 ");
    check_positions(&hits[2], "");
    assert_int_equal(read.answer.hits.sorts[0], 17);
    assert_int_equal(read.answer.hits.sorts[1], INT64_MIN);
    assert_int_equal(read.answer.hits.sorts[2], INT64_MIN);
    read_end(&read);
}

static void answers_that_are_not_whole_are_to_be_asked_again(void **state)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"{\"timed_out\":true,\"hits\":{\"hits\":[]}}", "timed out"},
        {"{\"_shards\":{\"total\":3,\"failed\":2,\"failures\":[{\"shard\":0,\"reason\":"
         "{\"type\":\"t\",\"reason\":\"no \\\"room\\\"\"}}]},\"hits\":{\"hits\":[]}}",
         "2 of 3 shards failed: no \"room\""},
        {"{\"_scroll_id\":\"s\",\"_shards\":{\"failed\":1},\"hits\":{\"hits\":[]}}",
         "1 of 0 shards failed"},
        {"{\"status\":429,\"error\":{\"reason\":\"queue full\"}}", "queue full"},
    };
    struct read read;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_false(read_text(&read, cases[i].text));
        assert_true(read.again);
        assert_int_equal(read.err.code, ERROR_REMOTE);
        assert_non_null(strstr(read.err.text, cases[i].error));
        if (i == 2)
            assert_string_equal(read.answer.context_id, "s");
        read_end(&read);
    }
}

static void answers_of_another_form_are_refused_for_good(void **state)
{
    static const char *const cases[] = {
        "",
        "{}",
        "[]",
        "7",
        "{\"hits\":{}}",
        "{\"hits\":[]}",
        "{\"hits\":{\"hits\":{}}}",
        "{\"hits\":{\"hits\":[7]}}",
        "{\"hits\":{\"hits\":[{}]}}",
        "{\"hits\":{\"hits\":[{\"_index\":1,\"_id\":\"a\"}]}}",
        "{\"hits\":{\"hits\":[]}",
        "{\"hits\":{\"hits\":[]}}]",
        "{\"_shards\":{\"failed\":\"no\"}}",
        "{\"status\":400,\"error\":{\"reason\":\"bad query\"}}",
        "{\"pit_id\":7}",
    };
    struct read read;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_false(read_text(&read, cases[i]));
        assert_false(read.again);
        assert_int_equal(read.err.code, ERROR_REMOTE);
        read_end(&read);
    }
}

static void unusable_documents_are_marked_and_the_others_stay(void **state)
{
    enum { DEEP = LIMIT_DOCUMENT_DEPTH, ROOM = LIMIT_DOCUMENT_SIZE + 4096 };
    char *text = malloc(ROOM);
    size_t used;
    struct read read;

    (void)state;
    assert_non_null(text);
    used = (size_t)snprintf(text, ROOM,
                            "{\"hits\":{\"hits\":["
                            "{\"_index\":\"i\",\"_id\":\"bare\"},"
                            "{\"_index\":\"i\",\"_id\":\"good\",\"_source\":{\"a\":1}},"
                            "{\"_index\":\"i\",\"_id\":\"deep\",\"_source\":{\"a\":");
    memset(text + used, '[', DEEP);
    memset(text + used + DEEP, ']', DEEP);
    used += 2 * DEEP;
    used += (size_t)snprintf(text + used, ROOM - used,
                             "}},{\"_index\":\"i\",\"_id\":\"large\",\"_source\":{\"a\":\"");
    memset(text + used, 'x', LIMIT_DOCUMENT_SIZE);
    used += LIMIT_DOCUMENT_SIZE;
    (void)snprintf(text + used, ROOM - used, "\"}}]}}");
    assert_true(read_text(&read, text));
    free(text);
    const struct hit *hits = read.answer.hits.hits;
    assert_int_equal(read.answer.hits.count, 4);
    assert_non_null(strstr(hits[0].reject->text, "no _source"));
    assert_null(hits[1].reject);
    assert_non_null(strstr(hits[2].reject->text, "101 levels"));
    assert_int_equal(hits[2].reject->code, ERROR_LIMIT);
    assert_non_null(strstr(hits[3].reject->text, "larger than"));
    assert_string_equal(hits[3].reject->place, "large");
    read_end(&read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_come_with_their_bytes_and_metrics),
        cmocka_unit_test(answers_that_are_not_whole_are_to_be_asked_again),
        cmocka_unit_test(answers_of_another_form_are_refused_for_good),
        cmocka_unit_test(unusable_documents_are_marked_and_the_others_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
