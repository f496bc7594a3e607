/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"

static void count_calls(void *context, const struct error *fault)
{
    size_t *calls = context;

    (void)fault;
    (*calls)++;
}

static void the_first_fault_is_kept_and_all_are_told(void **state)
{
    const struct position nowhere = {.origin = NULL};
    struct faults faults;
    struct error err;
    size_t calls = 0;

    (void)state;
    faults_init(&faults, count_calls, &calls);
    warning_at(&faults, nowhere, "a warning");
    assert_true(faults_none(&faults, &err));
    assert_false(fault_at(&faults, nowhere, "fault %d", 1));
    assert_false(fault_at(&faults, nowhere, "fault %d", 2));
    assert_false(faults_none(&faults, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_string_equal(err.text, "fault 1");
    assert_int_equal(calls, 3);
}

static void a_flood_is_counted_not_told(void **state)
{
    const struct position nowhere = {.origin = NULL};
    struct faults faults;
    size_t calls = 0;

    (void)state;
    faults_init(&faults, count_calls, &calls);
    for (int i = 0; i < LIMIT_CONFIG_FAULTS + 50; i++)
        (void)fault_at(&faults, nowhere, "again");
    assert_int_equal(calls, LIMIT_CONFIG_FAULTS);
    assert_int_equal(faults.errors, LIMIT_CONFIG_FAULTS + 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_fault_is_kept_and_all_are_told),
        cmocka_unit_test(a_flood_is_counted_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
