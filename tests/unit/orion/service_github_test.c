/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "kit/frame_kit.h"
#include "kit/http_peer.h"
#include "orion/services.h"

#define OK(body) HTTP_PEER_ANSWER("200 OK", body)
#define TOKEN "ghp_not_to_be_shown"

struct fixture {
    struct arena *arena;
    struct http_peer *peer;
    struct orion_options options;
    struct orion_services *services;
    struct frame *frame;
};

/* Three runs a day apart from 2025-01-01 on, of versions 4.19.0 to 4.19.2. */
static int open_all(struct fixture *fixture, const char *const *answers, size_t count,
                    const char *const *repositories, size_t repository_count)
{
    static const struct test test = {.name = "t"};
    struct error err;

    fixture->arena = arena_new();
    fixture->peer = http_peer_start(answers, count);
    fixture->options =
        (struct orion_options){.github_url = http_peer_url(fixture->peer),
                               .github_token = TOKEN,
                               .github_repos = {.items = repositories, .count = repository_count}};
    fixture->services = orion_services_open(&fixture->options, NULL, NULL, &err);
    fixture->frame = frame_kit_new(fixture->arena, &test, 3);
    for (size_t i = 0; i < 3; i++)
        fixture->frame->rows[i].time = 1735689600 + (int64_t)i * 86400;
    return fixture->services ? 0 : 1;
}

static void close_all(struct fixture *fixture)
{
    orion_services_close(fixture->services);
    http_peer_end(fixture->peer);
    arena_free(fixture->arena);
}

static void ask(struct fixture *fixture, size_t first, size_t second)
{
    const struct frame_change changes[] = {{.row = first}, {.row = second}};
    const struct orion_verdict verdict = {.frame = fixture->frame, .changes = changes, .count = 2};

    services_github(fixture->services, &verdict);
}

static void a_changed_row_gets_what_came_since_the_row_before(void **state)
{
    static const char *const repositories[] = {" o/r "};
    static const char *const answers[] = {
        OK("[{\"name\":\"v2\",\"html_url\":\"h\",\"published_at\":\"2025-01-01T12:00:00Z\","
           "\"created_at\":\"c\",\"target_commitish\":\"main\"}]"),
        OK("[]")};
    struct fixture fixture;

    (void)state;
    assert_int_equal(open_all(&fixture, answers, 2, repositories, 1), 0);
    ask(&fixture, 1, 1);
    assert_string_equal(
        fixture.frame->rows[1].github_json,
        "{\"previous_timestamp\":\"2025-01-01T00:00:00Z\",\"current_timestamp\":"
        "\"2025-01-02T00:00:00Z\",\"previous_version\":\"4.19.0\",\"current_version\":\"4.19.1\","
        "\"repositories\":{\"o/r\":{\"releases\":{\"start\":\"2025-01-01T00:00:00Z\",\"end\":"
        "\"2025-01-02T00:00:00Z\",\"count\":1,\"items\":[{\"name\":\"v2\",\"html_url\":\"h\","
        "\"published_at\":\"2025-01-01T12:00:00Z\",\"created_at\":\"c\",\"target_commitish\":"
        "\"main\"}]},\"commits\":{\"start\":\"2025-01-01T00:00:00Z\",\"end\":"
        "\"2025-01-02T00:00:00Z\",\"count\":0,\"items\":[],\"reason\":"
        "\"no commits between timestamps\"}}}}");
    assert_null(fixture.frame->rows[0].github_json);
    assert_null(fixture.frame->rows[2].github_json);
    assert_non_null(strstr(http_peer_request(fixture.peer, 0),
                           "GET /repos/o/r/releases?per_page=100&page=1 HTTP/1.1\r\n"));
    assert_non_null(strstr(http_peer_request(fixture.peer, 0), "Authorization: Bearer " TOKEN));
    assert_non_null(
        strstr(http_peer_request(fixture.peer, 0), "Accept: application/vnd.github+json\r\n"));
    assert_non_null(strstr(http_peer_request(fixture.peer, 1),
                           "GET /repos/o/r/commits?per_page=100&page=1&since=2025-01-01T00%3A00"
                           "%3A00Z&until=2025-01-02T00%3A00%3A00Z HTTP/1.1\r\n"));
    close_all(&fixture);
}

static void the_first_row_has_nothing_before_it_to_ask_about(void **state)
{
    static const char *const repositories[] = {"o/r", "nonsense"};
    struct fixture fixture;

    (void)state;
    assert_int_equal(open_all(&fixture, NULL, 0, repositories, 2), 0);
    ask(&fixture, 0, 0);
    const char *json = fixture.frame->rows[0].github_json;
    assert_non_null(strstr(json, "{\"previous_timestamp\":null,"));
    assert_non_null(strstr(json, "\"reason\":\"previous timestamp not provided or invalid\""));
    assert_non_null(strstr(json, "\"nonsense\":{\"releases\":"));
    assert_non_null(strstr(json, "\"invalid repository format 'nonsense', expected owner/repo\""));
    assert_int_equal(http_peer_count(fixture.peer), 0);
    close_all(&fixture);
}

