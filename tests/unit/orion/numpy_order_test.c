/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/numpy_order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 400 };

static bool before(const void *context, size_t left, size_t right)
{
    const int *numbers = context;

    return numbers[left] < numbers[right];
}

static void order_of(const int *numbers, size_t count, size_t *ret)
{
    for (size_t i = 0; i < count; i++)
        ret[i] = i;
    numpy_order(ret, count, before, numbers);
}

static void sixteen_items_keep_the_order_of_equal_ones(void **state)
{
    static const int numbers[16] = {1, 0, 1, 0, 0, 2, 2, 1, 0, 1, 0, 0, 1, 0, 1, 2};
    static const size_t wanted[16] = {1, 3, 4, 8, 10, 11, 13, 0, 2, 7, 9, 12, 14, 5, 6, 15};
    size_t order[16];

    (void)state;
    order_of(numbers, 16, order);
    assert_memory_equal(order, wanted, sizeof wanted);
}

/* From numpy 2.2.0: np.array(list("..."), dtype=object).argsort(kind="quicksort") */
static void seventeen_items_come_out_as_numpy_has_them(void **state)
{
    static const int numbers[17] = {1, 0, 1, 0, 0, 2, 2, 1, 0, 1, 0, 0, 1, 0, 1, 2, 2};
    static const size_t wanted[17] = {8, 1, 3, 4, 13, 11, 10, 14, 12, 0, 7, 2, 9, 15, 6, 5, 16};
    size_t order[17];

    (void)state;
    order_of(numbers, 17, order);
    assert_memory_equal(order, wanted, sizeof wanted);
}

static void equal_items_come_out_as_numpy_has_them(void **state)
{
    static const size_t wanted[20] = {0, 17, 16, 15, 14, 13, 12, 11, 10, 9,
                                      8, 7,  6,  5,  4,  3,  2,  1,  18, 19};
    static const int numbers[20] = {0};
    size_t order[20];

    (void)state;
    order_of(numbers, 20, order);
    assert_memory_equal(order, wanted, sizeof wanted);
}

static void check_sorted(const int *numbers, size_t count)
{
    size_t order[MOST];
    bool seen[MOST] = {false};

    order_of(numbers, count, order);
    for (size_t i = 0; i < count; i++) {
        assert_true(order[i] < count && !seen[order[i]]);
        seen[order[i]] = true;
        assert_true(i == 0 || numbers[order[i - 1]] <= numbers[order[i]]);
    }
}

static void any_input_is_sorted(void **state)
{
    int numbers[MOST] = {0};
    uint64_t random = 7;

    (void)state;
    for (size_t count = 0; count <= MOST; count += 1 + count / 9) {
        for (size_t i = 0; i < count; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            numbers[i] = (int)((random >> 33) % (count / 3 + 1));
        }
        check_sorted(numbers, count);
        for (size_t i = 0; i < count; i++)
            numbers[i] = (int)(i < count - i ? i : count - i);
        check_sorted(numbers, count);
    }
}

/* Musser's sequence: the median of three is bad at every step, so the depth runs out. */
static void input_that_defeats_the_median_is_sorted_by_the_heap(void **state)
{
    const int half = MOST / 2;
    int numbers[MOST] = {0};

    (void)state;
    for (int i = 1; i <= half; i++) {
        if (i % 2) {
            numbers[i - 1] = i;
            numbers[i] = half + i;
        }
        numbers[half + i - 1] = 2 * i;
    }
    check_sorted(numbers, MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_items_keep_the_order_of_equal_ones),
        cmocka_unit_test(seventeen_items_come_out_as_numpy_has_them),
        cmocka_unit_test(equal_items_come_out_as_numpy_has_them),
        cmocka_unit_test(any_input_is_sorted),
        cmocka_unit_test(input_that_defeats_the_median_is_sorted_by_the_heap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
