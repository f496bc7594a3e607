/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/client.h"

/* Answers each connection with the next of these texts and closes it. */
struct peer {
    int listener;
    unsigned port;
    const char *const *answers;
    size_t count;
    pthread_t thread;
    char seen[8192]; /* the last request */
};

static void *serve(void *context)
{
    struct peer *peer = context;

    for (size_t i = 0; i < peer->count; i++) {
        const int client = accept(peer->listener, NULL, NULL);
        size_t used = 0;
        peer->seen[0] = '\0';
        while (!strstr(peer->seen, "\r\n\r\n")) {
            const ssize_t got = recv(client, peer->seen + used, sizeof peer->seen - 1 - used, 0);
            if (got <= 0)
                break;
            used += (size_t)got;
            peer->seen[used] = '\0';
        }
        (void)send(client, peer->answers[i], strlen(peer->answers[i]), MSG_NOSIGNAL);
        (void)close(client);
    }
    return NULL;
}

static void peer_start(struct peer *peer, const char *const *answers, size_t count)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;

    *peer = (struct peer){.answers = answers, .count = count};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(peer->listener >= 0);
    assert_int_equal(bind(peer->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(peer->listener, 16), 0);
    assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&address, &size), 0);
    peer->port = ntohs(address.sin_port);
    if (count)
        assert_int_equal(pthread_create(&peer->thread, NULL, serve, peer), 0);
}

static void peer_end(struct peer *peer)
{
    if (peer->count)
        (void)pthread_join(peer->thread, NULL);
    (void)close(peer->listener);
}

static struct http_client *client_to(unsigned port, unsigned retries, struct stop *stop)
{
    char url[128];
    struct error err = {0};

    (void)snprintf(url, sizeof url, "http://reader:geheim@127.0.0.1:%u/base/", port);
    const struct http_options options = {
        .base_url = url,
        .timeout_us = 20 * CLOCK_SECOND,
        .connect_timeout_us = 5 * CLOCK_SECOND,
        .backoff_us = 1000,
        .retries = retries,
        .answer_limit = 1000,
    };
    struct http_client *client = http_client_new(&options, stop, &err);
    assert_non_null(client);
    return client;
}

#define ANSWER(status, body) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" body

static void a_busy_answer_is_tried_again_with_the_login_of_the_url(void **state)
{
    static const char *const answers[] = {ANSWER("503 Busy", "no"), ANSWER("429 Slow", "no"),
                                          ANSWER("200 OK", "yes")};
    const struct http_request request = {.method = "GET", .path = "/index?secret=1"};
    struct http_answer answer;
    struct error err = {0};
    char place[256], wanted[256];
    struct peer peer;

    (void)state;
    peer_start(&peer, answers, 3);
    struct http_client *client = client_to(peer.port, 3, NULL);
    http_answer_init(&answer);
    assert_true(http_client_send(client, &request, &answer, &err));
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.tries, 3);
    assert_string_equal(answer.body.data, "yes");
    peer_end(&peer);
    assert_non_null(strstr(peer.seen, "GET /base/index?secret=1 HTTP/1.1\r\n"));
    assert_non_null(strstr(peer.seen, "Authorization: Basic cmVhZGVyOmdlaGVpbQ==\r\n"));
    (void)snprintf(wanted, sizeof wanted, "GET http://127.0.0.1:%u/base/index", peer.port);
    assert_string_equal(http_client_place(client, &request, place, sizeof place), wanted);
    http_answer_done(&answer);
    http_client_free(client);
}

static void what_the_server_may_have_acted_on_is_not_repeated(void **state)
{
    static const char *const answers[] = {ANSWER("502 Bad", "no")};
    const struct http_request request = {
        .method = "POST", .path = "/", .body = "{}", .body_size = 2, .retry = HTTP_RETRY_UNSEEN};
    struct http_answer answer;
    struct error err = {0};
    struct peer peer;

    (void)state;
    peer_start(&peer, answers, 1);
    struct http_client *client = client_to(peer.port, 3, NULL);
    http_answer_init(&answer);
    assert_true(http_client_send(client, &request, &answer, &err));
    assert_int_equal(answer.status, 502);
    assert_int_equal(answer.tries, 1);
    peer_end(&peer);
    http_answer_done(&answer);
    http_client_free(client);
}

static bool refuse_piece(void *context, const char *bytes, size_t size, struct error *err)
{
    size_t *taken = context;

    (void)bytes;
    *taken += size;
    return error_set(err, ERROR_INPUT, "sink", "enough");
}

