/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved, restored, re-opened: always the series of an orderly run, to the last bit. The bytes of a
 * saved series hold every figure, so equal bytes are equal series. */
#include "analysis/steady_checkpoints.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/history.h"
#include "kit/noise.h"

enum { MOST = 4 * HISTORY_MOST, SERIES = 60 };

/* RIGEL_SERIES: another number of series, for long runs. */
static uint64_t series_count(void)
{
    const char *const text = getenv("RIGEL_SERIES");

    return text ? strtoul(text, NULL, 10) : SERIES;
}

static struct steady_plan *default_plan(void)
{
    enum analysis_status status = ANALYSIS_OK;
    struct steady_plan *plan = steady_plan_new(&STEADY_DEFAULTS, &status);

    assert_non_null(plan);
    return plan;
}

static struct steady *run_of(const struct steady_plan *plan, const double *values, size_t n)
{
    struct steady *steady = steady_new(plan);

    assert_non_null(steady);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(steady_append(steady, values[i]), ANALYSIS_OK);
    return steady;
}

struct saved {
    unsigned char *bytes;
    size_t size;
};

static struct saved saved_of(struct steady *steady)
{
    struct saved saved = {NULL, 0};

    assert_int_equal(steady_save(steady, &saved.bytes, &saved.size), ANALYSIS_OK);
    return saved;
}

static struct steady *restored_of(const struct steady_plan *plan, struct saved saved)
{
    enum analysis_status status = ANALYSIS_OK;
    struct steady *steady = steady_restore(plan, saved.bytes, saved.size, &status);

    assert_non_null(steady);
    return steady;
}

static void assert_same_points(const struct steady_point *left, const struct steady_point *right,
                               size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(left[i].index, right[i].index);
        assert_int_equal(left[i].first, right[i].first);
        assert_int_equal(left[i].last, right[i].last);
        assert_int_equal(left[i].seen_at, right[i].seen_at);
        assert_int_equal(left[i].faded_at, right[i].faded_at);
        assert_int_equal(left[i].settled, right[i].settled);
        assert_int_equal(left[i].points_before, right[i].points_before);
        assert_int_equal(left[i].points_after, right[i].points_after);
        assert_memory_equal(&left[i].before, &right[i].before, sizeof(double));
        assert_memory_equal(&left[i].after, &right[i].after, sizeof(double));
        assert_memory_equal(&left[i].difference, &right[i].difference, sizeof(double));
        assert_memory_equal(&left[i].least, &right[i].least, sizeof(double));
        assert_memory_equal(&left[i].most, &right[i].most, sizeof(double));
        assert_memory_equal(&left[i].deviation, &right[i].deviation, sizeof(double));
        assert_memory_equal(&left[i].rho, &right[i].rho, sizeof(double));
        assert_memory_equal(&left[i].evidence, &right[i].evidence, sizeof(double));
    }
}

static void assert_same_report(struct steady *a, struct steady *b)
{
    const struct steady_point *left, *right;
    size_t left_count, right_count;

    assert_int_equal(steady_report(a, &left, &left_count), ANALYSIS_OK);
    assert_int_equal(steady_report(b, &right, &right_count), ANALYSIS_OK);
    assert_int_equal(left_count, right_count);
    assert_same_points(left, right, left_count);
    for (size_t i = 0; i < left_count; i++)
        assert_int_equal(left[i].index, steady_index(a, i));
    assert_int_equal(steady_faded(a, &left, &left_count), ANALYSIS_OK);
    assert_int_equal(steady_faded(b, &right, &right_count), ANALYSIS_OK);
    assert_int_equal(left_count, right_count);
    assert_same_points(left, right, left_count);
}

static void assert_same(struct steady *a, struct steady *b)
{
    struct saved left, right;

    assert_same_report(a, b);
    left = saved_of(a);
    right = saved_of(b);
    assert_int_equal(left.size, right.size);
    assert_memory_equal(left.bytes, right.bytes, left.size);
    free(left.bytes);
    free(right.bytes);
}

/* Several histories behind each other: old changes are put away, values are dropped. */
static size_t make_long(uint64_t number, double *values)
{
    size_t n = 0;

    for (uint64_t part = 0; part < 1 + number % 4; part++)
        n += history_make(number + 1000 * part, values + n);
    return n;
}

static size_t whole(struct noise_random *random, size_t most)
{
    return (size_t)(noise_uniform(random) * (double)(most + 1));
}

static void a_state_dropped_and_restored_goes_on_as_if_nothing_was(void **state)
{
    static double values[MOST];
    struct steady_plan *plan = default_plan();
    size_t compared = 0;

    (void)state;
    for (uint64_t number = 0; number < series_count(); number++) {
        const size_t n = make_long(number, values);
        struct noise_random random = noise_random_of(number, 3);
        struct steady *orderly = run_of(plan, NULL, 0), *dropped = run_of(plan, NULL, 0);

        for (size_t i = 0; i < n;) {
            const size_t batch = number % 2 ? 1 : 1 + whole(&random, 30);
            const struct saved saved = saved_of(dropped);

            steady_free(dropped);
            dropped = restored_of(plan, saved);
            free(saved.bytes);
            for (size_t end = i + batch < n ? i + batch : n; i < end; i++) {
                assert_int_equal(steady_append(dropped, values[i]), ANALYSIS_OK);
                assert_int_equal(steady_append(orderly, values[i]), ANALYSIS_OK);
            }
            assert_same_report(orderly, dropped);
        }
        assert_same(orderly, dropped);
        compared += steady_count(orderly);
        steady_free(orderly);
        steady_free(dropped);
    }
    assert_true(compared > series_count() / 2);
    steady_plan_free(plan);
}

