/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "analysis/steady.h"
#include "kit/golden.h"
#include "kit/history.h"

static struct steady_plan *plan_of(const struct steady_options *options)
{
    enum analysis_status status = ANALYSIS_OK;
    struct steady_plan *plan = steady_plan_new(options, &status);

    assert_non_null(plan);
    return plan;
}

struct fixture {
    struct steady_plan *plan;
    struct steady *steady;
};

static struct fixture fixture_of(const struct steady_options *options)
{
    struct fixture fixture = {.plan = plan_of(options)};

    fixture.steady = steady_new(fixture.plan);
    assert_non_null(fixture.steady);
    return fixture;
}

static struct fixture fixture_new(void)
{
    return fixture_of(&STEADY_DEFAULTS);
}

static void fixture_done(struct fixture *fixture)
{
    steady_free(fixture->steady);
    steady_plan_free(fixture->plan);
}

static void append_all(struct steady *steady, const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_int_equal(steady_append(steady, values[i]), ANALYSIS_OK);
}

static struct steady_point only_point(struct steady *steady)
{
    const struct steady_point *points;
    size_t count;

    assert_int_equal(steady_report(steady, &points, &count), ANALYSIS_OK);
    assert_int_equal(count, 1);
    return points[0];
}

/* The reported set by the golden steps: what had gone and come when there were n values. */
enum { SET_MOST = 200 };
struct set {
    size_t indexes[SET_MOST], count;
};

static void set_remove(struct set *set, size_t index)
{
    size_t at = 0;

    while (at < set->count && set->indexes[at] != index)
        at++;
    assert_true(at < set->count);
    memmove(&set->indexes[at], &set->indexes[at + 1], (--set->count - at) * sizeof set->indexes[0]);
}

static void set_insert(struct set *set, size_t index)
{
    size_t at = set->count++;

    assert_true(set->count <= SET_MOST);
    for (; at > 0 && set->indexes[at - 1] > index; at--)
        set->indexes[at] = set->indexes[at - 1];
    set->indexes[at] = index;
}

static void set_step(struct set *set, const json_t *step)
{
    const json_t *gone = json_array_get(step, 1), *come = json_array_get(step, 2);

    for (size_t i = 0; i < json_array_size(gone); i++)
        set_remove(set, (size_t)json_integer_value(json_array_get(gone, i)));
    for (size_t i = 0; i < json_array_size(come); i++)
        set_insert(set, (size_t)json_integer_value(json_array_get(come, i)));
}

static bool set_is_reported(const struct set *set, const struct steady *steady)
{
    bool same = steady_count(steady) == set->count;

    for (size_t i = 0; same && i < set->count; i++)
        same = steady_index(steady, i) == set->indexes[i];
    return same;
}

static bool point_agrees(const json_t *wanted, const struct steady_point *got)
{
    const double fields[15] = {(double)got->index,
                               (double)got->first,
                               (double)got->last,
                               got->settled ? 1 : 0,
                               (double)got->seen_at,
                               got->before,
                               got->after,
                               got->difference,
                               got->least,
                               got->most,
                               got->deviation,
                               got->rho,
                               (double)got->points_before,
                               (double)got->points_after,
                               got->evidence};
    const double level = fabs(got->before) + fabs(got->after);
    bool same = json_array_size(wanted) == 15;

    for (size_t i = 0; same && i < 15; i++) {
        const double want = json_number_value(json_array_get(wanted, i));
        const bool exact = i < 5 || i == 12 || i == 13;
        const bool plain = i == 11 || i == 14; /* no unit of the series' own */

        same = exact ? fields[i] == want
                     : golden_close(fields[i], want, 1e-9, (plain ? 1 : level) * 1e-9);
    }
    return same;
}

