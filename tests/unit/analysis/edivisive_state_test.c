/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state that grows against a full run of the same values: identical bits after every step. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/edivisive_state.h"
#include "analysis/plan.h"
#include "kit/golden.h"
#include "kit/series_kit.h"

enum { MOST = 4000, LOW_LIMIT = 12 };

/* RIGEL_STATE_SERIES: as many generated series instead of the few of an ordinary test. */
static size_t series_asked(size_t ordinary)
{
    const char *asked = getenv("RIGEL_STATE_SERIES");

    return asked ? strtoul(asked, NULL, 10) : ordinary;
}

/* One series and what is expected of it. */
struct trial {
    struct edivisive_plan *plan;
    struct edivisive_workspace *workspace, *reference;
    struct edivisive_state *state;
    double values[MOST];
    size_t n; /* of values that the state has been given */
    size_t steps, points;
    size_t restored, rebuilt; /* times */
};

static void trial_begin(struct trial *trial, struct edivisive_options options, size_t long_segment)
{
    enum analysis_status status = ANALYSIS_OK;

    memset(trial, 0, sizeof *trial);
    trial->plan = edivisive_plan_new(options, &status);
    assert_non_null(trial->plan);
    if (long_segment)
        plan_set_long_segment(trial->plan, long_segment);
    trial->workspace = edivisive_workspace_new();
    trial->reference = edivisive_workspace_new();
    trial->state = edivisive_state_new(trial->plan);
    assert_non_null(trial->workspace);
    assert_non_null(trial->reference);
    assert_non_null(trial->state);
}

static void trial_end(struct trial *trial)
{
    edivisive_state_free(trial->state);
    edivisive_workspace_free(trial->workspace);
    edivisive_workspace_free(trial->reference);
    edivisive_plan_free(trial->plan);
}

/* Equal bits, or two NaN. */
static bool same_number(double x, double y)
{
    uint64_t x_bits, y_bits;

    memcpy(&x_bits, &x, sizeof x);
    memcpy(&y_bits, &y, sizeof y);
    return x_bits == y_bits || (isnan(x) && isnan(y));
}

static bool same_point(const struct change_point *a, const struct change_point *b)
{
    const double *x = &a->mean_before, *y = &b->mean_before;
    bool same = a->index == b->index;

    for (size_t i = 0; i < 8; i++)
        same &= same_number(x[i], y[i]);
    return same;
}

/* What a caller does where a restored state lacks values. */
static void rebuild(struct trial *trial)
{
    edivisive_state_free(trial->state);
    trial->state = edivisive_state_new(trial->plan);
    assert_non_null(trial->state);
    assert_int_equal(
        edivisive_state_append(trial->state, trial->workspace, trial->values, trial->n),
        ANALYSIS_OK);
    trial->rebuilt++;
}

static void check(struct trial *trial, const char *what)
{
    const struct change_point *got = NULL, *wanted = NULL;
    size_t count = 0, wanted_count = 0;
    bool same;

    assert_int_equal(edivisive_run(trial->plan, trial->reference, trial->values, NULL, trial->n,
                                   MISSING_DROP, &wanted, &wanted_count),
                     ANALYSIS_OK);
    assert_int_equal(edivisive_state_length(trial->state), trial->n);
    if (edivisive_state_points(trial->state, &got, &count) == ANALYSIS_NO_VALUES)
        rebuild(trial);
    assert_int_equal(edivisive_state_points(trial->state, &got, &count), ANALYSIS_OK);
    assert_int_equal(edivisive_state_count(trial->state), count);
    same = count == wanted_count;
    for (size_t i = 0; same && i < count; i++)
        same = same_point(&got[i], &wanted[i]) &&
               edivisive_state_index(trial->state, i) == wanted[i].index;
    if (!same)
        fail_msg("after %s of %zu values: %zu points, a full run has %zu", what, trial->n, count,
                 wanted_count);
    trial->steps++;
    trial->points += count;
}

static void append(struct trial *trial, const double *values, size_t n)
{
    enum analysis_status status;

    memcpy(trial->values + trial->n, values, n * sizeof *values);
    trial->n += n;
    status = edivisive_state_append(trial->state, trial->workspace, values, n);
    if (status == ANALYSIS_NO_VALUES)
        rebuild(trial);
    else
        assert_int_equal(status, ANALYSIS_OK);
}

static void rewind_to(struct trial *trial, size_t n)
{
    const enum analysis_status status = edivisive_state_rewind(trial->state, trial->workspace, n);

    trial->n = n;
    if (status == ANALYSIS_NO_VALUES)
        rebuild(trial);
    else
        assert_int_equal(status, ANALYSIS_OK);
}

