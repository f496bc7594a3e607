/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "kit/http_peer.h"
#include "orion/services.h"

#define FOUR_PULLS                                                                                 \
    "[{\"url\":\"https://h/operator/pull/1\"},{\"url\":\"https://h/ovn/pull/2\"},"                 \
    "{\"url\":\"https://h/operator/pull/1\"},{\"url\":\"https://h/machine/pull/3\"}]"

/* One peer and the services that ask it. */
struct fixture {
    struct orion_options options;
    struct http_peer *peer;
    struct orion_services *services;
};

static struct fixture open_for(const char *const *answers, size_t count, bool correct)
{
    struct fixture fixture = {.peer = http_peer_start(answers, count)};
    struct error err;
    static struct orion_options options; /* outlives the services */

    options =
        (struct orion_options){.pr_service_url = http_peer_url(fixture.peer), .correct = correct};
    fixture.services = orion_services_open(&options, NULL, NULL, &err);
    assert_non_null(fixture.services);
    return fixture;
}

static void end(struct fixture *fixture)
{
    orion_services_close(fixture->services);
    http_peer_end(fixture->peer);
}

static void a_version_is_asked_for_once_in_orions_words(void **state)
{
    static const char *const answers[] = {HTTP_PEER_ANSWER("200 OK", FOUR_PULLS)};
    struct fixture fixture = open_for(answers, 1, false);
    struct text_list list;
    struct error err;

    (void)state;
    assert_true(services_payload(fixture.services, "4.19.0-0.nightly", &list, &err));
    assert_true(services_payload(fixture.services, "4.19.0-0.nightly", &list, &err));
    assert_int_equal(list.count, 3);
    assert_string_equal(list.items[2], "https://h/machine/pull/3");
    assert_int_equal(http_peer_count(fixture.peer), 1);
    assert_ptr_equal(
        strstr(http_peer_request(fixture.peer, 0),
               "GET /api/releases/pull_requests?filter=%7B%22items%22%3A+%5B%7B%22"
               "columnField%22%3A+%22release_tag%22%2C+%22operatorValue%22%3A+%22equals"
               "%22%2C+%22value%22%3A+%224.19.0-0.nightly%22%7D%5D%7D&sortField="
               "pull_request_id&sort=asc HTTP/1.1\r\n"),
        http_peer_request(fixture.peer, 0));
    end(&fixture);
}

static void another_status_means_no_pull_requests(void **state)
{
    static const char *const answers[] = {HTTP_PEER_ANSWER("500 Broken", "[{\"url\":\"x\"}]")};
    struct fixture fixture = open_for(answers, 1, false);
    struct text_list list = {.count = 7};
    struct error err;

    (void)state;
    assert_true(services_payload(fixture.services, "4.19.0", &list, &err));
    assert_int_equal(list.count, 0);
    end(&fixture);
}

static void an_answer_that_orion_dies_of_is_an_error_unless_correct(void **state)
{
    static const char *const bodies[] = {HTTP_PEER_ANSWER("200 OK", "null"),
                                         HTTP_PEER_ANSWER("200 OK", "[{\"url\":"),
                                         HTTP_PEER_ANSWER("200 OK", "")};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        struct fixture fixture = open_for(bodies + i, 1, false);
        struct text_list list = {.count = 7};
        struct error err = {0};
        assert_false(services_payload(fixture.services, "4.19.0", &list, &err));
        assert_int_equal(err.code, ERROR_REMOTE);
        assert_non_null(strstr(err.text, "fault 1: --correct"));
        assert_int_equal(list.count, 7);
        end(&fixture);
        fixture = open_for(bodies + i, 1, true);
        assert_true(services_payload(fixture.services, "4.19.0", &list, &err));
        assert_int_equal(list.count, 0);
        end(&fixture);
    }
}

static void a_service_that_cannot_be_reached_is_asked_once(void **state)
{
    struct fixture fixture = open_for(NULL, 0, true);
    AUTO_ARENA arena = arena_new();
    struct text_list list = {.count = 7};
    struct error err = {0};

    (void)state;
    http_peer_end(fixture.peer);
    assert_true(services_payload(fixture.services, "4.19.0", &list, &err));
    assert_int_equal(list.count, 0);
    assert_true(services_payload(fixture.services, "4.19.1", &list, &err));
    assert_false(services_payload_diff(fixture.services, arena, "a", "b", &list));
    orion_services_close(fixture.services);
    fixture = open_for(NULL, 0, false);
    http_peer_end(fixture.peer);
    assert_false(services_payload(fixture.services, "4.19.0", &list, &err));
    assert_int_equal(err.code, ERROR_NETWORK);
    orion_services_close(fixture.services);
}

static void a_difference_replaces_nothing_where_it_is_empty(void **state)
{
    static const char *const answers[] = {HTTP_PEER_ANSWER("200 OK", FOUR_PULLS),
                                          HTTP_PEER_ANSWER("200 OK", "[]")};
    struct fixture fixture = open_for(answers, 2, false);
    AUTO_ARENA arena = arena_new();
    struct text_list list = {.count = 7};

    (void)state;
    assert_true(services_payload_diff(fixture.services, arena, "4.19.0 a", "4.19.1", &list));
    assert_int_equal(list.count, 3);
    assert_string_equal(list.items[0], "https://h/ovn/pull/2");
    assert_string_equal(list.items[1], "https://h/operator/pull/1");
    list.count = 7;
    assert_false(services_payload_diff(fixture.services, arena, "4.19.1", "4.19.2", &list));
    assert_int_equal(list.count, 7);
    assert_true(services_payload_diff(fixture.services, arena, "4.19.0 a", "4.19.1", &list));
    assert_int_equal(http_peer_count(fixture.peer), 2);
    assert_non_null(strstr(http_peer_request(fixture.peer, 0),
                           "GET /api/payloads/diff?fromPayload=4.19.0+a&toPayload=4.19.1 HTTP"));
    end(&fixture);
}

static void nobody_is_asked_without_an_address(void **state)
{
    const struct orion_options options = {.correct = false};
    struct text_list list = {.count = 7};
    struct error err;

    (void)state;
    struct orion_services *services = orion_services_open(&options, NULL, NULL, &err);
    assert_non_null(services);
    assert_true(services_payload(services, "4.19.0", &list, &err));
    assert_int_equal(list.count, 0);
    orion_services_close(services);
}

static void an_address_that_is_no_url_names_its_option(void **state)
{
    const struct orion_options options = {.pr_service_url = "sippy"};
    struct error err = {0};

    (void)state;
    assert_null(orion_services_open(&options, NULL, NULL, &err));
    assert_non_null(strstr(err.place, "--pr-service-url"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_is_asked_for_once_in_orions_words),
        cmocka_unit_test(another_status_means_no_pull_requests),
        cmocka_unit_test(an_answer_that_orion_dies_of_is_an_error_unless_correct),
        cmocka_unit_test(a_service_that_cannot_be_reached_is_asked_once),
        cmocka_unit_test(a_difference_replaces_nothing_where_it_is_empty),
        cmocka_unit_test(nobody_is_asked_without_an_address),
        cmocka_unit_test(an_address_that_is_no_url_names_its_option),
    };

    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