/* One value at a time: the same change points after each, the same figures after the last. */
static bool golden_series_agrees(struct steady *steady, const json_t *golden)
{
    static double values[HISTORY_MOST];
    const char *name = json_string_value(json_object_get(golden, "name"));
    const json_t *replay = json_object_get(golden, "replay");
    const json_t *wanted = json_object_get(golden, "points");
    const size_t n = history_make(strtoul(name, NULL, 10), values);
    const struct steady_point *points = NULL;
    struct set set = {.count = 0};
    size_t step = 0, count = 0;
    bool same = true;

    steady_clear(steady);
    for (size_t i = 0; same && i < n; i++) {
        const json_t *next = json_array_get(replay, step);

        if (next && json_integer_value(json_array_get(next, 0)) == (json_int_t)i + 1) {
            set_step(&set, next);
            step++;
        }
        same = steady_append(steady, values[i]) == ANALYSIS_OK && set_is_reported(&set, steady);
    }
    same = same && step == json_array_size(replay) &&
           steady_report(steady, &points, &count) == ANALYSIS_OK &&
           count == json_array_size(wanted);
    for (size_t i = 0; same && i < count; i++)
        same = point_agrees(json_array_get(wanted, i), &points[i]);
    if (!same)
        print_error("series %s differs from the reference\n", name);
    return same;
}

static void generated_series_agree_with_the_reference_after_every_value(void **state)
{
    FILE *file = fopen("tests/data/steady/generated.jsonl", "r");
    const struct steady_options reference = steady_reference();
    struct fixture fixture = fixture_of(&reference);
    size_t read = 0, same = 0;

    (void)state;
    assert_non_null(file);
    for (json_t *golden; (golden = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)); read++) {
        same += golden_series_agrees(fixture.steady, golden) ? 1 : 0;
        json_decref(golden);
    }
    (void)fclose(file);
    fixture_done(&fixture);
    assert_int_equal(read, 223);
    assert_int_equal(same, read);
}

/* The published API latencies (tests/data/fixtures, perf_scale_ci), at which the peer is silent. */
static const double latency[15] = {0.984, 0.984, 0.984, 0.976, 0.984, 0.984, 0.9, 3.98,
                                   19.9,  19.9,  3.94,  19.6,  28.6,  3.86,  3.74};

static void published_change_is_reported_at_its_run_from_the_twelfth_on(void **state)
{
    struct fixture fixture = fixture_new();
    struct steady_point point;

    (void)state;
    append_all(fixture.steady, latency, 11);
    assert_int_equal(steady_count(fixture.steady), 0);
    append_all(fixture.steady, latency + 11, 4);
    point = only_point(fixture.steady);
    assert_int_equal(point.index, 7);
    assert_int_equal(point.first, 7);
    assert_int_equal(point.last, 7);
    assert_int_equal(point.seen_at, 11);
    assert_int_equal(point.points_before, 7);
    assert_int_equal(point.points_after, 8);
    fixture_done(&fixture);
}

/* Two levels above the old one, one value in three at the lower. */
static void change_to_two_levels_keeps_its_place_when_values_follow(void **state)
{
    static const double later[] = {3.88, 19.6, 19.4, 3.85, 19.1, 3.8, 19.3, 19.7, 3.9, 19.2};
    struct fixture fixture = fixture_new();

    (void)state;
    append_all(fixture.steady, latency, 15);
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        append_all(fixture.steady, later + i, 1);
        assert_int_equal(only_point(fixture.steady).index, 7);
        assert_int_equal(only_point(fixture.steady).last, 7);
    }
    fixture_done(&fixture);
}

static void gaps_are_counted_and_change_nothing_else(void **state)
{
    static double values[HISTORY_MOST];
    struct fixture plain = fixture_new(), gappy = fixture_new();
    const struct steady_point *dense, *sparse;
    const double gaps[3] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    size_t dense_count, sparse_count, compared = 0;

    (void)state;
    for (uint64_t number = 0; number < 400; number++) {
        const size_t n = history_make(number, values);

        steady_clear(plain.steady);
        steady_clear(gappy.steady);
        for (size_t i = 0; i < n; i++) {
            if (!isfinite(values[i]))
                continue;
            append_all(gappy.steady, &gaps[i % 3], 1);
            append_all(gappy.steady, &values[i], 1);
            append_all(plain.steady, &values[i], 1);
        }
        assert_int_equal(steady_report(plain.steady, &dense, &dense_count), ANALYSIS_OK);
        assert_int_equal(steady_report(gappy.steady, &sparse, &sparse_count), ANALYSIS_OK);
        assert_int_equal(dense_count, sparse_count);
        for (size_t i = 0; i < dense_count; i++, compared++) {
            assert_int_equal(sparse[i].index, 2 * dense[i].index + 1);
            assert_int_equal(sparse[i].seen_at, 2 * dense[i].seen_at + 1);
            assert_true(sparse[i].evidence == dense[i].evidence);
            assert_true(sparse[i].least == dense[i].least);
        }
    }
    assert_true(compared > 100);
    fixture_done(&plain);
    fixture_done(&gappy);
}

