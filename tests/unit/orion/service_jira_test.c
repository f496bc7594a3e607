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
#define ISSUE(run, metric)                                                                         \
    "{\"key\":\"P-1\",\"fields\":{\"summary\":\"known\",\"description\":\"UUID: {" run             \
    "}\",\"labels\":[\"4.19\",\"" metric "\"]}}"

struct fixture {
    struct arena *arena;
    struct http_peer *peer;
    struct orion_options options;
    struct test_set tests;
    struct orion_services *services;
    struct ack_list acks;
};

static void open_for(struct fixture *fixture, const char *const *answers, size_t count,
                     const char *base)
{
    struct error err;

    fixture->arena = arena_new();
    fixture->peer = http_peer_start(answers, count);
    fixture->options = (struct orion_options){
        .jira_url = arena_printf(fixture->arena, "%s%s", http_peer_url(fixture->peer), base),
        .jira_project = "PERFSCALE",
        .jira_component = "CPT_ISSUES",
        .jira_status_filter = "",
        .jira_token = "geheim",
        .jira_email = "ci@example.com",
        .jira_ack = true,
        .jira_auto_create = true};
    fixture->tests = (struct test_set){.first_version = "4.19", .first_benchmark = "node-density"};
    fixture->services = orion_services_open(&fixture->options, &fixture->tests, NULL, &err);
    fixture->acks = (struct ack_list){.arena = fixture->arena};
    assert_non_null(fixture->services);
}

static void close_all(struct fixture *fixture)
{
    orion_services_close(fixture->services);
    http_peer_end(fixture->peer);
    arena_free(fixture->arena);
}

static void assert_asked(struct fixture *fixture, size_t at, const char *text)
{
    if (!strstr(http_peer_request(fixture->peer, at), text))
        fail_msg("no '%s' in:\n%s", text, http_peer_request(fixture->peer, at));
}

static void issues_of_version_and_benchmark_become_acknowledgements(void **state)
{
    static const char *const answers[] = {
        COMPONENTS,
        OK("{\"total\":3,\"issues\":[" ISSUE("run-1", "a_avg") "," ISSUE("run-2", "b_avg") "]}"),
        OK("{\"total\":3,\"issues\":[" ISSUE("run-1", "a_avg") "]}")};
    static const struct acknowledgement filed = {.uuid = "run-2", .metric = "b_avg", .reason = "f"};
    struct fixture fixture;

    (void)state;
    open_for(&fixture, answers, 3, "");
    fixture.acks.items = &filed;
    fixture.acks.count = 1;
    fixture.options.jira_status_filter = "Done, In Progress";
    services_jira_acks(fixture.services, &fixture.acks);
    assert_int_equal(fixture.acks.count, 2);
    assert_string_equal(fixture.acks.items[0].reason, "f");
    assert_string_equal(fixture.acks.items[1].uuid, "run-1");
    assert_string_equal(fixture.acks.items[1].metric, "a_avg");
    assert_string_equal(fixture.acks.items[1].reason, "known");
    assert_string_equal(fixture.acks.items[1].place, "Jira P-1");
    assert_null(fixture.acks.items[1].version);
    assert_asked(&fixture, 0, "GET /rest/api/2/project/PERFSCALE/components HTTP");
    assert_asked(&fixture, 0, "Authorization: Bearer geheim\r\n");
    assert_asked(&fixture, 1,
                 "GET /rest/api/2/search?jql=project+%3D+%22PERFSCALE%22+AND+component+%3D+%22"
                 "CPT_ISSUES%22+AND+labels+%3D+%224.19%22+AND+labels+%3D+%22node-density%22+AND+"
                 "statusCategory+IN+%28%22Done%22%2C+%22In+Progress%22%29&fields=summary%2C"
                 "description%2Clabels&maxResults=100&startAt=0 HTTP");
    assert_asked(&fixture, 2, "&startAt=2 HTTP");
    close_all(&fixture);
}

