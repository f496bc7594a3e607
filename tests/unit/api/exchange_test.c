/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are put off, through a real socket: the routes here take the place of the API's. */
#include "api/exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "api/hub.h"
#include "api/place_rounds.h"
#include "api/route.h"
#include "api/server.h"
#include "base/clock.h"
#include "base/log.h"

#include <cmocka.h>

static struct hub *_Atomic hub;
static _Atomic int calls;
static const int64_t minute_us = 60 * CLOCK_SECOND;

static bool answer_calls(struct request *request)
{
    struct writer w = reply_json(&request->reply, 200);

    writer_object(&w, NULL);
    writer_integer(&w, "calls", atomic_load(&calls));
    writer_bool(&w, "again", request->head.again);
    writer_end(&w);
    return true;
}

/* Waits until it is called a second time. */
static bool wait_once(struct request *request, struct error *err)
{
    (void)err;
    atomic_store(&hub, request->api->hub);
    if (atomic_fetch_add(&calls, 1) == 0 && request_wait(request, request->names[0], minute_us))
        return true;
    return answer_calls(request);
}

/* The news come after it looked and before it waits. */
static bool wait_while_told(struct request *request, struct error *err)
{
    (void)err;
    if (atomic_fetch_add(&calls, 1) == 0) {
        hub_notice(request->api->hub, CHANNEL_RUN, request->names[0]);
        if (request_wait(request, request->names[0], minute_us))
            return true;
    }
    return answer_calls(request);
}

/* Waits as long as it may. */
static bool wait_shortly(struct request *request, struct error *err)
{
    (void)err;
    atomic_fetch_add(&calls, 1);
    return request_wait(request, request->names[0], CLOCK_SECOND / 20) || answer_calls(request);
}

static bool wait_for_test_7(struct request *request, struct error *err)
{
    static const int64_t tests[] = {7};

    (void)err;
    atomic_store(&hub, request->api->hub);
    if (atomic_fetch_add(&calls, 1) == 0 && request_wait(request, request->names[0], minute_us)) {
        request_wait_tests(request, tests, 1);
        return true;
    }
    return answer_calls(request);
}

/* The database of these tests takes no connection. */
static bool ask_for_places(struct request *request, struct error *err)
{
    if (request_ask(request, request->names[0]))
        return true;
    if (request->asker && request->asker->failed) {
        *err = request->asker->err;
        return false;
    }
    return answer_calls(request);
}

const struct route routes[] = {
    {METHOD_GET, "/once/{uuid}", ROLE_OPEN, false, 0, 0, wait_once, "waits once"},
    {METHOD_GET, "/told/{uuid}", ROLE_OPEN, false, 0, 0, wait_while_told, "is told at once"},
    {METHOD_GET, "/shortly/{uuid}", ROLE_OPEN, false, 0, 0, wait_shortly, "waits shortly"},
    {METHOD_GET, "/test/{uuid}", ROLE_OPEN, false, 0, 0, wait_for_test_7, "waits for test 7"},
    {METHOD_GET, "/places/{uuid}", ROLE_OPEN, false, 0, 0, ask_for_places, "asks for places"},
    {METHOD_POST, "/posted/{uuid}", ROLE_OPEN, false, 0, 100, wait_once, "does not wait"},
};
const size_t route_count = ARRAY_LEN(routes);

struct fixture {
    struct metrics *metrics;
    struct store *store;
    struct server *server;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    const struct store_options nowhere = {.conninfo = "host=127.0.0.1 port=1 dbname=none",
                                          .pool_size = 1,
                                          .connect_timeout_us = CLOCK_SECOND};
    struct error err;

    fixture->metrics = metrics_new();
    fixture->store = store_new(&nowhere, &err);
    const struct server_options options = {
        .address = "127.0.0.1",
        .threads = 2,
        .connections = 64,
        .waiting = 2,
        .api = {.metrics = fixture->metrics, .store = fixture->store}};
    atomic_store(&calls, 0);
    atomic_store(&hub, NULL);
    fixture->server = server_start(&options, &err);
    *state = fixture;
    return fixture->server ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    server_stop(fixture->server);
    store_free(fixture->store);
    metrics_free(fixture->metrics);
    free(fixture);
    return 0;
}

static int send_request(const struct fixture *fixture, const char *text)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)server_port(fixture->server)),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const size_t size = strlen(text);

    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(send(fd, text, size, MSG_NOSIGNAL), (ssize_t)size);
    return fd;
}

static int ask(const struct fixture *fixture, const char *target)
{
    char text[256];

    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                   target);
    return send_request(fixture, text);
}

/* Reads until the server closes, and closes. */
static void read_answer(int fd, char *out, size_t size)
{
    size_t used = 0;
    ssize_t got;

    while (used + 1 < size && (got = recv(fd, out + used, size - used - 1, 0)) > 0)
        used += (size_t)got;
    out[used] = '\0';
    (void)close(fd);
}

static void await_waiting(const struct fixture *fixture, double count)
{
    const int64_t until = clock_monotonic_us() + 20 * CLOCK_SECOND;
    const struct timespec moment = {.tv_nsec = 1000000};

    while (metrics_value(fixture->metrics, METRIC_HTTP_WAITING, NULL, NULL) != count) {
        assert_true(clock_monotonic_us() < until);
        (void)nanosleep(&moment, NULL);
    }
}

