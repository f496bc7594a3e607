/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "triage/regression_identity.h"

static void check(const size_t *found, size_t found_count, const size_t *known, size_t known_count,
                  const size_t *expected)
{
    AUTO_ARENA arena = arena_new();
    size_t match[8];

    regression_identify(arena, found, found_count, known, known_count, match);
    for (size_t i = 0; i < found_count; i++)
        assert_int_equal(match[i], expected[i]);
}

#define CHECK(found, known, ...)                                                                   \
    check((found), sizeof(found) / sizeof(size_t), (known), sizeof(known) / sizeof(size_t),        \
          (const size_t[]){__VA_ARGS__})

static void a_regression_keeps_its_identity_within_two_runs(void **state)
{
    static const size_t known[] = {10};

    (void)state;
    CHECK(((const size_t[]){8}), known, 0);
    CHECK(((const size_t[]){9}), known, 0);
    CHECK(((const size_t[]){10}), known, 0);
    CHECK(((const size_t[]){12}), known, 0);
    CHECK(((const size_t[]){7}), known, REGRESSION_NONE);
    CHECK(((const size_t[]){13}), known, REGRESSION_NONE);
}

static void the_same_run_goes_before_a_nearer_neighbour(void **state)
{
    static const size_t found[] = {9, 10}, known[] = {10, 11};

    (void)state;
    CHECK(found, known, 1, 0);
}

static void two_found_near_one_known_give_one_new(void **state)
{
    static const size_t found[] = {9, 11}, known[] = {10};

    (void)state;
    CHECK(found, known, 0, REGRESSION_NONE);
}

static void nothing_known_makes_all_new(void **state)
{
    AUTO_ARENA arena = arena_new();
    static const size_t found[] = {3, 9};
    size_t match[2];

    (void)state;
    regression_identify(arena, found, 2, NULL, 0, match);
    assert_int_equal(match[0], REGRESSION_NONE);
    assert_int_equal(match[1], REGRESSION_NONE);
}

/* UNIQUE (test_id, run_id) of table regression rests on this: a move never goes to a run where a
 * known regression stands that is not the mover itself. */
static void a_move_never_lands_on_a_run_that_another_holds(void **state)
{
    (void)state;
    for (size_t found_bits = 1; found_bits < 256; found_bits++)
        for (size_t known_bits = 1; known_bits < 256; known_bits++) {
            AUTO_ARENA arena = arena_new();
            size_t found[8], known[8], match[8], f = 0, k = 0;

            for (size_t bit = 0; bit < 8; bit++) {
                if (found_bits >> bit & 1)
                    found[f++] = bit;
                if (known_bits >> bit & 1)
                    known[k++] = bit;
            }
            regression_identify(arena, found, f, known, k, match);
            for (size_t i = 0; i < f; i++) {
                if (match[i] == REGRESSION_NONE || known[match[i]] == found[i])
                    continue;
                for (size_t other = 0; other < k; other++)
                    assert_int_not_equal(known[other], found[i]);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regression_keeps_its_identity_within_two_runs),
        cmocka_unit_test(the_same_run_goes_before_a_nearer_neighbour),
        cmocka_unit_test(two_found_near_one_known_give_one_new),
        cmocka_unit_test(nothing_known_makes_all_new),
        cmocka_unit_test(a_move_never_lands_on_a_run_that_another_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
