/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "detect/engine.h"

enum { MOST = 6000 };

/* A series, the states that are stored of it, and the engines. */
struct fixture {
    struct engine engine;
    struct edivisive_plan *plan;
    struct edivisive_workspace *workspace;
    struct steady_plan *steady_plan;
    struct arena *kept; /* of the stored states */
    struct series_state stored[2];
    struct engine_states states;
    struct history_run runs[MOST];
    size_t rows[MOST];
    double values[MOST];
    size_t count;
    int64_t next_run;
    uint64_t random;
};

struct answers {
    const struct change_point *changes;
    const struct steady_point *steady;
    size_t change_count, steady_count;
};

static int setup(void **state)
{
    static struct fixture fixture;
    enum analysis_status status;

    fixture = (struct fixture){.kept = arena_new(), .random = 12345};
    fixture.plan = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    fixture.workspace = edivisive_workspace_new();
    fixture.steady_plan = steady_plan_new(&STEADY_DEFAULTS, &status);
    fixture.engine = (struct engine){.plan = fixture.plan,
                                     .workspace = fixture.workspace,
                                     .steady_plan = fixture.steady_plan,
                                     .steady = steady_new(fixture.steady_plan),
                                     .arena = arena_new()};
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    steady_free(fixture->engine.steady);
    steady_plan_free(fixture->steady_plan);
    edivisive_workspace_free(fixture->workspace);
    edivisive_plan_free(fixture->plan);
    arena_free(fixture->engine.arena);
    arena_free(fixture->kept);
    return 0;
}

static uint64_t draw(struct fixture *fixture, uint64_t below)
{
    fixture->random = fixture->random * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (fixture->random >> 33) % below;
}

/* Noise around a level that jumps now and then. */
static double value_at(struct fixture *fixture, size_t place)
{
    const double level = 100 + (double)(place / 90 * 7919 % 13);

    return level + ((double)draw(fixture, 1000) + (double)draw(fixture, 1000) - 1000) / 500;
}

static void insert(struct fixture *fixture, size_t at)
{
    memmove(&fixture->runs[at + 1], &fixture->runs[at],
            (fixture->count - at) * sizeof *fixture->runs);
    memmove(&fixture->values[at + 1], &fixture->values[at],
            (fixture->count - at) * sizeof *fixture->values);
    fixture->values[at] = value_at(fixture, at);
    fixture->runs[at] = (struct history_run){.run_id = ++fixture->next_run, .at = 5};
    fixture->rows[fixture->count] = fixture->count;
    fixture->count++;
}

static void delete_at(struct fixture *fixture, size_t at)
{
    fixture->count--;
    memmove(&fixture->runs[at], &fixture->runs[at + 1],
            (fixture->count - at) * sizeof *fixture->runs);
    memmove(&fixture->values[at], &fixture->values[at + 1],
            (fixture->count - at) * sizeof *fixture->values);
}

static void grow_to(struct fixture *fixture, size_t count)
{
    while (fixture->count < count)
        insert(fixture, fixture->count);
}

static struct answers run(struct fixture *fixture, struct engine_states *states)
{
    struct engine engine = fixture->engine;
    const struct engine_series series = {.series_id = 7,
                                         .runs = fixture->runs,
                                         .rows = fixture->rows,
                                         .values = fixture->values,
                                         .count = fixture->count};
    struct answers answers;

    engine.states = states;
    assert_int_equal(engine_edivisive(&engine, &series, &answers.changes, &answers.change_count),
                     ANALYSIS_OK);
    assert_int_equal(engine_steady(&engine, &series, &answers.steady, &answers.steady_count),
                     ANALYSIS_OK);
    return answers;
}

static void same_double(double left, double right)
{
    assert_memory_equal(&left, &right, sizeof left);
}

static void same_changes(const struct answers *left, const struct answers *right)
{
    assert_int_equal(left->change_count, right->change_count);
    for (size_t i = 0; i < left->change_count; i++) {
        const struct change_point *a = &left->changes[i], *b = &right->changes[i];

        assert_int_equal(a->index, b->index);
        same_double(a->mean_before, b->mean_before);
        same_double(a->mean_after, b->mean_after);
        same_double(a->stddev_before, b->stddev_before);
        same_double(a->stddev_after, b->stddev_after);
        same_double(a->pvalue, b->pvalue);
    }
}