static void news_of_its_run_bring_the_answer(void **state)
{
    const struct fixture *fixture = *state;
    char answer[4096];
    const int fd = ask(fixture, "/once/r1");

    await_waiting(fixture, 1);
    hub_notice(atomic_load(&hub), CHANNEL_RUN, "r2");
    assert_int_equal(atomic_load(&calls), 1);
    hub_notice(atomic_load(&hub), CHANNEL_RUN, "r1");
    read_answer(fd, answer, sizeof answer);
    assert_non_null(strstr(answer, "{\"calls\":2,\"again\":true}"));
    assert_true(metrics_value(fixture->metrics, METRIC_HTTP_REQUESTS, "/once/{uuid}", "200") == 1);
    assert_true(metrics_value(fixture->metrics, METRIC_HTTP_WAKES, "news", NULL) == 1);
}

static void news_between_looking_and_waiting_are_not_lost(void **state)
{
    char answer[4096];

    read_answer(ask(*state, "/told/r1"), answer, sizeof answer);
    assert_non_null(strstr(answer, "{\"calls\":2,\"again\":true}"));
}

static void the_end_of_the_time_brings_what_is_known(void **state)
{
    char answer[4096];

    read_answer(ask(*state, "/shortly/r1"), answer, sizeof answer);
    assert_non_null(strstr(answer, "{\"calls\":2,\"again\":true}"));
}

static void only_analyses_of_its_tests_wake_it(void **state)
{
    const struct fixture *fixture = *state;
    char answer[4096];
    const int fd = ask(fixture, "/test/r1");

    await_waiting(fixture, 1);
    hub_notice(atomic_load(&hub), CHANNEL_ANALYSIS, "8");
    assert_true(metrics_value(fixture->metrics, METRIC_HTTP_WAITING, NULL, NULL) == 1);
    hub_notice(atomic_load(&hub), CHANNEL_ANALYSIS, "7");
    read_answer(fd, answer, sizeof answer);
    assert_non_null(strstr(answer, "\"calls\":2"));
}

static void a_client_that_hangs_up_is_forgotten(void **state)
{
    const struct fixture *fixture = *state;
    const int fd = ask(fixture, "/once/r1");

    await_waiting(fixture, 1);
    (void)close(fd);
    await_waiting(fixture, 0);
    assert_true(metrics_value(fixture->metrics, METRIC_HTTP_WAKES, "hang-up", NULL) == 1);
    assert_int_equal(atomic_load(&calls), 1);
}

static void more_than_may_wait_are_refused(void **state)
{
    const struct fixture *fixture = *state;
    char answer[4096];
    int fds[2];

    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        fds[i] = ask(fixture, "/once/r1");
        await_waiting(fixture, (double)i + 1);
        atomic_store(&calls, 0);
    }
    read_answer(ask(fixture, "/once/r2"), answer, sizeof answer);
    assert_non_null(strstr(answer, "HTTP/1.1 503 "));
    assert_non_null(strstr(answer, "Retry-After: "));
    for (size_t i = 0; i < ARRAY_LEN(fds); i++)
        (void)close(fds[i]);
    await_waiting(fixture, 0);
}

static void places_that_cannot_be_found_are_a_problem_to_everybody_who_asks(void **state)
{
    const struct fixture *fixture = *state;
    char answer[4096];
    int fds[16];

    for (size_t i = 0; i < ARRAY_LEN(fds); i++)
        fds[i] = ask(fixture, "/places/r1");
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        read_answer(fds[i], answer, sizeof answer);
        assert_non_null(strstr(answer, "HTTP/1.1 503 "));
        assert_non_null(strstr(answer, "Content-Type: application/problem+json"));
        assert_non_null(strstr(answer, "/api/v1/problems/database"));
        assert_non_null(strstr(answer, "Retry-After: "));
    }
    assert_true(metrics_value(fixture->metrics, METRIC_HTTP_REQUESTS, "/places/{uuid}", "503") ==
                16);
}

static void a_request_with_a_body_is_answered_at_once(void **state)
{
    char answer[4096];
    const int fd = send_request(*state, "POST /posted/r1 HTTP/1.1\r\nHost: a\r\nConnection: close"
                                        "\r\nContent-Length: 2\r\n\r\n{}");

    read_answer(fd, answer, sizeof answer);
    assert_non_null(strstr(answer, "{\"calls\":1,\"again\":false}"));
}

static void the_end_of_the_server_answers_those_who_wait(void **state)
{
    struct fixture *fixture = *state;
    char answer[4096];
    const int fd = ask(fixture, "/once/r1");

    await_waiting(fixture, 1);
    server_stop(fixture->server);
    fixture->server = NULL;
    read_answer(fd, answer, sizeof answer);
    assert_non_null(strstr(answer, "HTTP/1.1 200 OK"));
    assert_non_null(strstr(answer, "\"again\":true"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(news_of_its_run_bring_the_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(news_between_looking_and_waiting_are_not_lost, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_end_of_the_time_brings_what_is_known, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(only_analyses_of_its_tests_wake_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_client_that_hangs_up_is_forgotten, set_up, tear_down),
        cmocka_unit_test_setup_teardown(more_than_may_wait_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            places_that_cannot_be_found_are_a_problem_to_everybody_who_asks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_request_with_a_body_is_answered_at_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_end_of_the_server_answers_those_who_wait, set_up,
                                        tear_down),
    };
    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
