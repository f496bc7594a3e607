/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/dispatch.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "api/route.h"
#include "base/log.h"

#include <cmocka.h>

/* The answer's JSON is the caller's. */
static json_t *ask(const char *method, const char *target, int status)
{
    const struct api api = {.store = NULL};
    struct request request;

    request_init(&request, &api, method, target);
    dispatch(&request);
    if (request.reply.status != status)
        fail_msg("%s %s: %d %s", method, target, request.reply.status, request.reply.body.data);
    json_t *body = request.reply.body.size
                       ? json_loadb(request.reply.body.data, request.reply.body.size, 0, NULL)
                       : NULL;
    request_done(&request);
    return body;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void every_route_is_found_by_its_pattern(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        struct target target;
        struct error err;
        struct request request;
        assert_true(target_parse(arena, routes[i].pattern, &target, &err));
        assert_ptr_equal(route_find(&target, &request), &routes[i]);
    }
}

static void names_take_one_whole_segment(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct target target;
    struct error err;
    struct request request;

    (void)state;
    assert_true(target_parse(arena, "/api/v1/tests/a%2Fb/series/c.d", &target, &err));
    assert_non_null(route_find(&target, &request));
    assert_string_equal(request.names[0], "a/b");
    assert_string_equal(request.names[1], "c.d");
    assert_true(target_parse(arena, "/api/v1/tests//series", &target, &err));
    assert_null(route_find(&target, &request));
    assert_true(target_parse(arena, "/api/v1/tests/", &target, &err));
    assert_null(route_find(&target, &request));
    assert_true(target_parse(arena, "/api/v1/test", &target, &err));
    assert_null(route_find(&target, &request));
}

static void errors_are_problems_with_all_members(void **state)
{
    json_t *body = ask("GET", "/api/v1/tests?limit=x", 400);

    (void)state;
    assert_string_equal(text_of(body, "type"), "/api/v1/problems/parameter");
    assert_string_equal(text_of(body, "parameter"), "limit");
    assert_string_equal(text_of(body, "instance"), "/api/v1/tests?limit=x");
    assert_non_null(text_of(body, "title"));
    assert_non_null(text_of(body, "detail"));
    assert_int_equal(json_integer_value(json_object_get(body, "status")), 400);
    json_decref(body);
    json_decref(ask("GET", "/nowhere", 404));
    json_decref(ask("GET", "/api/v1/tests/%zz", 400));
    json_decref(ask("POST", "/api/v1/tests", 405));
    json_decref(ask("GET", "/api/v1/tests", 503));
    json_decref(ask("GET", "/readyz", 503));
}

static void a_fault_of_ours_keeps_its_words_for_the_log(void **state)
{
    json_t *body = ask("GET", "/api/v1/tests", 503);

    (void)state;
    assert_null(strstr(text_of(body, "detail"), "this process"));
    json_decref(body);
}

static void options_and_head_are_answered(void **state)
{
    (void)state;
    assert_null(ask("OPTIONS", "/api/v1/tests", 204));
    json_decref(ask("HEAD", "/api/v1", 200));
    json_decref(ask("OPTIONS", "/nowhere", 404));
}

static void each_error_type_has_its_page(void **state)
{
    (void)state;
    for (int code = 1; code < ERROR_CODE_COUNT; code++) {
        AUTO_ARENA arena = arena_new();
        const char *slug = error_slug((enum error_code)code);
        json_t *body = ask("GET", arena_printf(arena, "/api/v1/problems/%s", slug), 200);
        assert_string_equal(text_of(body, "slug"), slug);
        json_decref(body);
    }
    json_decref(ask("GET", "/api/v1/problems/none", 404));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_found_by_its_pattern),
        cmocka_unit_test(names_take_one_whole_segment),
        cmocka_unit_test(errors_are_problems_with_all_members),
        cmocka_unit_test(a_fault_of_ours_keeps_its_words_for_the_log),
        cmocka_unit_test(options_and_head_are_answered),
        cmocka_unit_test(each_error_type_has_its_page),
    };
    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
