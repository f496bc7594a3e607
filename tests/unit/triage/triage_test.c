/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/strmap.h"
#include "triage/triage.h"

enum { RUNS = 12 };

struct fixture {
    struct arena *arena;
    struct history_run runs[RUNS];
    struct test_history history;
    char names[RUNS][8];
};

static int setup(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){.arena = arena_new()};
    for (size_t i = 0; i < RUNS; i++) {
        (void)snprintf(fixture.names[i], sizeof fixture.names[i], "r%02zu", i);
        fixture.runs[i] = (struct history_run){.run_id = 100 + (int64_t)i,
                                               .at = (int64_t)i * 1000,
                                               .uuid = fixture.names[i],
                                               .build = fixture.names[i],
                                               .build_url = fixture.names[i]};
    }
    fixture.history = (struct test_history){.test = "t", .runs = fixture.runs, .run_count = RUNS};
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

static struct triage_plan plan_of(struct fixture *fixture, size_t row,
                                  const struct regression_row *known, size_t known_count)
{
    struct triage_change *change = ARENA_NEW(fixture->arena, struct triage_change);

    *change = (struct triage_change){.row = row,
                                     .recovered = RECOVERY_NONE,
                                     .mean_before = 10,
                                     .mean_after = 15,
                                     .percent = 50,
                                     .pvalue = NAN,
                                     .counts = true};
    return triage_plan_make(fixture->arena, &fixture->history, change, 1, known, known_count);
}

static void a_new_regression_names_its_build_and_the_one_before(void **state)
{
    const struct triage_plan plan = plan_of(*state, 5, NULL, 0);

    assert_int_equal(plan.count, 1);
    assert_true(plan.fresh[0]);
    assert_int_equal(plan.rows[0].regression_id, name_id("t", "r05"));
    assert_string_equal(plan.rows[0].build_url, "r05");
    assert_string_equal(plan.rows[0].previous_build_url, "r04");
    assert_int_equal(plan.rows[0].metrics, 1);
}

static void a_regression_that_did_not_change_is_not_written_again(void **state)
{
    const struct triage_plan first = plan_of(*state, 5, NULL, 0);
    const struct triage_plan again = plan_of(*state, 5, first.rows, first.count);

    assert_false(again.fresh[0]);
    assert_false(again.changed[0]);
    assert_int_equal(again.unsupported_count, 0);
}

static void a_regression_that_moves_by_two_runs_keeps_id_and_state(void **state)
{
    const struct triage_plan first = plan_of(*state, 5, NULL, 0);

    first.rows[0].state = "investigating";

    const struct triage_plan moved = plan_of(*state, 7, first.rows, first.count);

    assert_false(moved.fresh[0]);
    assert_true(moved.moved[0]);
    assert_true(moved.changed[0]);
    assert_int_equal(moved.rows[0].regression_id, first.rows[0].regression_id);
    assert_string_equal(moved.rows[0].state, "investigating");
    assert_string_equal(moved.rows[0].uuid, "r07");
}

static void a_regression_three_runs_away_is_another_one(void **state)
{
    const struct triage_plan first = plan_of(*state, 5, NULL, 0);
    const struct triage_plan other = plan_of(*state, 8, first.rows, first.count);

    assert_true(other.fresh[0]);
    assert_int_equal(other.unsupported_count, 1);
    assert_int_equal(other.unsupported[0], first.rows[0].regression_id);
}

static void a_regression_whose_run_is_gone_is_known_by_its_place(void **state)
{
    struct fixture *fixture = *state;
    const struct triage_plan first = plan_of(fixture, 5, NULL, 0);

    first.rows[0].run_id = 7777; /* was deleted; its time is that of run 5 */

    const struct triage_plan again = plan_of(fixture, 6, first.rows, first.count);

    assert_false(again.fresh[0]);
    assert_int_equal(again.rows[0].regression_id, first.rows[0].regression_id);
}