static void atlassian_cloud_is_asked_its_own_way(void **state)
{
    static const char *const answers[] = {
        COMPONENTS, OK("{\"nextPageToken\":\"t/2\",\"issues\":[" ISSUE("run-1", "a_avg") "]}"),
        OK("{\"isLast\":true,\"issues\":[" ISSUE("run-2", "a_avg") "]}")};
    struct fixture fixture;

    (void)state;
    open_for(&fixture, answers, 3, "/x.Atlassian.net");
    fixture.options.jira_status_filter = "Done";
    services_jira_acks(fixture.services, &fixture.acks);
    assert_int_equal(fixture.acks.count, 2);
    assert_asked(&fixture, 0, "Authorization: Basic Y2lAZXhhbXBsZS5jb206Z2VoZWlt\r\n");
    assert_asked(&fixture, 1, "GET /x.Atlassian.net/rest/api/3/search/jql?jql=");
    assert_asked(&fixture, 1, "+AND+statusCategory+%3D+%22Done%22&");
    assert_asked(&fixture, 2, "&nextPageToken=t%2F2 HTTP");
    close_all(&fixture);
}

static void a_component_that_the_project_lacks_is_left_out(void **state)
{
    static const char *const answers[] = {OK("[]"), OK("{\"issues\":[]}")};
    struct fixture fixture;

    (void)state;
    open_for(&fixture, answers, 2, "");
    services_jira_acks(fixture.services, &fixture.acks);
    assert_asked(&fixture, 1, "?jql=project+%3D+%22PERFSCALE%22+AND+labels");
    close_all(&fixture);
}

static void the_test_file_names_fields_of_its_own(void **state)
{
    static const char *const answers[] = {
        COMPONENTS, OK("{\"issues\":[{\"key\":\"P-1\",\"fields\":{\"summary\":\"s\","
                       "\"customfield_7\":\"run-7\",\"labels\":[\"x_avg\"]}}]}")};
    struct fixture fixture;

    (void)state;
    open_for(&fixture, answers, 2, "");
    fixture.tests.jira.uuid_field = "customfield_7";
    fixture.tests.first_version = NULL;
    services_jira_acks(fixture.services, &fixture.acks);
    assert_int_equal(fixture.acks.count, 1);
    assert_string_equal(fixture.acks.items[0].uuid, "run-7");
    assert_asked(&fixture, 1, "&fields=summary%2Cdescription%2Clabels%2Ccustomfield_7&");
    close_all(&fixture);
}

static void a_failure_leaves_the_acknowledgements_of_the_files(void **state)
{
    static const char *const refused[] = {HTTP_PEER_ANSWER("401 Unauthorized", "no")};
    static const char *const broken[] = {COMPONENTS, OK("{\"issues\":[")};
    static const char *const other[] = {COMPONENTS, OK("{\"issues\":{}}")};
    static const char *const *const answers[] = {refused, broken, other};
    static const struct acknowledgement filed = {.uuid = "r", .metric = "m", .reason = ""};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        struct fixture fixture;
        open_for(&fixture, answers[i], i ? 2 : 1, "");
        fixture.acks.items = &filed;
        fixture.acks.count = 1;
        services_jira_acks(fixture.services, &fixture.acks);
        assert_int_equal(fixture.acks.count, 1);
        assert_ptr_equal(fixture.acks.items, &filed);
        close_all(&fixture);
    }
}

static void jira_is_not_asked_without_its_flag_or_a_login_for_the_cloud(void **state)
{
    struct fixture fixture;

    (void)state;
    open_for(&fixture, NULL, 0, "/x.atlassian.net");
    fixture.options.jira_email = NULL;
    services_jira_acks(fixture.services, &fixture.acks);
    close_all(&fixture);
    open_for(&fixture, NULL, 0, "");
    fixture.options.jira_ack = false;
    services_jira_acks(fixture.services, &fixture.acks);
    assert_int_equal(http_peer_count(fixture.peer), 0);
    close_all(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(issues_of_version_and_benchmark_become_acknowledgements),
        cmocka_unit_test(atlassian_cloud_is_asked_its_own_way),
        cmocka_unit_test(a_component_that_the_project_lacks_is_left_out),
        cmocka_unit_test(the_test_file_names_fields_of_its_own),
        cmocka_unit_test(a_failure_leaves_the_acknowledgements_of_the_files),
        cmocka_unit_test(jira_is_not_asked_without_its_flag_or_a_login_for_the_cloud),
    };

    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
