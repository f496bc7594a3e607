/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/token_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/token_text.h"

static const char *const projects[] = {"net", "storage"};
static const struct token_row token = {.token_id = 5,
                                       .name = "ci",
                                       .role = "push",
                                       .projects = projects,
                                       .project_count = 2,
                                       .expires_at = INT64_MAX};

static void hash_of(unsigned number, char out[TOKEN_HASH_SIZE])
{
    (void)snprintf(out, TOKEN_HASH_SIZE, "%064u", number);
}

static enum cached_token get(struct token_cache *cache, const char *hash, int64_t now_us)
{
    AUTO_ARENA arena = arena_new();
    struct token_row row;

    return token_cache_get(cache, hash, now_us, arena, &row);
}

static void a_token_is_known_for_a_while_and_then_has_to_be_looked_up(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct token_cache *cache = token_cache_new();
    char hash[TOKEN_HASH_SIZE], other[TOKEN_HASH_SIZE];
    struct token_row row;

    (void)state;
    hash_of(1, hash);
    hash_of(2, other);
    assert_int_equal(get(cache, hash, 10), CACHED_NONE);
    token_cache_put(cache, hash, 10, &token);
    assert_int_equal(get(cache, other, 10), CACHED_NONE);
    assert_int_equal(token_cache_get(cache, hash, 9 + TOKEN_CACHE_LIFE_US, arena, &row),
                     CACHED_FRESH);
    assert_int_equal(get(cache, hash, 10 + TOKEN_CACHE_LIFE_US), CACHED_STALE);
    token_cache_free(cache);
    /* What was got is the caller's. */
    assert_string_equal(row.name, "ci");
    assert_string_equal(row.role, "push");
    assert_int_equal(row.project_count, 2);
    assert_string_equal(row.projects[1], "storage");
    assert_true(row.expires_at == INT64_MAX);
}

static void a_token_bound_to_nothing_stays_so(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct token_cache *cache = token_cache_new();
    const struct token_row all = {.name = "all", .role = "read"};
    char hash[TOKEN_HASH_SIZE];
    struct token_row row;

    (void)state;
    hash_of(1, hash);
    token_cache_put(cache, hash, 10, &all);
    assert_int_equal(token_cache_get(cache, hash, 10, arena, &row), CACHED_FRESH);
    assert_null(row.projects);
    token_cache_free(cache);
}

static void revoked_ones_are_forgotten(void **state)
{
    struct token_cache *cache = token_cache_new();
    char hash[TOKEN_HASH_SIZE];

    (void)state;
    hash_of(1, hash);
    token_cache_put(cache, hash, 10, &token);
    token_cache_expire(cache);
    assert_int_equal(get(cache, hash, 10), CACHED_STALE);
    token_cache_put(cache, hash, 10, &token);
    assert_int_equal(get(cache, hash, 10), CACHED_FRESH);
    token_cache_put(cache, hash, 11, NULL);
    assert_int_equal(get(cache, hash, 11), CACHED_NONE);
    token_cache_free(cache);
}

static void many_tokens_push_out_the_oldest_only(void **state)
{
    struct token_cache *cache = token_cache_new();
    char hash[TOKEN_HASH_SIZE];
    size_t known = 0;

    (void)state;
    for (unsigned i = 0; i < 4 * TOKEN_CACHE_SIZE; i++) {
        hash_of(i, hash);
        token_cache_put(cache, hash, i + 1, &token);
        assert_int_equal(get(cache, hash, i + 1), CACHED_FRESH);
    }
    for (unsigned i = 0; i < 4 * TOKEN_CACHE_SIZE; i++) {
        hash_of(i, hash);
        known += get(cache, hash, 4 * TOKEN_CACHE_SIZE) == CACHED_FRESH;
    }
    assert_in_range(known, TOKEN_CACHE_SIZE / 2, TOKEN_CACHE_SIZE);
    token_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_known_for_a_while_and_then_has_to_be_looked_up),
        cmocka_unit_test(a_token_bound_to_nothing_stays_so),
        cmocka_unit_test(revoked_ones_are_forgotten),
        cmocka_unit_test(many_tokens_push_out_the_oldest_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