/* Through bytes and back; saved again, a state gives the same bytes. */
static void save_and_restore(struct trial *trial)
{
    unsigned char *bytes = NULL, *again = NULL;
    size_t size = 0, size_again = 0;
    enum analysis_status status = ANALYSIS_OK;

    assert_int_equal(edivisive_state_save(trial->state, &bytes, &size), ANALYSIS_OK);
    edivisive_state_free(trial->state);
    trial->state = edivisive_state_restore(trial->plan, bytes, size, &status);
    assert_non_null(trial->state);
    assert_int_equal(edivisive_state_save(trial->state, &again, &size_again), ANALYSIS_OK);
    assert_int_equal(size, size_again);
    assert_memory_equal(bytes, again, size);
    free(bytes);
    free(again);
    trial->restored++;
}

/* A late value, another value or one less at a random place, most often near the end. */
static void disturb(struct trial *trial, uint64_t *random)
{
    const size_t n = trial->n, back = series_draw(random) % 4 ? n < 60 ? n : 60 : n;
    const size_t place = n - 1 - series_draw(random) % back;
    const unsigned what = (unsigned)(series_draw(random) % 3);
    double rest[MOST];
    size_t count = n - place;

    memcpy(rest + 1, trial->values + place, count * sizeof *rest);
    rest[0] = trial->values[series_draw(random) % n] * 1.25;
    rewind_to(trial, place);
    if (series_draw(random) % 8 == 0)
        check(trial, "a step back");
    if (what == 0 && n < MOST) {
        append(trial, rest, count + 1);
    } else if (what == 1) {
        rest[1] = rest[0];
        append(trial, rest + 1, count);
    } else {
        append(trial, rest + 2, count - 1);
    }
    check(trial, "a value that came late, changed or went");
}

static const double levels[] = {0.001, 0.001, 0.05, 0.3, 1e-6, 1.0, 0.0, 0.49};

static struct edivisive_options random_options(uint64_t *random)
{
    return (struct edivisive_options){
        .window_len = (int)(series_draw(random) % 2 ? 50 : 2 + series_draw(random) % 119),
        .max_pvalue = levels[series_draw(random) % (sizeof levels / sizeof *levels)],
        .min_magnitude = series_draw(random) % 4 ? 0.0 : 0.05,
    };
}

static void grow(struct trial *trial, const double *values, size_t n, bool in_batches,
                 uint64_t *random)
{
    for (size_t i = 0; i < n;) {
        const size_t most = n - i, batch = in_batches ? 1 + series_draw(random) % 40 : 1;
        const size_t take = batch < most ? batch : most;

        append(trial, values + i, take);
        i += take;
        check(trial, "an append");
        if (series_draw(random) % 6 == 0)
            save_and_restore(trial);
        if (in_batches && series_draw(random) % 3 == 0 && trial->n > 0 && trial->n < MOST - 1)
            disturb(trial, random);
    }
}

static void check_generated(size_t series, size_t longest, size_t long_segment, uint64_t seed)
{
    struct trial *trial = malloc(sizeof *trial);
    double *values = calloc(longest, sizeof *values);
    uint64_t random = seed;
    size_t points = 0, restored = 0, rebuilt = 0;

    assert_non_null(trial);
    assert_non_null(values);
    for (size_t i = 0; i < series; i++) {
        const size_t n = series_draw(&random) % longest;
        const bool in_batches = series_draw(&random) % 2;
        const struct edivisive_options options = random_options(&random);
        double level = 0;

        for (size_t j = 0; j < n; j++)
            values[j] = series_value((unsigned)(i % SERIES_KINDS), j, &level, &random);
        trial_begin(trial, options, long_segment);
        grow(trial, values, n, in_batches, &random);
        points += trial->points;
        restored += trial->restored;
        rebuilt += trial->rebuilt;
        trial_end(trial);
    }
    free(values);
    free(trial);
    assert_true(points > series);
    print_message("restored %zu times, rebuilt from all values %zu times\n", restored, rebuilt);
    assert_true(rebuilt < restored);
}

static void every_step_of_a_generated_series_equals_a_full_run(void **state)
{
    (void)state;
    check_generated(series_asked(108), 300, 0, 11);
}

static void and_so_where_no_segment_is_summed_before_it_is_read(void **state)
{
    (void)state;
    check_generated(series_asked(108), 300, LOW_LIMIT, 12);
}

static void and_so_where_the_series_is_long(void **state)
{
    (void)state;
    check_generated(series_asked(36) / 10 + 18, 2500, 200, 13);
}