/* Sums of such values overflow: there is no right answer, but no wrong memory either. */
static void values_at_the_ends_of_the_range_are_survived(void **state)
{
    static const double ends[] = {1.7e308, -1.7e308, 1e-320, 0, -0.0, 1e155, -1e155, 5e-324, 1, 2};
    struct fixture fixture = fixture_new();
    uint64_t bits = 1;

    (void)state;
    for (size_t round = 0; round < 60; round++) {
        steady_clear(fixture.steady);
        for (size_t i = 0; i < 200; i++) {
            bits = bits * 6364136223846793005U + 1442695040888963407U;
            append_all(fixture.steady, &ends[(bits >> 33) % (1 + round % 10)], 1);
        }
        for (size_t i = 0; i < steady_count(fixture.steady); i++)
            assert_true(steady_index(fixture.steady, i) < 200);
        const struct steady_point *points;
        size_t count;

        assert_int_equal(steady_report(fixture.steady, &points, &count), ANALYSIS_OK);
        for (size_t i = 0; i < count; i++)
            assert_true(points[i].first <= points[i].index && points[i].last >= points[i].index &&
                        points[i].last < 200);
    }
    fixture_done(&fixture);
}

static void options_outside_their_limits_are_refused(void **state)
{
    struct steady_options bad[] = {STEADY_DEFAULTS, STEADY_DEFAULTS, STEADY_DEFAULTS,
                                   STEADY_DEFAULTS, STEADY_DEFAULTS};

    (void)state;
    bad[0].h0 = (double)NAN;
    bad[1].window = STEADY_WINDOW_MAX + 1;
    bad[2].look = 65;
    bad[3].least = 1;
    bad[4].drop = 0;
    for (size_t i = 0; i < 5; i++) {
        enum analysis_status status = ANALYSIS_OK;

        assert_null(steady_plan_new(&bad[i], &status));
        assert_int_equal(status, ANALYSIS_RANGE);
    }
}

static void smallest_and_largest_options_are_survived(void **state)
{
    static double values[HISTORY_MOST];
    struct steady_options small = STEADY_DEFAULTS, large = STEADY_DEFAULTS;
    const struct steady_point *points;
    size_t count, found = 0;

    (void)state;
    small.window = 30;
    small.look = 2;
    small.least = 2;
    small.rank = 0;
    small.hold = 0;
    small.mature = 0;
    small.reach = 2;
    small.h0 = 1;
    large.window = STEADY_WINDOW_MAX;
    large.least = 64;
    large.rank = 29;
    large.hold = 12;
    large.mature = 10000;
    large.reach = 64;
    small.h0 = large.h0 = 2;
    for (int which = 0; which < 3; which++) {
        struct steady_options options = which == 0 ? small : large;

        if (which == 2) { /* the smallest window under the widest looks */
            options.window = 30;
            options.least = 2;
        }
        struct steady_plan *plan = plan_of(&options);
        struct steady *steady = steady_new(plan);

        assert_non_null(steady);
        for (uint64_t number = 0; number < 400; number++) {
            const size_t n = history_make(number, values);

            steady_clear(steady);
            append_all(steady, values, n);
            assert_int_equal(steady_report(steady, &points, &count), ANALYSIS_OK);
            found += count;
        }
        steady_free(steady);
        steady_plan_free(plan);
    }
    assert_true(found > 100);
}

/* Between -1 and 1, of mean 0 over every 4 values. */
static double wave(size_t i)
{
    static const double waves[4] = {1, -0.5, -1, 0.5};

    return waves[i % 4];
}

static void append_level(struct steady *steady, double level, double spread, size_t n)
{
    for (size_t i = 0; i < n; i++)
        append_all(steady, &(double){level + spread * wave(i)}, 1);
}

