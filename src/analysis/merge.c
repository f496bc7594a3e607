/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/merge.h"

#include <math.h>
#include <stdlib.h>

enum analysis_status merge_scratch_reserve(struct merge_scratch *scratch, size_t count)
{
    size_t *before, *after;

    if (tournament_reserve(&scratch->pvalues, count) != ANALYSIS_OK ||
        tournament_reserve(&scratch->magnitudes, count) != ANALYSIS_OK)
        return ANALYSIS_NO_MEMORY;
    if (count <= scratch->capacity)
        return ANALYSIS_OK;
    before = calloc(count, sizeof *before);
    after = calloc(count, sizeof *after);
    if (!before || !after) {
        free(before);
        free(after);
        return ANALYSIS_NO_MEMORY;
    }
    free(scratch->before);
    free(scratch->after);
    scratch->before = before;
    scratch->after = after;
    scratch->capacity = count;
    return ANALYSIS_OK;
}

void merge_scratch_done(struct merge_scratch *scratch)
{
    free(scratch->before);
    free(scratch->after);
    tournament_done(&scratch->pvalues);
    tournament_done(&scratch->magnitudes);
    *scratch = (struct merge_scratch){.capacity = 0};
}

void weak_points_compare(struct weak_point *points, size_t count, const struct series_view *series)
{
    for (size_t i = 0; i < count; i++) {
        const size_t left = i > 0 ? points[i - 1].index : 0;
        const size_t right = i + 1 < count ? points[i + 1].index : series->n;

        points[i].numbers =
            comparison_of(series->values, left, points[i].index, right, series->skipping);
    }
}

/* One merge on its way. */
struct merge {
    struct merge_scratch *scratch;
    struct weak_point *points;
    size_t count, first; /* of all points; position of the first living one, or count */
    const struct series_view *series;
    bool by_magnitude; /* that tournament has begun: the first removals seldom need it */
};

static void begin(struct merge *merge)
{
    struct tournament *pvalues = &merge->scratch->pvalues;

    tournament_begin(pvalues, merge->count);
    for (size_t i = 0; i < merge->count; i++) {
        merge->scratch->before[i] = i > 0 ? i - 1 : merge->count;
        merge->scratch->after[i] = i + 1;
        pvalues->keys[i] = merge->points[i].numbers.pvalue;
    }
    tournament_play(pvalues);
}

static void begin_magnitudes(struct merge *merge)
{
    struct tournament *magnitudes = &merge->scratch->magnitudes;

    tournament_begin(magnitudes, merge->count);
    for (size_t i = merge->first; i < merge->count; i = merge->scratch->after[i])
        magnitudes->keys[i] = -comparison_magnitude(&merge->points[i].numbers);
    tournament_play(magnitudes);
    merge->by_magnitude = true;
}

static void put_keys(struct merge *merge, size_t position, double pvalue, double magnitude)
{
    tournament_set(&merge->scratch->pvalues, position, pvalue);
    if (merge->by_magnitude)
        tournament_set(&merge->scratch->magnitudes, position, -magnitude);
}

static void compare_again(struct merge *merge, size_t position)
{
    const size_t *before = merge->scratch->before, *after = merge->scratch->after;
    struct weak_point *point = &merge->points[position];
    const bool is_first = before[position] == merge->count;
    const bool is_last = after[position] == merge->count;
    const size_t left = is_first ? 0 : merge->points[before[position]].index;
    const size_t right = is_last ? merge->series->n : merge->points[after[position]].index;

    point->numbers =
        comparison_of(merge->series->values, left, point->index, right, merge->series->skipping);
    if (merge->scratch->watch)
        merge->scratch->watch->compared(merge->scratch->watch->context, left, point->index, right);
    put_keys(merge, position, point->numbers.pvalue, comparison_magnitude(&point->numbers));
}

static void remove_point(struct merge *merge, size_t position)
{
    size_t *before = merge->scratch->before, *after = merge->scratch->after;
    const size_t left = before[position], right = after[position];
    const struct edivisive_watch *const watch = merge->scratch->watch;

    if (watch)
        watch->removed(watch->context, merge->points[position].index,
                       &merge->points[position].numbers);
    put_keys(merge, position, (double)NAN, (double)NAN);
    if (left == merge->count)
        merge->first = right;
    else
        after[left] = right;
    if (right == merge->count)
        return;
    before[right] = left;
    compare_again(merge, right);
    if (after[right] != merge->count)
        compare_again(merge, after[right]);
}

/* The position to remove next; count: none, all convince. */
static size_t weakest(struct merge *merge, const struct edivisive_options *options)
{
    const struct merge_scratch *scratch = merge->scratch;
    size_t position = merge->first;

    if (!isnan(merge->points[position].numbers.pvalue))
        position = tournament_winner(&scratch->pvalues);
    if (!(merge->points[position].numbers.pvalue < options->max_pvalue))
        return position;
    if (!merge->by_magnitude)
        begin_magnitudes(merge);
    position = merge->first;
    if (!isnan(comparison_magnitude(&merge->points[position].numbers)))
        position = tournament_winner(&scratch->magnitudes);
    return comparison_magnitude(&merge->points[position].numbers) > options->min_magnitude
               ? merge->count
               : position;
}

size_t merge_points(struct merge_scratch *scratch, struct weak_point *points, size_t count,
                    const struct series_view *series, const struct edivisive_options *options)
{
    struct merge merge = {scratch, points, count, 0, series, false};
    size_t kept = 0;

    if (count == 0)
        return 0;
    begin(&merge);
    while (merge.first != count) {
        const size_t position = weakest(&merge, options);

        if (position == count)
            break;
        remove_point(&merge, position);
    }
    for (size_t i = merge.first; i < count; i = scratch->after[i])
        points[kept++] = points[i];
    return kept;
}
