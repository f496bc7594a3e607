/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/cors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const origins[] = {"https://dash.example", "http://127.0.0.1:3000"};
static const struct cors two = {origins, ARRAY_LEN(origins)};

static const char *const every[] = {"*"};
static const struct cors all = {every, 1};

static void only_whole_origins_match(void **state)
{
    static const char *const others[] = {"https://dash.example.evil.example",
                                         "http://dash.example",
                                         "https://dash.example:8443",
                                         "https://evil.example",
                                         "null",
                                         "",
                                         "https://dash.exampl"};

    (void)state;
    assert_string_equal(cors_allowed(&two, "https://dash.example"), "https://dash.example");
    assert_string_equal(cors_allowed(&two, "http://127.0.0.1:3000"), "http://127.0.0.1:3000");
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_null(cors_allowed(&two, others[i]));
    assert_null(cors_allowed(&two, NULL));
    assert_string_equal(cors_allowed(&all, "https://evil.example"), "*");
}

static void an_origin_is_a_scheme_and_a_host(void **state)
{
    static const char *const bad[] = {"",
                                      "dash.example",
                                      "https://",
                                      "https://dash.example/",
                                      "https://Dash.example",
                                      "ftp://dash.example",
                                      "https://a\r\nX: y",
                                      "https://a b",
                                      "**"};

    (void)state;
    assert_true(cors_origin_valid("https://dash.example:8443"));
    assert_true(cors_origin_valid("http://[::1]:3000"));
    assert_true(cors_origin_valid("*"));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(cors_origin_valid(bad[i]));
}

struct sent {
    const char *origin, *method;
};

static const char *header_of(void *context, const char *name)
{
    const struct sent *sent = context;

    if (strcmp(name, "Origin") == 0)
        return sent->origin;
    return strcmp(name, "Access-Control-Request-Method") == 0 ? sent->method : NULL;
}

/* The headers of the answer, each as "name: value;". */
static void answer(const struct cors *cors, const char *method, struct sent sent, char *out,
                   size_t size)
{
    const struct api api = {.store = NULL};
    const struct request_head head = {.header = header_of, .context = &sent};
    struct request request;

    request_init(&request, &api, method, "/api/v1", &head);
    cors_answer(cors, &request);
    out[0] = '\0';
    for (size_t i = 0; i < request.reply.header_count; i++) {
        const size_t used = strlen(out);
        (void)snprintf(out + used, size - used, "%s: %s;", request.reply.headers[i].name,
                       request.reply.headers[i].value);
    }
    request_done(&request);
}

static void answers_vary_by_origin_and_a_preflight_says_what_may_be_sent(void **state)
{
    char headers[1024];

    (void)state;
    answer(&(struct cors){.count = 0}, "GET", (struct sent){"https://dash.example", NULL}, headers,
           sizeof headers);
    assert_string_equal(headers, "");
    answer(&two, "GET", (struct sent){"https://evil.example", NULL}, headers, sizeof headers);
    assert_string_equal(headers, "Vary: Origin;");
    answer(&two, "GET", (struct sent){"https://dash.example", NULL}, headers, sizeof headers);
    assert_non_null(strstr(headers, "Access-Control-Allow-Origin: https://dash.example;"));
    assert_null(strstr(headers, "Allow-Methods"));
    answer(&two, "OPTIONS", (struct sent){"https://dash.example", "PATCH"}, headers,
           sizeof headers);
    assert_non_null(strstr(headers, "Access-Control-Allow-Methods: "));
    assert_non_null(strstr(headers, "Authorization"));
    assert_null(strstr(headers, "Allow-Credentials"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_whole_origins_match),
        cmocka_unit_test(an_origin_is_a_scheme_and_a_host),
        cmocka_unit_test(answers_vary_by_origin_and_a_preflight_says_what_may_be_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