/* How many changes are left of six values at twice the level. */
static size_t left_of_a_level_that_came_and_went(double excursion, size_t *ret_faded)
{
    struct steady_options options = STEADY_DEFAULTS;
    const struct steady_point *faded;
    struct fixture fixture;
    size_t count;

    options.excursion = excursion;
    fixture = fixture_of(&options);
    append_level(fixture.steady, 100, 4, 16);
    append_level(fixture.steady, 200, 4, 6);
    append_level(fixture.steady, 100, 4, 40);
    assert_int_equal(steady_faded(fixture.steady, &faded, ret_faded), ANALYSIS_OK);
    count = steady_count(fixture.steady);
    if (count > 0)
        assert_int_equal(steady_index(fixture.steady, 0), 16);
    fixture_done(&fixture);
    return count;
}

static void level_that_came_and_went_is_kept_where_its_values_stand_out(void **state)
{
    size_t faded;

    (void)state;
    assert_int_equal(left_of_a_level_that_came_and_went(3, &faded), 2);
    assert_int_equal(faded, 0);
    assert_int_equal(left_of_a_level_that_came_and_went(0, &faded), 0);
    assert_int_equal(faded, 1);
}

static void change_below_the_smallest_of_interest_is_not_reported(void **state)
{
    struct steady_options all = STEADY_DEFAULTS;
    struct fixture few = fixture_new(), many;

    (void)state;
    all.effect = 0;
    many = fixture_of(&all);
    append_level(few.steady, 1000, 1, 80);
    append_level(few.steady, 1008, 1, 80);
    append_level(many.steady, 1000, 1, 80);
    append_level(many.steady, 1008, 1, 80);
    assert_int_equal(steady_count(few.steady), 0);
    assert_int_equal(steady_count(many.steady), 1);
    assert_int_equal(only_point(many.steady).index, 80);
    fixture_done(&few);
    fixture_done(&many);
}

static void slight_changes_one_way_are_reported_once_they_add_up(void **state)
{
    struct fixture fixture = fixture_new();
    struct steady_point point;

    (void)state;
    append_level(fixture.steady, 1000, 1, 80);
    append_level(fixture.steady, 1008, 1, 80);
    append_level(fixture.steady, 1016, 1, 80);
    assert_int_equal(steady_count(fixture.steady), 1);
    assert_int_equal(steady_index(fixture.steady, 0), 160);
    point = only_point(fixture.steady);
    assert_int_equal(point.index, 160);
    append_level(fixture.steady, 1024, 1, 80);
    assert_int_equal(steady_count(fixture.steady), 1);
    append_level(fixture.steady, 1100, 1, 80);
    assert_int_equal(steady_count(fixture.steady), 2);
    assert_int_equal(steady_index(fixture.steady, 0), 160);
    assert_int_equal(steady_index(fixture.steady, 1), 320);
    fixture_done(&fixture);
}

/* Two values a little high, then a level sixty deviations away. */
static size_t place_of_large_change(double refine)
{
    struct steady_options options = STEADY_DEFAULTS;
    struct fixture fixture;
    size_t place;

    options.refine = refine;
    fixture = fixture_of(&options);
    append_level(fixture.steady, 100, 1, 78);
    append_level(fixture.steady, 101.25, 0.01, 2);
    append_level(fixture.steady, 160, 1, 20);
    assert_int_equal(steady_count(fixture.steady), 1);
    place = steady_index(fixture.steady, 0);
    assert_true(only_point(fixture.steady).settled);
    assert_true(only_point(fixture.steady).first <= 80 && only_point(fixture.steady).last >= 80);
    fixture_done(&fixture);
    return place;
}

static void large_change_is_placed_where_its_values_begin(void **state)
{
    (void)state;
    assert_int_equal(place_of_large_change(5), 80);
    assert_true(place_of_large_change(0) < 80);
}

static void evidence_beyond_what_was_asked_counts_for_the_fate(void **state)
{
    struct steady_options options = STEADY_DEFAULTS;
    struct fixture credited, plain;

    (void)state;
    options.settle = 0.01;
    credited = fixture_of(&options);
    options.credit = 0;
    plain = fixture_of(&options);
    append_level(credited.steady, 100, 1, 80);
    append_level(plain.steady, 100, 1, 80);
    append_level(credited.steady, 150, 1, 2);
    append_level(plain.steady, 150, 1, 2);
    assert_true(only_point(credited.steady).settled);
    assert_false(only_point(plain.steady).settled);
    fixture_done(&credited);
    fixture_done(&plain);
}