/* A value late, changed or gone: position is where values differ from what was appended. */
static struct steady *reopened(struct steady_checkpoints *checkpoints,
                               const struct steady_plan *plan, const double *values, size_t n,
                               size_t position, size_t *ret_appended)
{
    struct steady *steady = steady_checkpoints_reopen(checkpoints, plan, position);

    assert_non_null(steady);
    assert_true(steady_length(steady) <= position);
    for (size_t i = steady_length(steady); i < n; i++, (*ret_appended)++) {
        assert_int_equal(steady_append(steady, values[i]), ANALYSIS_OK);
        assert_int_equal(steady_checkpoints_keep(checkpoints, steady), ANALYSIS_OK);
    }
    return steady;
}

/* Returns the new number of values. */
static size_t disturb(struct noise_random *random, double *values, size_t n, size_t position)
{
    const double value = position < n ? values[position] : 100;
    const size_t what = whole(random, 2);

    if (what == 0 && n < MOST) {
        memmove(&values[position + 1], &values[position], (n - position) * sizeof *values);
        values[position] = isnan(value) ? 100 : value * 1.01;
        return n + 1;
    }
    if (position == n)
        return n;
    if (what == 1) {
        values[position] = isnan(value) ? 100 : value * 1.5;
        return n;
    }
    memmove(&values[position], &values[position + 1], (n - 1 - position) * sizeof *values);
    return n - 1;
}

static void late_changed_and_removed_values_give_the_series_of_an_orderly_run(void **state)
{
    static double values[MOST];
    struct steady_plan *plan = default_plan();
    size_t appended = 0, saved = 0;

    (void)state;
    for (uint64_t number = 0; number < series_count(); number++) {
        size_t n = make_long(number, values), appends = 0;
        struct noise_random random = noise_random_of(number, 5);
        struct steady_checkpoints checkpoints;
        struct steady *steady;

        steady_checkpoints_init(&checkpoints);
        steady = reopened(&checkpoints, plan, values, n, 0, &appends);
        appends = 0;
        for (int round = 0; round < 6; round++) {
            const size_t back = whole(&random, round % 2 ? n : n / 8);
            struct steady *orderly;

            n = disturb(&random, values, n, n - back);
            steady_free(steady);
            steady = reopened(&checkpoints, plan, values, n, n > back ? n - back - 1 : 0, &appends);
            orderly = run_of(plan, values, n);
            assert_same(orderly, steady);
            steady_free(orderly);
        }
        appended += appends;
        saved += 6 * n;
        steady_free(steady);
        steady_checkpoints_done(&checkpoints);
    }
    assert_true(appended < saved * 3 / 4);
    steady_plan_free(plan);
}

static void checkpoints_of_a_long_series_are_few_and_near_everywhere(void **state)
{
    static double values[MOST];
    struct steady_plan *plan = default_plan();
    struct steady *steady = run_of(plan, NULL, 0);
    struct steady_checkpoints checkpoints;
    size_t n = 0;

    (void)state;
    steady_checkpoints_init(&checkpoints);
    for (uint64_t number = 0; n < 60000; number++) {
        const size_t part = history_make(number, values);

        for (size_t i = 0; i < part; i++, n++) {
            assert_int_equal(steady_append(steady, values[i]), ANALYSIS_OK);
            assert_int_equal(steady_checkpoints_keep(&checkpoints, steady), ANALYSIS_OK);
        }
    }
    assert_true(checkpoints.count >= 8 && checkpoints.count <= 24);
    for (size_t i = 0; i < checkpoints.count; i++) {
        const size_t last = i ? checkpoints.items[i - 1].length : 0;
        const size_t length = checkpoints.items[i].length;

        assert_true(length - last <= 2 * (n - length) + 2 * (size_t)STEADY_CHECKPOINT_EVERY);
    }
    steady_checkpoints_done(&checkpoints);
    steady_free(steady);
    steady_plan_free(plan);
}

static void damaged_foreign_and_cut_bytes_are_refused(void **state)
{
    static double values[MOST];
    struct steady_plan *plan = default_plan();
    struct steady_options other_options = STEADY_DEFAULTS;
    enum analysis_status status = ANALYSIS_OK;
    struct steady_plan *other;
    struct steady *steady = run_of(plan, values, make_long(43, values));
    const struct saved saved = saved_of(steady);

    (void)state;
    for (size_t i = 0; i < saved.size; i++) {
        saved.bytes[i] ^= 0x10;
        assert_null(steady_restore(plan, saved.bytes, saved.size, &status));
        assert_int_equal(status, ANALYSIS_RANGE);
        saved.bytes[i] ^= 0x10;
        assert_null(steady_restore(plan, saved.bytes, i, &status));
    }
    other_options.h0 = 7;
    other = steady_plan_new(&other_options, &status);
    assert_non_null(other);
    assert_null(steady_restore(other, saved.bytes, saved.size, &status));
    assert_int_equal(status, ANALYSIS_RANGE);
    steady_plan_free(other);
    free(saved.bytes);
    steady_free(steady);
    steady_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_dropped_and_restored_goes_on_as_if_nothing_was),
        cmocka_unit_test(late_changed_and_removed_values_give_the_series_of_an_orderly_run),
        cmocka_unit_test(checkpoints_of_a_long_series_are_few_and_near_everywhere),
        cmocka_unit_test(damaged_foreign_and_cut_bytes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
