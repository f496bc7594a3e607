/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That names are filled in from the table is covered by tests/system/test_verdict.py. */
#include "store/run_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { RUNS = 2000 };

/* Ids that share their low bits as well. */
static int64_t id_of(int64_t number)
{
    return number % 2 == 0 ? number : INT64_C(1) + number * 4096;
}

static void each_run_has_one_name_however_many_there_are(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct run_names *names = run_names_new(arena);
    struct run_name **first = ARENA_ARRAY(arena, struct run_name *, RUNS);

    (void)state;
    for (int64_t i = 0; i < RUNS; i++) {
        first[i] = run_names_get(names, id_of(i));
        assert_int_equal(first[i]->run_id, id_of(i));
        assert_null(first[i]->uuid);
    }
    for (int64_t i = 0; i < RUNS; i++)
        assert_ptr_equal(run_names_get(names, id_of(i)), first[i]);
}

static void nothing_is_asked_where_no_run_was_named(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct error err;

    (void)state;
    /* Without a connection any statement would crash. */
    assert_true(run_names_load(run_names_new(arena), NULL, 1, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_run_has_one_name_however_many_there_are),
        cmocka_unit_test(nothing_is_asked_where_no_run_was_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
