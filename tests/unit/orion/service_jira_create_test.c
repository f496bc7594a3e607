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
#define COMPONENTS OK("[{\"name\":\"CPT_ISSUES\"}]")
#define NOTHING OK("{\"total\":0,\"issues\":[]}")
#define MADE HTTP_PEER_ANSWER("201 Created", "{\"key\":\"P-9\"}")

struct fixture {
    struct arena *arena;
    struct http_peer *peer;
    struct orion_options options;
    struct test test;
    struct frame *frame;
    struct frame_change changes[2];
    struct orion_verdict verdict;
    struct orion_services *services;
};

/* Two columns changed with the run u001. */
static void open_for(struct fixture *fixture, const char *const *answers, size_t count)
{
    static const double numbers[] = {1, 2};
    struct error err;

    fixture->arena = arena_new();
    fixture->peer = http_peer_start(answers, count);
    fixture->options = (struct orion_options){.jira_url = http_peer_url(fixture->peer),
                                              .jira_project = "P",
                                              .jira_component = "CPT_ISSUES",
                                              .jira_token = "geheim",
                                              .jira_ack = true,
                                              .jira_auto_create = true};
    fixture->test = (struct test){.name = "under_score"};
    fixture->frame = frame_kit_new(fixture->arena, &fixture->test, 2);
    (void)frame_kit_add_numbers(fixture->frame, "a_avg", NULL, numbers);
    (void)frame_kit_add_numbers(fixture->frame, "b_avg", NULL, numbers);
    fixture->changes[0] = (struct frame_change){.row = 1, .column = 0, .percent = 100};
    fixture->changes[1] = (struct frame_change){.row = 1, .column = 1, .percent = 100};
    fixture->verdict =
        (struct orion_verdict){.frame = fixture->frame, .changes = fixture->changes, .count = 2};
    fixture->services = orion_services_open(&fixture->options, NULL, NULL, &err);
    assert_non_null(fixture->services);
}

static void close_all(struct fixture *fixture)
{
    orion_services_close(fixture->services);
    http_peer_end(fixture->peer);
    arena_free(fixture->arena);
}

static void each_change_gets_one_issue_in_a_run(void **state)
{
    static const char *const answers[] = {COMPONENTS, NOTHING, MADE, NOTHING, MADE};
    struct fixture fixture;

    (void)state;
    open_for(&fixture, answers, 5);
    services_jira_create(fixture.services, &fixture.verdict);
    services_jira_create(fixture.services, &fixture.verdict);
    assert_int_equal(http_peer_count(fixture.peer), 5);
    assert_non_null(strstr(http_peer_request(fixture.peer, 1),
                           "AND+description+~+%22u001%22+AND+labels+%3D+%22a_avg%22&"));
    assert_non_null(strstr(http_peer_request(fixture.peer, 2), "POST /rest/api/2/issue HTTP"));
    assert_non_null(strstr(http_peer_request(fixture.peer, 2),
                           "{\"fields\":{\"project\":{\"key\":\"P\"},\"summary\":"
                           "\"Regression in a_avg (4.19)\""));
    assert_non_null(strstr(http_peer_request(fixture.peer, 4), "Regression in b_avg (4.19)"));
    close_all(&fixture);
}

static void an_issue_that_is_there_is_not_made_again(void **state)
{
    static const char *const answers[] = {
        COMPONENTS,
        OK("{\"total\":2,\"issues\":[{\"key\":\"P-3\",\"fields\":{\"description\":"
           "\"UUID: {u000}\",\"labels\":[\"a_avg\"]}},{\"key\":\"P-4\",\"fields\":{"
           "\"description\":\"UUID: {u001}\",\"labels\":[\"under_score\",\"a_avg\"]}}]}"),
        OK("{\"total\":1,\"issues\":[{\"key\":\"P-5\",\"fields\":{\"description\":"
           "\"UUID: {u001}\",\"labels\":[\"bb_avg\"]}}]}"),
        MADE};
    struct fixture fixture;

    (void)state;
    open_for(&fixture, answers, 4);
    services_jira_create(fixture.services, &fixture.verdict);
    assert_int_equal(http_peer_count(fixture.peer), 4);
    assert_non_null(strstr(http_peer_request(fixture.peer, 3), "Regression in b_avg"));
    close_all(&fixture);
}

static void nothing_is_made_after_a_search_that_failed(void **state)
{
    static const char *const answers[] = {COMPONENTS, HTTP_PEER_ANSWER("500 Broken", "{}"),
                                          OK("{\"issues\":7}")};
    struct fixture fixture;

    (void)state;
    open_for(&fixture, answers, 3);
    services_jira_create(fixture.services, &fixture.verdict);
    assert_int_equal(http_peer_count(fixture.peer), 3);
    assert_non_null(strstr(http_peer_request(fixture.peer, 2), "GET /rest/api/2/search"));
    close_all(&fixture);
}

static void a_refusal_to_create_ends_it(void **state)
{
    static const char *const answers[] = {
        COMPONENTS, NOTHING,
        HTTP_PEER_ANSWER("403 Forbidden", "{\"errorMessages\":[\"no permission\"]}")};
    struct fixture fixture;

    (void)state;
    open_for(&fixture, answers, 3);
    services_jira_create(fixture.services, &fixture.verdict);
    services_jira_create(fixture.services, &fixture.verdict);
    assert_int_equal(http_peer_count(fixture.peer), 3);
    close_all(&fixture);
}

static void nobody_is_asked_without_the_flag(void **state)
{
    struct fixture fixture;

    (void)state;
    open_for(&fixture, NULL, 0);
    fixture.options.jira_auto_create = false;
    fixture.options.jira_ack = false;
    services_jira_create(fixture.services, &fixture.verdict);
    assert_int_equal(http_peer_count(fixture.peer), 0);
    close_all(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_gets_one_issue_in_a_run),
        cmocka_unit_test(an_issue_that_is_there_is_not_made_again),
        cmocka_unit_test(nothing_is_made_after_a_search_that_failed),
        cmocka_unit_test(a_refusal_to_create_ends_it),
        cmocka_unit_test(nobody_is_asked_without_the_flag),
    };

    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