static void every_step_of_a_golden_series_equals_a_full_run(void **state)
{
    json_t *root = golden_read("edivisive.json");
    const json_t *items = json_object_get(root, "cases");
    struct trial *trial = malloc(sizeof *trial);
    uint64_t random = 14;
    size_t steps = 0;

    (void)state;
    assert_non_null(trial);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        struct golden_series series = golden_series(json_object_get(item, "values"));

        for (size_t j = 0; j < series.n; j++)
            if (series.missing && series.missing[j])
                series.values[j] = (double)NAN;
        trial_begin(trial, golden_options(json_object_get(item, "options")), i % 2 * LOW_LIMIT);
        grow(trial, series.values, series.n, i % 3 == 0, &random);
        steps += trial->steps;
        trial_end(trial);
        golden_series_done(&series);
    }
    json_decref(root);
    free(trial);
    assert_true(steps > 10000);
}

static struct edivisive_state *restore_changed(const struct edivisive_plan *plan,
                                               const unsigned char *bytes, size_t size, size_t at,
                                               enum analysis_status *ret_status)
{
    unsigned char *copy = malloc(size + 1);
    struct edivisive_state *state;

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    if (at < size)
        copy[at] ^= 1;
    state = edivisive_state_restore(plan, copy, at < size ? size : 2 * size - 1 - at, ret_status);
    free(copy);
    return state;
}

static void damaged_or_foreign_bytes_are_refused(void **state)
{
    struct trial *trial = malloc(sizeof *trial);
    enum analysis_status status = ANALYSIS_OK;
    struct edivisive_options wider = EDIVISIVE_DEFAULTS;
    struct edivisive_plan *other;
    unsigned char *bytes;
    double level = 0;
    uint64_t random = 15;
    size_t size;

    (void)state;
    assert_non_null(trial);
    wider.window_len = 60;
    other = edivisive_plan_new(wider, &status);
    trial_begin(trial, EDIVISIVE_DEFAULTS, 0);
    for (size_t i = 0; i < 100; i++) {
        const double value = series_value(1, i, &level, &random);

        append(trial, &value, 1);
    }
    assert_int_equal(edivisive_state_save(trial->state, &bytes, &size), ANALYSIS_OK);
    for (size_t at = 0; at < 2 * size; at++) { /* a bit of each byte; then each shorter length */
        assert_null(restore_changed(trial->plan, bytes, size, at, &status));
        assert_int_equal(status, ANALYSIS_RANGE);
        status = ANALYSIS_OK;
    }
    assert_null(edivisive_state_restore(other, bytes, size, &status));
    assert_int_equal(status, ANALYSIS_RANGE);
    free(bytes);
    edivisive_plan_free(other);
    trial_end(trial);
    free(trial);
}

static void a_step_back_beyond_what_was_given_is_refused(void **state)
{
    struct trial *trial = malloc(sizeof *trial);
    const double values[3] = {1, (double)NAN, 2};

    (void)state;
    assert_non_null(trial);
    trial_begin(trial, EDIVISIVE_DEFAULTS, 0);
    append(trial, values, 3);
    assert_int_equal(edivisive_state_rewind(trial->state, trial->workspace, 4), ANALYSIS_RANGE);
    assert_int_equal(edivisive_state_length(trial->state), 3);
    rewind_to(trial, 2);
    check(trial, "a step back");
    trial_end(trial);
    free(trial);
}

/* Old values are not kept: a state of 3,000 values is a matter of some of the newest. */
static void saved_bytes_hold_the_newest_values_only(void **state)
{
    struct trial *trial = malloc(sizeof *trial);
    unsigned char *bytes;
    uint64_t random = 16;
    double level = 0;
    size_t size;

    (void)state;
    assert_non_null(trial);
    trial_begin(trial, EDIVISIVE_DEFAULTS, 0);
    for (size_t i = 0; i < 3000; i++) {
        const double value = series_value(0, i, &level, &random) + (double)(i / 100 % 2) * 10;

        append(trial, &value, 1);
    }
    assert_int_equal(edivisive_state_save(trial->state, &bytes, &size), ANALYSIS_OK);
    assert_in_range(size, 2000, 12000);
    free(bytes);
    trial_end(trial);
    free(trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_of_a_golden_series_equals_a_full_run),
        cmocka_unit_test(every_step_of_a_generated_series_equals_a_full_run),
        cmocka_unit_test(and_so_where_no_segment_is_summed_before_it_is_read),
        cmocka_unit_test(and_so_where_the_series_is_long),
        cmocka_unit_test(damaged_or_foreign_bytes_are_refused),
        cmocka_unit_test(a_step_back_beyond_what_was_given_is_refused),
        cmocka_unit_test(saved_bytes_hold_the_newest_values_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