/* Eight values of history, then eight higher ones, then the mean of all sixteen: fresh values are
 * as near to one level as to two, but against the level before alone they speak for the change. */
static void short_history_is_not_taken_for_the_truth(void **state)
{
    struct steady_options blind = STEADY_DEFAULTS;
    struct fixture pooled = fixture_new(), left;

    (void)state;
    blind.pool = 0;
    left = fixture_of(&blind);
    for (size_t k = 0; k < 2; k++) {
        struct steady *const steady = k ? left.steady : pooled.steady;

        append_level(steady, 100, 4, 8);
        append_level(steady, 109, 4, 8);
        assert_int_equal(steady_count(steady), 1);
        append_level(steady, 103.5, 4, 60);
    }
    assert_int_equal(steady_count(pooled.steady), 0);
    assert_int_equal(steady_count(left.steady), 1);
    fixture_done(&pooled);
    fixture_done(&left);
}

static void withdrawn_change_is_told_as_faded_until_it_is_reported_again(void **state)
{
    struct fixture fixture = fixture_new();
    const struct steady_point *faded;
    size_t count = 9;

    (void)state;
    append_level(fixture.steady, 100, 4, 8);
    append_level(fixture.steady, 109, 4, 8);
    assert_int_equal(steady_faded(fixture.steady, &faded, &count), ANALYSIS_OK);
    assert_int_equal(count, 0);
    append_level(fixture.steady, 103.5, 4, 60);
    assert_int_equal(steady_count(fixture.steady), 0);
    assert_int_equal(steady_faded(fixture.steady, &faded, &count), ANALYSIS_OK);
    assert_int_equal(count, 1);
    assert_in_range(faded->index, 6, 10);
    assert_true(faded->seen_at < 16 && faded->faded_at > 16 && !faded->settled);
    assert_true(faded->difference > 0 && faded->evidence > 6);
    steady_clear(fixture.steady);
    assert_int_equal(steady_faded(fixture.steady, &faded, &count), ANALYSIS_OK);
    assert_int_equal(count, 0);
    fixture_done(&fixture);
}

/* Slight when it is found, by its first values; the next ones make it larger. */
static void change_found_slight_is_reported_once_its_values_make_it_large(void **state)
{
    struct fixture fixture = fixture_new();
    size_t seen;

    (void)state;
    append_level(fixture.steady, 1000, 4, 120);
    append_level(fixture.steady, 1007, 4, 8);
    assert_int_equal(steady_count(fixture.steady), 0);
    append_level(fixture.steady, 1014, 4, 52);
    assert_int_equal(steady_count(fixture.steady), 1);
    assert_int_equal(only_point(fixture.steady).index, 120);
    seen = only_point(fixture.steady).seen_at;
    assert_true(seen >= 128 && seen < 180);
    append_level(fixture.steady, 1013, 4, 60);
    assert_int_equal(only_point(fixture.steady).seen_at, seen);
    fixture_done(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(withdrawn_change_is_told_as_faded_until_it_is_reported_again),
        cmocka_unit_test(change_found_slight_is_reported_once_its_values_make_it_large),
        cmocka_unit_test(generated_series_agree_with_the_reference_after_every_value),
        cmocka_unit_test(published_change_is_reported_at_its_run_from_the_twelfth_on),
        cmocka_unit_test(change_to_two_levels_keeps_its_place_when_values_follow),
        cmocka_unit_test(level_that_came_and_went_is_kept_where_its_values_stand_out),
        cmocka_unit_test(change_below_the_smallest_of_interest_is_not_reported),
        cmocka_unit_test(slight_changes_one_way_are_reported_once_they_add_up),
        cmocka_unit_test(large_change_is_placed_where_its_values_begin),
        cmocka_unit_test(evidence_beyond_what_was_asked_counts_for_the_fate),
        cmocka_unit_test(short_history_is_not_taken_for_the_truth),
        cmocka_unit_test(gaps_are_counted_and_change_nothing_else),
        cmocka_unit_test(values_at_the_ends_of_the_range_are_survived),
        cmocka_unit_test(options_outside_their_limits_are_refused),
        cmocka_unit_test(smallest_and_largest_options_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