static void refusals_become_the_reason(void **state)
{
    static const char *const repositories[] = {"o/r"};
    static const struct {
        const char *answer, *reason;
    } cases[] = {
        {HTTP_PEER_ANSWER("404 Not Found", "{}"), "not found (404)"},
        {HTTP_PEER_ANSWER("401 Unauthorized", "{}"), "unexpected status 401"},
        {HTTP_PEER_ANSWER("429 Slow down", "{}"), "unexpected status 429"},
        {HTTP_PEER_ANSWER("403 Forbidden", "{}"), "rate limited or forbidden (remaining=unknown)"},
        {OK("<html>"), "invalid JSON payload"},
        {OK("{\"a\":1}"), "unexpected response payload for releases"},
        {OK("[1]"), "unexpected response payload for releases"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *const answers[] = {cases[i].answer, OK("null")};
        struct fixture fixture;
        assert_int_equal(open_all(&fixture, answers, 2, repositories, 1), 0);
        ask(&fixture, 1, 1);
        assert_non_null(strstr(fixture.frame->rows[1].github_json, cases[i].reason));
        assert_non_null(strstr(fixture.frame->rows[1].github_json, "no commits between"));
        close_all(&fixture);
    }
}

static void a_used_up_quota_ends_the_questions(void **state)
{
    static const char *const repositories[] = {"o/r", "o/s"};
    static const char *const answers[] = {
        "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nx-ratelimit-remaining: 0\r\n"
        "x-ratelimit-reset: 1735693200\r\n\r\n{}"};
    struct fixture fixture;
    size_t found = 0;

    (void)state;
    assert_int_equal(open_all(&fixture, answers, 1, repositories, 2), 0);
    ask(&fixture, 1, 2);
    for (const char *at = fixture.frame->rows[2].github_json;
         (at = strstr(at, "rate limited or forbidden (remaining=0, reset=1735693200)")); at++)
        found++;
    assert_int_equal(found, 4);
    assert_int_equal(http_peer_count(fixture.peer), 1);
    close_all(&fixture);
}

static void without_repositories_or_a_connection_rows_get_what_orion_gives(void **state)
{
    static const char *const none[] = {""};
    static const char *const repositories[] = {"o/r"};
    struct fixture fixture;

    (void)state;
    assert_int_equal(open_all(&fixture, NULL, 0, none, 1), 0);
    ask(&fixture, 1, 2);
    assert_null(fixture.frame->rows[1].github_json);
    close_all(&fixture);
    assert_int_equal(open_all(&fixture, NULL, 0, repositories, 1), 0);
    const struct frame_change change = {.row = 1};
    const struct orion_verdict verdict = {.frame = fixture.frame, .changes = &change, .count = 1};
    http_peer_end(fixture.peer);
    services_github(fixture.services, &verdict);
    assert_non_null(strstr(fixture.frame->rows[1].github_json, "\"reason\":\"request failed: "));
    orion_services_close(fixture.services);
    arena_free(fixture.arena);
}

static void a_pull_requests_creation_is_given_in_seconds(void **state)
{
    static const char *const answers[] = {OK("{\"created_at\":\"2025-06-12T10:11:12.5+02:00\"}"),
                                          OK("{}"), HTTP_PEER_ANSWER("404 Not Found", "{}")};
    struct fixture fixture;

    (void)state;
    assert_int_equal(open_all(&fixture, answers, 3, NULL, 0), 0);
    assert_string_equal(services_pull_created(fixture.services, fixture.arena, "o", "r", "42"),
                        "2025-06-12T08:11:12Z");
    assert_non_null(
        strstr(http_peer_request(fixture.peer, 0), "GET /repos/o/r/pulls/42 HTTP/1.1\r\n"));
    assert_null(services_pull_created(fixture.services, fixture.arena, "o", "r", "42"));
    assert_null(services_pull_created(fixture.services, fixture.arena, "o", "r", "4/2"));
    assert_non_null(strstr(http_peer_request(fixture.peer, 2), "/pulls/4%2F2 HTTP"));
    close_all(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_row_gets_what_came_since_the_row_before),
        cmocka_unit_test(the_first_row_has_nothing_before_it_to_ask_about),
        cmocka_unit_test(refusals_become_the_reason),
        cmocka_unit_test(a_used_up_quota_ends_the_questions),
        cmocka_unit_test(without_repositories_or_a_connection_rows_get_what_orion_gives),
        cmocka_unit_test(a_pull_requests_creation_is_given_in_seconds),
    };

    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