static void same_steady(const struct answers *left, const struct answers *right)
{
    assert_int_equal(left->steady_count, right->steady_count);
    for (size_t i = 0; i < left->steady_count; i++) {
        const struct steady_point *a = &left->steady[i], *b = &right->steady[i];

        assert_int_equal(a->index, b->index);
        assert_int_equal(a->first, b->first);
        assert_int_equal(a->last, b->last);
        assert_int_equal(a->settled, b->settled);
        same_double(a->before, b->before);
        same_double(a->after, b->after);
        same_double(a->least, b->least);
        same_double(a->most, b->most);
        same_double(a->deviation, b->deviation);
        same_double(a->evidence, b->evidence);
    }
}

/* Where the state of an algorithm is stored; size 0: none is. */
static struct series_state *slot_of(struct fixture *fixture, const char *algorithm)
{
    return &fixture->stored[strcmp(algorithm, ALGORITHM_STEADY) == 0];
}

/* What the two statements after an analysis do. */
static void store(struct fixture *fixture)
{
    const struct engine_states *states = &fixture->states;

    for (size_t i = 0; i < states->dropped_count; i++)
        slot_of(fixture, states->dropped[i].algorithm)->size = 0;
    for (size_t i = 0; i < states->saved_count; i++) {
        struct series_state saved = states->saved[i];
        unsigned char *bytes = ARENA_ARRAY(fixture->kept, unsigned char, saved.size);

        memcpy(bytes, saved.bytes, saved.size);
        saved.bytes = bytes;
        *slot_of(fixture, saved.algorithm) = saved;
    }
}

/* An analysis with the stored states gives what a full run does; how many states it went on from.
 */
static size_t step(struct fixture *fixture)
{
    struct series_state loaded[2];
    size_t count = 0;

    for (size_t i = 0; i < 2; i++)
        if (fixture->stored[i].size > 0)
            loaded[count++] = fixture->stored[i];
    arena_reset(fixture->engine.arena);
    fixture->states = (struct engine_states){.loaded = loaded, .loaded_count = count};

    const struct answers with = run(fixture, &fixture->states);
    const struct answers without = run(fixture, NULL);

    same_changes(&with, &without);
    same_steady(&with, &without);
    store(fixture);
    return fixture->states.used;
}

static void a_state_stands_a_little_before_the_newest_point_of_a_long_series(void **state)
{
    (void)state;
    assert_int_equal(engine_state_points(ALGORITHM_STEADY, 0), 0);
    assert_int_equal(engine_state_points(ALGORITHM_STEADY, ENGINE_STEADY_LEAST - 1), 0);
    assert_int_equal(engine_state_points(ALGORITHM_STEADY, 300), 288);
    assert_int_equal(engine_state_points(ALGORITHM_STEADY, 327), 288);
    assert_int_equal(engine_state_points(ALGORITHM_STEADY, 328), 320);
    assert_int_equal(engine_state_points(ALGORITHM_EDIVISIVE, ENGINE_EDIVISIVE_LEAST - 1), 0);
    assert_int_equal(engine_state_points(ALGORITHM_EDIVISIVE, 5000), 4992);
}

static void appends_go_on_from_the_state_and_write_it_anew_each_32_points(void **state)
{
    struct fixture *fixture = *state;

    grow_to(fixture, 5000);
    assert_int_equal(step(fixture), 0);
    assert_int_equal(fixture->states.saved_count, 2);
    assert_int_equal(fixture->stored[0].points, 4992);
    assert_int_equal(fixture->stored[1].last_run_id, 4992);
    for (size_t i = 0; i < 31; i++) {
        grow_to(fixture, fixture->count + 1);
        assert_int_equal(step(fixture), 2);
        assert_int_equal(fixture->states.saved_count, fixture->count == 5000 + 32 ? 2 : 0);
    }
    grow_to(fixture, fixture->count + 1);
    assert_int_equal(step(fixture), 2);
    assert_int_equal(fixture->states.saved_count, 2);
    assert_int_equal(fixture->stored[0].points, 5024);
}

static void newest_points_may_change_without_making_a_state_useless(void **state)
{
    struct fixture *fixture = *state;

    grow_to(fixture, 5000);
    (void)step(fixture);
    for (size_t i = 0; i < ENGINE_STATE_BEHIND; i++)
        fixture->values[fixture->count - 1 - i] += 20;
    assert_int_equal(step(fixture), 2);
}

