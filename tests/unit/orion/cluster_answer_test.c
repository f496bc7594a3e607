/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "orion/cluster.h"

struct seen {
    size_t count, fail_at;
    char source[64];
};

static bool take(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct seen *seen = context;

    if (++seen->count == seen->fail_at)
        return error_set(err, ERROR_INPUT, "x", "no");
    memcpy(seen->source, hit->source.at, hit->source.size);
    seen->source[hit->source.size] = '\0';
    return true;
}

static bool read_answer(struct arena *arena, const char *text, struct seen *seen,
                        struct cluster_answer *ret, struct error *err)
{
    log_set_level(LOG_NONE);
    return cluster_answer_read(arena_strdup(arena, text), strlen(text), take, seen, ret, err);
}

static void hits_and_aggregations_are_found_in_any_order(void **state)
{
    static const char text[] = "{\"aggregations\":{\"a\":1},\"took\":1,\"hits\":{\"total\":{},"
                               "\"hits\":[{\"sort\":[9],\"_source\":{\"u\":1},\"_id\":\"i\"},"
                               "{\"_source\":{\"u\":2},\"sort\":[8]}]},"
                               "\"_shards\":{\"total\":2,\"failed\":1}}";
    AUTO_ARENA arena = arena_new();
    struct cluster_answer answer = {0};
    struct seen seen = {0};
    struct error err = {0};

    (void)state;
    assert_true(read_answer(arena, text, &seen, &answer, &err));
    assert_int_equal(answer.hits, 2);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.source, "{\"u\":2}");
    assert_true(slice_is(answer.last_sort, "[8]"));
    assert_true(slice_is(answer.aggregations, "{\"a\":1}"));
}

static void answers_of_another_shape_are_the_servers_fault(void **state)
{
    static const char *const wrong[] = {
        "",
        "{",
        "[]",
        "null",
        "<html>",
        "{}",
        "{\"hits\":[]}",
        "{\"hits\":{}}",
        "{\"hits\":{\"hits\":{}}}",
        "{\"hits\":{\"hits\":[1]}}",
        "{\"hits\":{\"hits\":[{\"_id\":\"x\"}]}}",
        "{\"hits\":{\"hits\":[{\"_source\":7}]}}",
        "{\"hits\":{\"hits\":[]}",
        "{\"hits\":{\"hits\":[]}} x",
        "{\"_shards\":{\"failed\":\"no\"},\"hits\":{\"hits\":[]}}",
    };
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct cluster_answer answer = {.hits = 77};
        struct seen seen = {0};
        struct error err = {0};
        assert_false(read_answer(arena, wrong[i], &seen, &answer, &err));
        assert_int_equal(err.code, ERROR_REMOTE);
        assert_int_equal(answer.hits, 77);
        assert_int_equal(seen.count, 0);
    }
}

static void fault_of_the_sink_is_told(void **state)
{
    static const char text[] = "{\"hits\":{\"hits\":[{\"_source\":{}},{\"_source\":{}}]}}";
    AUTO_ARENA arena = arena_new();
    struct cluster_answer answer = {0};
    struct seen seen = {.fail_at = 1};
    struct error err = {0};

    (void)state;
    assert_false(read_answer(arena, text, &seen, &answer, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_int_equal(seen.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_and_aggregations_are_found_in_any_order),
        cmocka_unit_test(answers_of_another_shape_are_the_servers_fault),
        cmocka_unit_test(fault_of_the_sink_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