static void a_run_where_a_moved_regression_was_born_gives_another_id(void **state)
{
    struct fixture *fixture = *state;
    const struct triage_plan first = plan_of(fixture, 5, NULL, 0);
    const struct triage_plan moved = plan_of(fixture, 7, first.rows, first.count);
    struct triage_change changes[] = {{.row = 5,
                                       .mean_before = 1,
                                       .mean_after = 2,
                                       .percent = 100,
                                       .recovered = RECOVERY_NONE,
                                       .counts = true},
                                      {.row = 7,
                                       .mean_before = 2,
                                       .mean_after = 4,
                                       .percent = 100,
                                       .recovered = RECOVERY_NONE,
                                       .counts = true}};
    const struct triage_plan both =
        triage_plan_make(fixture->arena, &fixture->history, changes, 2, moved.rows, moved.count);

    assert_true(both.fresh[0]);
    assert_false(both.fresh[1]);
    assert_int_equal(both.rows[1].regression_id, moved.rows[0].regression_id);
    assert_int_not_equal(both.rows[0].regression_id, both.rows[1].regression_id);
}

static struct triage_plan recovered_plan_of(struct fixture *fixture, size_t recovered,
                                            const struct triage_plan *known)
{
    struct triage_change change = {.row = 5,
                                   .mean_before = 10,
                                   .mean_after = 15,
                                   .percent = 50,
                                   .pvalue = NAN,
                                   .recovered = recovered,
                                   .deviation = 1,
                                   .counts = true};

    return triage_plan_make(fixture->arena, &fixture->history, &change, 1, known->rows,
                            known->count);
}

static void a_level_that_is_back_makes_it_recovered_and_reopens_it_when_it_is_not(void **state)
{
    struct fixture *fixture = *state;
    const struct triage_plan first = plan_of(fixture, 5, NULL, 0);
    const struct triage_plan back = recovered_plan_of(fixture, 9, &first);
    const struct triage_plan again = recovered_plan_of(fixture, RECOVERY_NONE, &back);

    assert_string_equal(first.rows[0].state, "open");
    assert_string_equal(first.told[0], "new");
    assert_string_equal(back.rows[0].state, "recovered");
    assert_string_equal(back.rows[0].recovered_uuid, "r09");
    assert_string_equal(back.told[0], "recovered");
    assert_string_equal(again.rows[0].state, "open");
    assert_int_equal(again.rows[0].recovered_run_id, 0);
    assert_string_equal(again.told[0], "reopened");
}

static void a_state_that_people_set_stays_when_the_level_is_back(void **state)
{
    struct fixture *fixture = *state;
    const struct triage_plan first = plan_of(fixture, 5, NULL, 0);

    first.rows[0].state = "wontfix";

    const struct triage_plan back = recovered_plan_of(fixture, 9, &first);

    assert_string_equal(back.rows[0].state, "wontfix");
    assert_int_equal(back.rows[0].recovered_run_id, 109);
}

static void a_faded_one_that_is_found_again_keeps_its_id_and_is_reopened(void **state)
{
    struct fixture *fixture = *state;
    const struct triage_plan first = plan_of(fixture, 5, NULL, 0);

    first.rows[0].state = "faded";
    first.rows[0].metrics = 0;

    const struct triage_plan again = plan_of(fixture, 6, first.rows, first.count);

    assert_false(again.fresh[0]);
    assert_int_equal(again.rows[0].regression_id, first.rows[0].regression_id);
    assert_string_equal(again.rows[0].state, "open");
    assert_string_equal(again.told[0], "reopened");
}

static void
a_faded_one_is_not_unsupported_again_and_leaves_its_place_to_one_that_stands(void **state)
{
    struct fixture *fixture = *state;
    const struct triage_plan first = plan_of(fixture, 5, NULL, 0);
    const struct triage_plan second = plan_of(fixture, 6, NULL, 0);
    struct regression_row known[] = {first.rows[0], second.rows[0]};

    known[1].metrics = 0;

    const struct triage_plan moved = plan_of(fixture, 6, known, 2);

    assert_int_equal(moved.rows[0].regression_id, known[0].regression_id);
    assert_string_equal(moved.told[0], "moved");
    assert_int_equal(moved.unsupported_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_regression_names_its_build_and_the_one_before, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_regression_that_did_not_change_is_not_written_again,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_regression_that_moves_by_two_runs_keeps_id_and_state,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_regression_three_runs_away_is_another_one, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_regression_whose_run_is_gone_is_known_by_its_place, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_run_where_a_moved_regression_was_born_gives_another_id,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_level_that_is_back_makes_it_recovered_and_reopens_it_when_it_is_not, setup, teardown),
        cmocka_unit_test_setup_teardown(a_state_that_people_set_stays_when_the_level_is_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            a_faded_one_that_is_found_again_keeps_its_id_and_is_reopened, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_faded_one_is_not_unsupported_again_and_leaves_its_place_to_one_that_stands, setup,
            teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