static void a_changed_beginning_makes_a_state_useless(void **state)
{
    struct fixture *fixture = *state;

    grow_to(fixture, 5000);
    (void)step(fixture);
    fixture->values[3] += 1e-9;
    assert_int_equal(step(fixture), 0);
    assert_int_equal(step(fixture), 2);
    insert(fixture, 10);
    assert_int_equal(step(fixture), 0);
    delete_at(fixture, 4000);
    assert_int_equal(step(fixture), 0);
    fixture->runs[100].run_id = 77777;
    assert_int_equal(step(fixture), 0);
    fixture->runs[4991].at++;
    assert_int_equal(step(fixture), 0);
    assert_int_equal(step(fixture), 2);
}

static void a_state_of_other_options_or_damaged_bytes_is_replaced(void **state)
{
    struct fixture *fixture = *state;

    grow_to(fixture, 5000);
    (void)step(fixture);
    fixture->stored[0].bytes = NULL;
    fixture->stored[1].bytes = NULL;
    assert_int_equal(step(fixture), 0);
    for (size_t i = 0; i < 40; i++) {
        struct series_state *damaged = &fixture->stored[i % 2];
        unsigned char *bytes = ARENA_ARRAY(fixture->kept, unsigned char, damaged->size);

        memcpy(bytes, damaged->bytes, damaged->size);
        bytes[draw(fixture, damaged->size)] ^= (unsigned char)(1 + draw(fixture, 255));
        damaged->bytes = bytes;
        assert_int_equal(step(fixture), 1);
        assert_int_equal(fixture->states.saved_count, 1);
    }
    fixture->stored[0].size /= 2;
    fixture->stored[1].points -= 32;
    assert_int_equal(step(fixture), 0);
}

static void a_state_of_other_points_than_its_row_says_is_not_used(void **state)
{
    struct fixture *fixture = *state;
    struct series_state early;

    grow_to(fixture, 5000);
    (void)step(fixture);
    early = fixture->stored[1];
    grow_to(fixture, 5100);
    (void)step(fixture);
    fixture->stored[1].bytes = early.bytes;
    fixture->stored[1].size = early.size;
    assert_int_equal(step(fixture), 1);
    assert_int_equal(fixture->states.saved_count, 1);
}

static void a_series_that_became_short_keeps_no_state(void **state)
{
    struct fixture *fixture = *state;

    grow_to(fixture, 5000);
    (void)step(fixture);
    fixture->count = 4000;
    assert_int_equal(step(fixture), 0);
    assert_int_equal(fixture->states.dropped_count, 1);
    assert_int_equal(fixture->stored[1].points, 3968);
    fixture->count = 100;
    assert_int_equal(step(fixture), 0);
    assert_int_equal(fixture->stored[1].size, 0);
    fixture->count = 0;
    assert_int_equal(step(fixture), 0);
}

static void any_history_of_points_gives_what_a_full_run_gives(void **state)
{
    struct fixture *fixture = *state;
    size_t used = 0;

    grow_to(fixture, 4000);
    for (size_t i = 0; i < 200; i++) {
        const uint64_t kind = draw(fixture, 8);
        const size_t tail = 1 + draw(fixture, draw(fixture, 4) ? 12 : 400);

        if (kind < 5)
            grow_to(fixture, fixture->count + 1 + draw(fixture, 9));
        else if (kind == 5)
            insert(fixture, fixture->count - tail);
        else if (kind == 6)
            delete_at(fixture, fixture->count - tail);
        else
            fixture->values[fixture->count - tail] += 3;
        used += step(fixture);
    }
    assert_true(used > 150);
    assert_true(fixture->count > ENGINE_EDIVISIVE_LEAST + 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_stands_a_little_before_the_newest_point_of_a_long_series),
        cmocka_unit_test_setup_teardown(
            appends_go_on_from_the_state_and_write_it_anew_each_32_points, setup, teardown),
        cmocka_unit_test_setup_teardown(newest_points_may_change_without_making_a_state_useless,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_changed_beginning_makes_a_state_useless, setup, teardown),
        cmocka_unit_test_setup_teardown(a_state_of_other_options_or_damaged_bytes_is_replaced,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_state_of_other_points_than_its_row_says_is_not_used,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_series_that_became_short_keeps_no_state, setup, teardown),
        cmocka_unit_test_setup_teardown(any_history_of_points_gives_what_a_full_run_gives, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
