/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/token_terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

#define NOW (INT64_C(1800000000) * CLOCK_SECOND) /* 2027-01-15T08:00:00Z */

static void refused(struct token_terms terms, const char *place)
{
    struct token_row row = {.token_id = 7};
    struct error err;

    assert_false(token_terms_check(&terms, NOW, &row, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_string_equal(err.place, place);
    assert_int_equal(row.token_id, 7);
}

static int64_t expiry(const char *expires)
{
    const struct token_terms terms = {.name = "ci", .role = "push", .expires = expires};
    struct token_row row;
    struct error err;

    assert_true(token_terms_check(&terms, NOW, &row, &err));
    return row.expires_at;
}

static void a_token_lives_for_a_time_until_a_date_or_for_ever(void **state)
{
    (void)state;
    assert_true(expiry(NULL) == INT64_MAX);
    assert_true(expiry("90d") == NOW + 90 * CLOCK_DAY);
    assert_true(expiry("2027-01-16") == NOW + 16 * 3600 * CLOCK_SECOND);
    assert_true(expiry("2027-01-15T08:00:01Z") == NOW + CLOCK_SECOND);
}

static void what_is_over_or_no_time_is_refused(void **state)
{
    static const char *const bad[] = {"",           "0",           "0d",   "-1d", "90",
                                      "2027-01-14", "1000000000d", "soon", "1y",  "2027-13-01"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        refused((struct token_terms){.name = "ci", .role = "push", .expires = bad[i]}, "expires");
}

static void names_are_plain(void **state)
{
    static const char *const bad[] = {
        NULL,
        "",
        "a b",
        "a/b",
        "a\n",
        "a'b",
        "ü",
        "anonymous",
        "command line",
        "12345678901234567890123456789012345678901234567890123456789012345"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        refused((struct token_terms){.name = bad[i], .role = "push"}, "name");
    assert_true(expiry("1d") > 0);
}

static void roles_and_projects_are_checked(void **state)
{
    static const char *const empty[] = {""};
    static const char *const broken[] = {"net", "\xff"};

    (void)state;
    refused((struct token_terms){.name = "ci"}, "role");
    refused((struct token_terms){.name = "ci", .role = "root"}, "role");
    refused((struct token_terms){.name = "ci", .role = "read", .projects = empty}, "projects");
    refused(
        (struct token_terms){.name = "ci", .role = "read", .projects = empty, .project_count = 1},
        "projects");
    refused(
        (struct token_terms){.name = "ci", .role = "read", .projects = broken, .project_count = 2},
        "projects");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_lives_for_a_time_until_a_date_or_for_ever),
        cmocka_unit_test(what_is_over_or_no_time_is_refused),
        cmocka_unit_test(names_are_plain),
        cmocka_unit_test(roles_and_projects_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
