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

    request_init(&request, &api, method, target, NULL);
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

/* The row that a request finds; its names are put into *ret_names. */
static const struct route *find(struct arena *arena, enum method method, const char *path,
                                const char **ret_names, const char **ret_allow)
{
    struct request request = {.arena = arena, .method = method};
    struct target target;
    struct error err;

    assert_true(target_parse(arena, path, &target, &err));
    const struct route *route = route_find(&target, &request, ret_allow);
    if (ret_names)
        memcpy(ret_names, request.names, sizeof request.names);
    return route;
}

static void every_route_is_found_by_its_pattern_and_method(void **state)
{
    AUTO_ARENA arena = arena_new();
    const char *allow;

    (void)state;
    for (size_t i = 0; i < route_count; i++) {
        assert_ptr_equal(find(arena, routes[i].method, routes[i].pattern, NULL, &allow),
                         &routes[i]);
        assert_non_null(strstr(allow, method_name(routes[i].method)));
    }
}

static void names_take_one_whole_segment(void **state)
{
    AUTO_ARENA arena = arena_new();
    const char *names[REQUEST_NAMES], *allow;

    (void)state;
    assert_non_null(find(arena, METHOD_GET, "/api/v1/tests/a%2Fb/series/c.d", names, &allow));
    assert_string_equal(names[0], "a/b");
    assert_string_equal(names[1], "c.d");
    assert_null(find(arena, METHOD_GET, "/api/v1/tests//series", NULL, &allow));
    assert_null(find(arena, METHOD_GET, "/api/v1/tests/", NULL, &allow));
    assert_null(find(arena, METHOD_GET, "/api/v1/test", NULL, &allow));
    assert_null(allow);
    assert_null(find(arena, METHOD_OTHER, "/api/v1/tests", NULL, &allow));
    assert_string_equal(allow, "GET, HEAD, OPTIONS");
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
        cmocka_unit_test(every_route_is_found_by_its_pattern_and_method),
        cmocka_unit_test(names_take_one_whole_segment),
        cmocka_unit_test(errors_are_problems_with_all_members),
        cmocka_unit_test(a_fault_of_ours_keeps_its_words_for_the_log),
        cmocka_unit_test(options_and_head_are_answered),
        cmocka_unit_test(each_error_type_has_its_page),
    };
    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
