/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/touched.h"

enum { RUNS = 4, SERIES = 3, ALGORITHMS = 3 };

/* Three series with ids 30, 20, 10 over runs 1 to 4; analysed, and nothing queued. */
struct fixture {
    struct arena *arena;
    struct history_run runs[RUNS];
    struct history_series series[SERIES];
    struct test_history history;
    struct analysis_state analyses[ALGORITHMS * SERIES];
    struct change_point_row stored[4];
    size_t stored_count;
    int64_t queued[SERIES], queued_at[SERIES];
    struct queue_claim claim;
    bool gaps_count;
};

static int setup(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){.arena = arena_new()};
    for (size_t i = 0; i < RUNS; i++)
        fixture.runs[i] = (struct history_run){.run_id = (int64_t)i + 1, .at = (int64_t)i};
    for (size_t i = 0; i < SERIES; i++) {
        fixture.series[i].series_id = 30 - 10 * (int64_t)i;
        for (size_t a = 0; a < ALGORITHMS; a++)
            fixture.analyses[ALGORITHMS * i + a] =
                (struct analysis_state){.series_id = 30 - 10 * (int64_t)i, .current = true};
    }
    fixture.history = (struct test_history){
        .runs = fixture.runs, .run_count = RUNS, .series = fixture.series, .series_count = SERIES};
    fixture.history.analysed_runs = history_runs_mark(&fixture.history);
    fixture.claim =
        (struct queue_claim){.series_ids = fixture.queued, .queued_at = fixture.queued_at};
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    arena_free(fixture->arena);
    return 0;
}

static struct touched look(struct fixture *fixture)
{
    return touched_find(fixture->arena, &fixture->history, &fixture->claim, fixture->analyses,
                        ALGORITHMS * SERIES, fixture->stored, fixture->stored_count,
                        fixture->gaps_count);
}

static void store(struct fixture *fixture, int64_t series_id, const char *algorithm, int64_t run_id)
{
    fixture->stored[fixture->stored_count++] = (struct change_point_row){
        .series_id = series_id, .algorithm = algorithm, .run_id = run_id, .position = run_id};
}

static void only_what_is_queued_is_read(void **state)
{
    struct fixture *fixture = *state;

    fixture->queued[fixture->claim.count++] = 20;
    fixture->queued[fixture->claim.count++] = 99; /* not active any more */

    const struct touched touched = look(fixture);

    assert_int_equal(touched.count, 1);
    assert_true(touched.series[1]);
}

static void what_was_made_from_something_else_or_never_is_read(void **state)
{
    struct fixture *fixture = *state;

    fixture->analyses[1].current = false;
    fixture->analyses[8].series_id = 99;

    const struct touched touched = look(fixture);

    assert_int_equal(touched.count, 2);
    assert_false(touched.series[1]);
}

static void what_stands_of_the_others_comes_by_algorithm_series_and_row(void **state)
{
    struct fixture *fixture = *state;

    fixture->queued[fixture->claim.count++] = 20;
    store(fixture, 10, "percent", 4);
    store(fixture, 10, "edivisive", 3);
    store(fixture, 20, "edivisive", 2);
    store(fixture, 30, "edivisive", 1);

    const struct touched touched = look(fixture);

    assert_int_equal(touched.kept_count, 3);
    assert_int_equal(touched.kept[0].series, 0);
    assert_int_equal(touched.kept[0].row, 0);
    assert_int_equal(touched.kept[1].series, 2);
    assert_int_equal(touched.kept[1].row, 2);
    assert_int_equal(touched.kept[1].position, 3);
    assert_string_equal(touched.kept[2].algorithm, ALGORITHM_PERCENT);
}

static void percent_of_an_older_run_is_over_when_a_newer_one_came(void **state)
{
    struct fixture *fixture = *state;

    fixture->history.analysed_runs = 1;
    store(fixture, 10, "percent", 3);
    fixture->analyses[6].last_run_id = fixture->analyses[7].last_run_id = 3;

    const struct touched touched = look(fixture);

    assert_int_equal(touched.count, 0);
    assert_int_equal(touched.kept_count, 0);
}

static void a_series_of_the_newest_run_is_read_when_the_rows_before_it_are_others(void **state)
{
    struct fixture *fixture = *state;

    fixture->history.analysed_runs = 1;
    fixture->analyses[6].last_run_id = fixture->analyses[7].last_run_id = 4;

    const struct touched touched = look(fixture);

    assert_int_equal(touched.count, 1);
    assert_true(touched.series[2]);
}

static void where_gaps_count_new_rows_touch_every_series(void **state)
{
    struct fixture *fixture = *state;

    fixture->gaps_count = true;
    assert_int_equal(look(fixture).count, 0);
    fixture->history.analysed_runs = 1;
    assert_int_equal(look(fixture).count, SERIES);
}

static void a_change_point_at_a_run_that_is_gone_is_looked_for_anew(void **state)
{
    struct fixture *fixture = *state;

    store(fixture, 20, "edivisive", 77);

    const struct touched touched = look(fixture);

    assert_int_equal(touched.count, 1);
    assert_true(touched.series[1]);
    assert_int_equal(touched.kept_count, 0);
}

static void a_set_of_builds_stands_by_its_runs(void **state)
{
    struct fixture *fixture = *state;

    store(fixture, 20, "steady", 2);
    fixture->stored[0].set_first_run_id = 1;
    fixture->stored[0].set_last_run_id = 3;

    struct touched touched = look(fixture);

    assert_int_equal(touched.count, 0);
    assert_int_equal(touched.kept[0].set_first, 0);
    assert_int_equal(touched.kept[0].row, 1);
    assert_int_equal(touched.kept[0].set_last, 2);
    fixture->stored[0].set_last_run_id = 77; /* it left the history */
    touched = look(fixture);
    assert_int_equal(touched.count, 1);
    assert_true(touched.series[1]);
}

static void the_mark_of_runs_tells_their_order(void **state)
{
    struct fixture *fixture = *state;
    const int64_t before = history_runs_mark(&fixture->history);

    fixture->runs[0].run_id = 2;
    fixture->runs[1].run_id = 1;
    assert_int_not_equal(history_runs_mark(&fixture->history), before);
    fixture->history.run_count = 0;
    assert_int_not_equal(history_runs_mark(&fixture->history), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_what_is_queued_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_made_from_something_else_or_never_is_read, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_stands_of_the_others_comes_by_algorithm_series_and_row,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(percent_of_an_older_run_is_over_when_a_newer_one_came,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_series_of_the_newest_run_is_read_when_the_rows_before_it_are_others, setup, teardown),
        cmocka_unit_test_setup_teardown(where_gaps_count_new_rows_touch_every_series, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_change_point_at_a_run_that_is_gone_is_looked_for_anew,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_set_of_builds_stands_by_its_runs, setup, teardown),
        cmocka_unit_test_setup_teardown(the_mark_of_runs_tells_their_order, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
