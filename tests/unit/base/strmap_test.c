/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/strmap.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void values_are_found_by_equal_text(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct strmap *map = strmap_new(arena);
    char key[] = "one";
    int value = 1;

    (void)state;
    strmap_put(map, key, &value);
    key[0] = 'X';
    assert_ptr_equal(strmap_get(map, "one"), &value);
    assert_null(strmap_get(map, "Xne"));
    assert_false(strmap_has(map, ""));
    assert_int_equal(strmap_count(map), 1);
}

static void a_null_value_is_there_all_the_same(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct strmap *map = strmap_new(arena);

    (void)state;
    strmap_put(map, "", NULL);
    assert_true(strmap_has(map, ""));
    assert_null(strmap_get(map, ""));
}

static void putting_again_replaces(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct strmap *map = strmap_new(arena);
    int first = 1, second = 2;

    (void)state;
    strmap_put(map, "k", &first);
    strmap_put(map, "k", &second);
    assert_ptr_equal(strmap_get(map, "k"), &second);
    assert_int_equal(strmap_count(map), 1);
}

static void many_keys_survive_growth(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct strmap *map = strmap_new(arena);
    static int values[5000];
    char key[32];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        (void)snprintf(key, sizeof key, "key-%zu", i);
        strmap_put(map, key, &values[i]);
    }
    assert_int_equal(strmap_count(map), ARRAY_LEN(values));
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        (void)snprintf(key, sizeof key, "key-%zu", i);
        assert_ptr_equal(strmap_get(map, key), &values[i]);
    }
}

static void the_hash_is_the_published_fnv_1a(void **state)
{
    (void)state;
    assert_true(name_hash(NAME_HASH_SEED, "", 0) == NAME_HASH_SEED);
    assert_true(name_hash(NAME_HASH_SEED, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(name_hash(NAME_HASH_SEED, "foobar", 6) == UINT64_C(0x85944171f73967e8));
    assert_true(name_hash(name_hash(NAME_HASH_SEED, "foo", 3), "bar", 3) ==
                UINT64_C(0x85944171f73967e8));
}

static void ids_tell_the_border_between_the_texts(void **state)
{
    (void)state;
    assert_true(name_id("ab", "c") != name_id("a", "bc"));
    assert_true(name_id("ab", NULL) > 0);
    assert_true(name_id("test", "metric") == name_id("test", "metric"));
}

/* Rows in databases out there carry these: they may never change. */
static void ids_stay_for_ever(void **state)
{
    (void)state;
    assert_true(name_id("kapi", NULL) == INT64_C(7804978732979638596));
    assert_true(name_id("kapi", "ro-apicalls-latency_max") == INT64_C(9127376038772881710));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_by_equal_text),
        cmocka_unit_test(a_null_value_is_there_all_the_same),
        cmocka_unit_test(putting_again_replaces),
        cmocka_unit_test(many_keys_survive_growth),
        cmocka_unit_test(the_hash_is_the_published_fnv_1a),
        cmocka_unit_test(ids_tell_the_border_between_the_texts),
        cmocka_unit_test(ids_stay_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
