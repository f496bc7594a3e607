/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

#include <cmocka.h>

static struct server *start(struct metrics *metrics)
{
    const struct server_options options = {
        .address = "127.0.0.1", .threads = 4, .connections = 64, .api = {.metrics = metrics}};
    struct error err;
    struct server *server = server_start(&options, &err);

    if (!server)
        fail_msg("%s: %s", err.place, err.text);
    return server;
}

static int connect_to(const struct server *server)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)server_port(server)),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* Sends bytes and reads until the server closes; the text is cut at size. */
static void talk(const struct server *server, const char *bytes, char *out, size_t size)
{
    const int fd = connect_to(server);
    size_t used = 0;
    ssize_t got;

    assert_int_equal(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL), (ssize_t)strlen(bytes));
    while (used + 1 < size && (got = recv(fd, out + used, size - used - 1, 0)) > 0)
        used += (size_t)got;
    out[used] = '\0';
    (void)close(fd);
}

static void an_answer_carries_its_headers(void **state)
{
    struct server *server = start(NULL);
    char answer[8192];

    (void)state;
    talk(server, "GET /api/v1/problems/input HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
         answer, sizeof answer);
    assert_non_null(strstr(answer, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(answer, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(answer, "X-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(answer, "ETag: \""));
    assert_non_null(strstr(answer, "{\"slug\":\"input\""));
    server_stop(server);
}

static void one_connection_carries_several_requests(void **state)
{
    struct server *server = start(NULL);
    char answer[8192];

    (void)state;
    talk(server,
         "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
         "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
         answer, sizeof answer);
    assert_non_null(strstr(answer, "alive\n"));
    assert_non_null(strstr(answer, "HTTP/1.1 404 "));
    server_stop(server);
}

static void a_body_ends_the_connection_instead_of_becoming_a_request(void **state)
{
    struct server *server = start(NULL);
    char answer[8192];

    (void)state;
    talk(server,
         "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 44\r\n\r\n"
         "GET /api/v1/problems/io HTTP/1.1\r\nHost: a\r\n\r\n",
         answer, sizeof answer);
    assert_null(strstr(answer, "slug"));
    assert_non_null(strstr(answer, "Connection: close\r\n"));
    server_stop(server);
}

static void garbage_gets_an_error_or_an_end(void **state)
{
    static const char *const texts[] = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        "GET /\x01\x02 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"};
    struct server *server = start(NULL);
    char answer[8192];

    (void)state;
    for (size_t i = 1; i < ARRAY_LEN(texts); i++) {
        talk(server, texts[i], answer, sizeof answer);
        assert_null(strstr(answer, " 200 "));
    }
    talk(server, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", answer,
         sizeof answer);
    assert_non_null(strstr(answer, " 200 "));
    server_stop(server);
}

static void a_head_past_its_limits_is_refused(void **state)
{
    static const struct {
        const char *before, *after;
        int size;
        const char *status;
    } heads[] = {
        {"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: ", "\r\nConnection: close\r\n\r\n", 40000,
         "HTTP/1.1 431 "},
        {"GET /healthz?", " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 9000,
         "HTTP/1.1 414 "},
    };
    struct server *server = start(NULL);
    char answer[8192], *text = malloc(1 << 16);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        (void)snprintf(text, 1 << 16, "%s%0*d%s", heads[i].before, heads[i].size, 0,
                       heads[i].after);
        talk(server, text, answer, sizeof answer);
        assert_memory_equal(answer, heads[i].status, strlen(heads[i].status));
    }
    free(text);
    server_stop(server);
}

/* True: the server closes the connection without a byte. */
static bool is_closed(int fd)
{
    char byte;

    return recv(fd, &byte, 1, 0) <= 0;
}

static void connections_past_a_limit_are_closed_at_once(void **state)
{
    static const struct {
        unsigned connections, per_address;
    } limits[] = {{4, 0}, {64, 4}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        struct metrics *metrics = metrics_new();
        const struct server_options options = {.address = "127.0.0.1",
                                               .threads = 4,
                                               .connections = limits[i].connections,
                                               .per_address = limits[i].per_address,
                                               .api = {.metrics = metrics}};
        struct error err;
        struct server *server = server_start(&options, &err);
        int held[4];

        assert_non_null(server);
        for (size_t h = 0; h < ARRAY_LEN(held); h++) {
            char byte;
            held[h] = connect_to(server);
            assert_true(send(held[h], "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 35, 0) == 35);
            assert_int_equal(recv(held[h], &byte, 1, 0), 1);
        }
        for (size_t more = 0; more < 3; more++) {
            const int fd = connect_to(server);
            assert_true(is_closed(fd));
            (void)close(fd);
        }
        for (size_t h = 0; h < ARRAY_LEN(held); h++)
            (void)close(held[h]);
        server_stop(server);
        metrics_free(metrics);
    }
}

static void *ask_often(void *context)
{
    static const char *const targets[] = {"/healthz", "/metrics",      "/api/v1",
                                          "/nowhere", "/api/v1/tests", "/readyz"};
    char answer[65536], request[256];

    for (size_t i = 0; i < 60; i++) {
        (void)snprintf(request, sizeof request,
                       "GET %s HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n"
                       "Connection: close\r\n\r\n",
                       targets[i % ARRAY_LEN(targets)]);
        talk(context, request, answer, sizeof answer);
        if (strncmp(answer, "HTTP/1.1 ", 9) != 0)
            return context; /* any pointer: no answer came */
    }
    return NULL;
}

static void many_clients_at_once_are_answered_and_counted(void **state)
{
    struct metrics *metrics = metrics_new();
    struct server *server = start(metrics);
    pthread_t threads[8];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, server), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        void *fault;
        assert_int_equal(pthread_join(threads[i], &fault), 0);
        assert_null(fault);
    }
    assert_true(metrics_value(metrics, METRIC_HTTP_REQUESTS, "/healthz", "200") == 80);
    assert_true(metrics_value(metrics, METRIC_HTTP_REQUESTS, "none", "404") == 80);
    assert_true(metrics_value(metrics, METRIC_HTTP_SECONDS, "/metrics", NULL) == 80);
    server_stop(server);
    assert_true(metrics_value(metrics, METRIC_HTTP_CONNECTIONS, NULL, NULL) == 0);
    metrics_free(metrics);
}

static void stopping_ends_idle_connections(void **state)
{
    struct server *server = start(NULL);
    const int fd = connect_to(server);
    char byte;

    (void)state;
    server_stop(server);
    assert_true(recv(fd, &byte, 1, 0) <= 0);
    (void)close(fd);
}

static void a_wrong_address_is_named(void **state)
{
    struct server_options options = {.address = "localhost:x", .threads = 1, .connections = 8};
    struct error err;

    (void)state;
    assert_null(server_start(&options, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, "localhost:x"));
    struct server *first = start(NULL);
    options.address = "127.0.0.1";
    options.port = server_port(first);
    assert_null(server_start(&options, &err));
    assert_int_equal(err.code, ERROR_IO);
    server_stop(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_carries_its_headers),
        cmocka_unit_test(one_connection_carries_several_requests),
        cmocka_unit_test(a_body_ends_the_connection_instead_of_becoming_a_request),
        cmocka_unit_test(garbage_gets_an_error_or_an_end),
        cmocka_unit_test(a_head_past_its_limits_is_refused),
        cmocka_unit_test(connections_past_a_limit_are_closed_at_once),
        cmocka_unit_test(many_clients_at_once_are_answered_and_counted),
        cmocka_unit_test(stopping_ends_idle_connections),
        cmocka_unit_test(a_wrong_address_is_named),
    };
    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
