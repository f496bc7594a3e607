/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The merge step against the specification's own loop, which scans the whole list each time. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/merge.h"

enum { MOST_VALUES = 400, MOST_POINTS = 120 };

static uint64_t draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static size_t scan(const struct weak_point *points, size_t count, bool by_magnitude)
{
    size_t best = 0;

    for (size_t i = 1; i < count; i++) {
        const double key =
            by_magnitude ? -comparison_magnitude(&points[i].numbers) : points[i].numbers.pvalue;
        const double kept = by_magnitude ? -comparison_magnitude(&points[best].numbers)
                                         : points[best].numbers.pvalue;

        if (key > kept)
            best = i;
    }
    return best;
}

static size_t merge_by_the_word(struct weak_point *points, size_t count,
                                const struct series_view *series,
                                const struct edivisive_options *options)
{
    while (count > 0) {
        size_t w = scan(points, count, false);

        if (points[w].numbers.pvalue < options->max_pvalue) {
            w = scan(points, count, true);
            if (comparison_magnitude(&points[w].numbers) > options->min_magnitude)
                break;
        }
        count--;
        memmove(points + w, points + w + 1, (count - w) * sizeof *points);
        for (size_t i = w; i < count && i < w + 2; i++)
            points[i].numbers =
                comparison_of(series->values, i > 0 ? points[i - 1].index : 0, points[i].index,
                              i + 1 < count ? points[i + 1].index : series->n, series->skipping);
    }
    return count;
}

/* Values with many ties, zeros and NaN; points anywhere, not only where a search would put them. */
static size_t make_case(uint64_t *state, double *values, size_t n, struct weak_point *points)
{
    const uint64_t lattice = 1 + draw(state) % 30, gaps = draw(state) % 3;
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        values[i] = (double)(draw(state) % lattice) + floor((double)i / 50);
        if (gaps == 2 && draw(state) % 20 == 0)
            values[i] = (double)NAN;
        if (i > 0 && count < MOST_POINTS && draw(state) % 5 == 0)
            points[count++].index = i;
    }
    return count;
}

static void merge_removes_what_the_specification_removes_in_its_order(void **state)
{
    static const double levels[] = {0.001, 0.05, 1.0, 0.0};
    struct merge_scratch scratch = {.capacity = 0};
    double values[MOST_VALUES];
    struct weak_point points[MOST_POINTS] = {{0}}, words[MOST_POINTS] = {{0}};
    uint64_t random = 11;
    size_t partly = 0;

    (void)state;
    for (size_t round = 0; round < 4000; round++) {
        const size_t n = 2 + draw(&random) % (MOST_VALUES - 2);
        const size_t count = make_case(&random, values, n, points);
        const struct series_view series = {values, n, round % 2 == 0};
        const struct edivisive_options options = {50, levels[draw(&random) % 4],
                                                  round % 5 == 0 ? 0.1 : 0.0};
        size_t kept;

        weak_points_compare(points, count, &series);
        memcpy(words, points, sizeof points);
        assert_int_equal(merge_scratch_reserve(&scratch, count), ANALYSIS_OK);
        kept = merge_points(&scratch, points, count, &series, &options);
        assert_int_equal(kept, merge_by_the_word(words, count, &series, &options));
        if (kept > 0)
            assert_memory_equal(points, words, kept * sizeof *points);
        partly += kept > 0 && kept < count;
    }
    assert_true(partly > 1000);
    merge_scratch_done(&scratch);
}

/* Steps at 10, 20 and 30, the middle one too small: once it goes, the first keeps the mean it had
 * of the segment up to 20, as the peer reports it. */
static void point_before_a_removed_one_keeps_its_old_numbers(void **state)
{
    struct merge_scratch scratch = {.capacity = 0};
    struct weak_point points[3] = {{.index = 10}, {.index = 20}, {.index = 30}};
    double values[40];
    const struct series_view series = {values, 40, false};
    const struct edivisive_options options = EDIVISIVE_DEFAULTS;

    (void)state;
    for (size_t i = 0; i < 40; i++)
        values[i] = (double)(i % 3) + (i < 10 ? 0 : i < 20 ? 50 : i < 30 ? 50.5 : 100);
    weak_points_compare(points, 3, &series);
    const double old_mean = points[0].numbers.after.mean;
    assert_int_equal(merge_scratch_reserve(&scratch, 3), ANALYSIS_OK);
    assert_int_equal(merge_points(&scratch, points, 3, &series, &options), 2);
    assert_int_equal(points[0].index, 10);
    assert_int_equal(points[1].index, 30);
    assert_true(points[0].numbers.after.mean == old_mean);
    assert_true(points[1].numbers.before.mean == segment_moments(values + 10, 20).mean);
    merge_scratch_done(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merge_removes_what_the_specification_removes_in_its_order),
        cmocka_unit_test(point_before_a_removed_one_keeps_its_old_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
