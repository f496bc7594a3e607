/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/verdict_cache.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct shared_body *body_of(char letter, size_t size)
{
    struct buffer bytes;

    buffer_init(&bytes, 1u << 20);
    for (size_t i = 0; i < size; i++)
        buffer_byte(&bytes, letter);
    struct shared_body *body = shared_body_new(&bytes, "text/plain", letter);
    assert_non_null(body);
    return body;
}

static void put(struct verdict_cache *cache, const char *key, char letter, size_t size)
{
    struct shared_body *body = body_of(letter, size);

    verdict_cache_put(cache, key, body);
    shared_body_release(body);
}

static char get(struct verdict_cache *cache, const char *key)
{
    struct shared_body *body = verdict_cache_get(cache, key);
    const char letter = body ? body->plain[0] : '-';

    shared_body_release(body);
    return letter;
}

static void an_answer_is_packed_and_tagged_once(void **state)
{
    struct shared_body *body = body_of('a', 4096);
    struct shared_body *tiny = body_of('b', 10);

    (void)state;
    assert_int_equal(body->plain_size, 4096);
    assert_non_null(body->packed);
    assert_true(body->packed_size < 100);
    assert_string_not_equal(body->plain_etag, body->packed_etag);
    assert_null(tiny->packed);
    assert_int_equal(tiny->mark, 'b');
    shared_body_release(body);
    shared_body_release(tiny);
    shared_body_release(NULL);
}

static void what_was_put_is_found_by_its_whole_key(void **state)
{
    struct verdict_cache *cache = verdict_cache_new(1u << 20);

    (void)state;
    put(cache, "run 1", 'a', 100);
    put(cache, "run 2", 'b', 100);
    assert_int_equal(get(cache, "run 1"), 'a');
    assert_int_equal(get(cache, "run 2"), 'b');
    assert_int_equal(get(cache, "run 3"), '-');
    put(cache, "run 1", 'c', 100);
    assert_int_equal(get(cache, "run 1"), 'c');
    verdict_cache_free(cache);
    assert_null(verdict_cache_get(NULL, "run 1"));
}

static void what_was_not_asked_for_longest_goes_first(void **state)
{
    struct verdict_cache *cache = verdict_cache_new(10000);

    (void)state;
    put(cache, "a", 'a', 4000);
    put(cache, "b", 'b', 4000);
    assert_int_equal(get(cache, "a"), 'a');
    put(cache, "c", 'c', 4000);
    assert_int_equal(get(cache, "b"), '-');
    assert_int_equal(get(cache, "a"), 'a');
    assert_int_equal(get(cache, "c"), 'c');
    assert_true(verdict_cache_used(cache) <= 10000);
    put(cache, "too large", 'd', 20000);
    assert_int_equal(get(cache, "too large"), '-');
    assert_true(verdict_cache_used(cache) <= 10000);
    verdict_cache_free(cache);
}

static void a_body_outlives_its_place_in_the_cache(void **state)
{
    struct verdict_cache *cache = verdict_cache_new(1u << 20);

    (void)state;
    put(cache, "a", 'a', 100);
    struct shared_body *body = verdict_cache_get(cache, "a");
    put(cache, "a", 'b', 100);
    verdict_cache_free(cache);
    assert_int_equal(body->plain[99], 'a');
    shared_body_release(body);
}

static void *ask_much(void *context)
{
    struct verdict_cache *cache = context;

    for (int i = 0; i < 2000; i++) {
        char key[16];
        (void)snprintf(key, sizeof key, "%d", i % 37);
        const char letter = get(cache, key);
        assert_true(letter == '-' || letter == 'a' + i % 37 % 26);
        put(cache, key, (char)('a' + i % 37 % 26), 300);
    }
    return NULL;
}

static void threads_share_it(void **state)
{
    struct verdict_cache *cache = verdict_cache_new(20000);
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_much, cache), 0);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_true(verdict_cache_used(cache) <= 20000);
    verdict_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_packed_and_tagged_once),
        cmocka_unit_test(what_was_put_is_found_by_its_whole_key),
        cmocka_unit_test(what_was_not_asked_for_longest_goes_first),
        cmocka_unit_test(a_body_outlives_its_place_in_the_cache),
        cmocka_unit_test(threads_share_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