static void a_sink_gets_the_body_and_its_error_comes_back(void **state)
{
    static const char *const answers[] = {ANSWER("200 OK", "piece")};
    size_t taken = 0;
    const struct http_request request = {
        .method = "GET", .path = "/", .sink = refuse_piece, .sink_context = &taken};
    struct http_answer answer;
    struct error err = {0};
    struct peer peer;

    (void)state;
    peer_start(&peer, answers, 1);
    struct http_client *client = client_to(peer.port, 3, NULL);
    http_answer_init(&answer);
    assert_false(http_client_send(client, &request, &answer, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_string_equal(err.text, "enough");
    assert_int_equal(taken, 5);
    peer_end(&peer);
    http_answer_done(&answer);
    http_client_free(client);
}

static void an_answer_over_the_limit_is_refused(void **state)
{
    static char large[3000];
    const char *const answers[] = {large};
    const struct http_request request = {.method = "GET", .path = "/"};
    struct http_answer answer;
    struct error err = {0};
    struct peer peer;

    (void)state;
    (void)snprintf(large, sizeof large, ANSWER("200 OK", "%02000d"), 0);
    peer_start(&peer, answers, 1);
    struct http_client *client = client_to(peer.port, 3, NULL);
    http_answer_init(&answer);
    assert_false(http_client_send(client, &request, &answer, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    peer_end(&peer);
    http_answer_done(&answer);
    http_client_free(client);
}

static void nobody_listening_is_a_network_error_without_the_login(void **state)
{
    const struct http_request request = {.method = "GET", .path = "/"};
    struct http_answer answer;
    struct error err = {0};
    struct peer peer;

    (void)state;
    peer_start(&peer, NULL, 0);
    struct http_client *client = client_to(peer.port, 2, NULL);
    peer_end(&peer);
    http_answer_init(&answer);
    assert_false(http_client_send(client, &request, &answer, &err));
    assert_int_equal(err.code, ERROR_NETWORK);
    assert_int_equal(answer.tries, 3);
    assert_null(strstr(err.place, "geheim"));
    assert_null(strstr(err.text, "geheim"));
    http_answer_done(&answer);
    http_client_free(client);
}

static void *interrupt(void *context)
{
    http_client_interrupt(context);
    return NULL;
}

/* The peer accepts the connection (backlog) and never answers. */
static void another_thread_ends_a_waiting_request(void **state)
{
    const struct http_request request = {.method = "GET", .path = "/"};
    struct http_answer answer;
    struct error err = {0};
    struct peer peer;
    pthread_t thread;

    (void)state;
    peer_start(&peer, NULL, 0);
    struct http_client *client = client_to(peer.port, 2, NULL);
    http_answer_init(&answer);
    const int64_t begun = clock_monotonic_us();
    assert_int_equal(pthread_create(&thread, NULL, interrupt, client), 0);
    assert_false(http_client_send(client, &request, &answer, &err));
    assert_true(clock_monotonic_us() - begun < 10 * CLOCK_SECOND);
    assert_int_equal(err.code, ERROR_CANCELLED);
    assert_false(http_client_wait(client, 1));
    (void)pthread_join(thread, NULL);
    http_client_resume(client);
    assert_true(http_client_wait(client, 1));
    assert_false(http_client_wait(client, 3));
    peer_end(&peer);
    http_answer_done(&answer);
    http_client_free(client);
}

static void a_stop_ends_requests_before_they_are_sent(void **state)
{
    const struct http_request request = {.method = "GET", .path = "/"};
    struct http_answer answer;
    struct error err = {0};
    struct stop stop;

    (void)state;
    assert_true(stop_init(&stop));
    struct http_client *client = client_to(9, 2, &stop);
    http_answer_init(&answer);
    stop_request(&stop);
    assert_false(http_client_send(client, &request, &answer, &err));
    assert_int_equal(err.code, ERROR_CANCELLED);
    http_answer_done(&answer);
    http_client_free(client);
    stop_done(&stop);
}

static void only_http_urls_are_taken_and_a_bad_one_is_not_quoted(void **state)
{
    static const char *const bad[] = {"", "geheim", "ftp://geheim@host", "file:///geheim",
                                      "http://"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct error err = {0};
        const struct http_options options = {.base_url = bad[i]};
        assert_null(http_client_new(&options, NULL, &err));
        assert_int_equal(err.code, ERROR_CONFIG);
        assert_null(strstr(err.text, "geheim"));
        assert_null(strstr(err.place, "geheim"));
    }
}

static void states_become_errors(void **state)
{
    struct error err = {0};

    (void)state;
    assert_true(http_status_check(204, "p", NULL, &err));
    assert_false(http_status_check(403, "p", "who are you", &err));
    assert_int_equal(err.code, ERROR_REMOTE_AUTH);
    assert_non_null(strstr(err.text, "403: who are you"));
    assert_false(http_status_check(404, "p", NULL, &err));
    assert_int_equal(err.code, ERROR_REMOTE);
    assert_string_equal(err.text, "the server answered 404");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_busy_answer_is_tried_again_with_the_login_of_the_url),
        cmocka_unit_test(what_the_server_may_have_acted_on_is_not_repeated),
        cmocka_unit_test(a_sink_gets_the_body_and_its_error_comes_back),
        cmocka_unit_test(an_answer_over_the_limit_is_refused),
        cmocka_unit_test(nobody_listening_is_a_network_error_without_the_login),
        cmocka_unit_test(another_thread_ends_a_waiting_request),
        cmocka_unit_test(a_stop_ends_requests_before_they_are_sent),
        cmocka_unit_test(only_http_urls_are_taken_and_a_bad_one_is_not_quoted),
        cmocka_unit_test(states_become_errors),
    };

    log_set_level(LOG_NONE);
    if (!http_library_start())
        return 1;
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    http_library_stop();
    return failed;
}
