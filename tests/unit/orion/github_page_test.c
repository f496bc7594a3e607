/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/github_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "json/field.h"

/* 2025-06-12T00:00:00Z to 2025-06-13T00:00:00Z */
static const struct github_interval DAY = {.after = INT64_C(1749686400) * CLOCK_SECOND,
                                           .until = INT64_C(1749772800) * CLOCK_SECOND};

static bool read_page(const char *text, enum github_kind kind, json_t *items, bool *last,
                      struct error *err)
{
    AUTO_JSON tree = json_loads(text, JSON_DECODE_ANY, NULL);

    assert_non_null(tree);
    return github_page_read(tree, "page", kind, DAY, items, last, err);
}

static void assert_json(const json_t *tree, const char *expected)
{
    char *text = json_dumps(tree, JSON_COMPACT);

    assert_string_equal(text, expected);
    free(text);
}

static void releases_of_the_interval_are_kept_until_one_before_it(void **state)
{
    AUTO_JSON items = json_array();
    struct error err;
    bool last = false;

    (void)state;
    assert_true(
        read_page("[{\"published_at\":\"2025-06-13T00:00:01Z\",\"name\":\"later\"},"
                  "{\"published_at\":\"2025-06-13T00:00:00Z\",\"name\":\"end\",\"html_url\":\"u\","
                  "\"created_at\":null,\"target_commitish\":\"main\",\"body\":\"not shown\"},"
                  "{\"published_at\":null,\"created_at\":\"2025-06-12T10:00:00+02:00\"},"
                  "{\"published_at\":\"soon\"},"
                  "{\"published_at\":\"2025-06-12T00:00:00Z\",\"name\":\"start\"},"
                  "{\"published_at\":\"2025-06-12T09:00:00Z\",\"name\":\"unreached\"}]",
                  GITHUB_RELEASES, items, &last, &err));
    assert_true(last);
    assert_json(items,
                "[{\"name\":\"end\",\"html_url\":\"u\",\"published_at\":\"2025-06-13T00:00:00Z\","
                "\"created_at\":null,\"target_commitish\":\"main\"},"
                "{\"name\":null,\"html_url\":null,\"published_at\":null,"
                "\"created_at\":\"2025-06-12T10:00:00+02:00\",\"target_commitish\":null}]");
}

static void commits_are_taken_by_the_authors_date(void **state)
{
    AUTO_JSON items = json_array();
    struct error err;
    bool last = false;

    (void)state;
    assert_true(read_page(
        "[{\"html_url\":\"u\",\"sha\":\"x\",\"commit\":{\"message\":\"m\\nmore\",\"author\":"
        "{\"name\":\"n\",\"email\":\"e\",\"date\":\"2025-06-12T00:00:01Z\"},\"committer\":{}}},"
        "{\"commit\":{\"author\":{\"date\":\"2025-06-12T00:00:00Z\"}}},"
        "{\"commit\":{\"author\":null}},{\"commit\":null},{}]",
        GITHUB_COMMITS, items, &last, &err));
    assert_true(last);
    assert_json(items, "[{\"html_url\":\"u\",\"commit_author\":{\"name\":\"n\",\"email\":\"e\"},"
                       "\"commit_timestamp\":\"2025-06-12T00:00:01Z\",\"message\":\"m\\nmore\"}]");
}

static void a_full_page_asks_for_the_next_one(void **state)
{
    AUTO_JSON page = json_array();
    AUTO_JSON items = json_array();
    struct error err;
    bool last = true;

    (void)state;
    for (int i = 0; i < GITHUB_PAGE; i++)
        assert_int_equal(json_array_append_new(page, json_object()), 0);
    assert_true(github_page_read(page, "page", GITHUB_COMMITS, DAY, items, &last, &err));
    assert_false(last);
    assert_int_equal(json_array_size(items), 0);
}

static void another_shape_is_told_with_its_place(void **state)
{
    AUTO_JSON items = json_array();
    struct error err = {0};
    bool last;

    (void)state;
    assert_false(read_page("{\"message\":\"no\"}", GITHUB_RELEASES, items, &last, &err));
    assert_int_equal(err.code, ERROR_REMOTE);
    assert_string_equal(err.place, "page");
    assert_false(read_page("[{},3]", GITHUB_COMMITS, items, &last, &err));
    assert_non_null(strstr(err.place, "[1]"));
}

static void a_pull_request_says_when_it_was_made(void **state)
{
    static const char *const bad[] = {"null", "{}", "{\"created_at\":null}",
                                      "{\"created_at\":\"yesterday\"}", "[]"};
    AUTO_JSON pull = json_pack("{s:s}", "created_at", "2025-06-12T00:00:00Z");
    int64_t created = 0;
    struct error err;

    (void)state;
    assert_true(github_created_read(pull, "pull", &created, &err));
    assert_int_equal(created, DAY.after);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        AUTO_JSON tree = json_loads(bad[i], JSON_DECODE_ANY, NULL);
        created = 7;
        assert_false(github_created_read(tree, "pull", &created, &err));
        assert_int_equal(err.code, ERROR_REMOTE);
        assert_int_equal(created, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(releases_of_the_interval_are_kept_until_one_before_it),
        cmocka_unit_test(commits_are_taken_by_the_authors_date),
        cmocka_unit_test(a_full_page_asks_for_the_next_one),
        cmocka_unit_test(another_shape_is_told_with_its_place),
        cmocka_unit_test(a_pull_request_says_when_it_was_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
