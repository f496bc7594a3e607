/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/edivisive_state.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/append.h"
#include "analysis/change_point.h"

struct edivisive_state *edivisive_state_new(const struct edivisive_plan *plan)
{
    struct edivisive_state *state = calloc(1, sizeof *state);

    if (state)
        state->plan = plan;
    return state;
}

void edivisive_state_free(struct edivisive_state *state)
{
    if (!state)
        return;
    free(state->values);
    free(state->gaps);
    free(state->weak);
    free(state->kept);
    free(state->entries);
    free(state->points);
    free(state);
}

static size_t skipped_so_far(const struct edivisive_state *state, size_t gap_count)
{
    return gap_count > 0 ? state->gaps[gap_count - 1].skipped : 0;
}

/* The place in the series as given. */
static size_t given_place(const struct edivisive_state *state, size_t place)
{
    size_t low = 0, high = state->front.gap_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (state->gaps[middle].position <= place)
            low = middle + 1;
        else
            high = middle;
    }
    return place + skipped_so_far(state, low);
}

static enum analysis_status reserve_values(struct edivisive_state *state, size_t n)
{
    const struct series_front *front = &state->front;
    void *values = state->values, *gaps = state->gaps;
    enum analysis_status status =
        append_reserve(&values, &state->value_capacity, front->n - state->base + n, sizeof(double));

    state->values = values;
    if (status == ANALYSIS_OK)
        status = append_reserve(&gaps, &state->gap_capacity, front->gap_count + n / 2 + 1,
                                sizeof *state->gaps);
    state->gaps = gaps;
    return status;
}

static void take_value(struct edivisive_state *state, struct series_front *next, double value)
{
    const size_t place = next->n, skipped = next->given - next->n;

    next->given++;
    if (isnan(value))
        return;
    if (skipped != skipped_so_far(state, next->gap_count))
        state->gaps[next->gap_count++] = (struct series_gap){place, skipped};
    if (place == 0)
        next->scale = (struct running_scale){value, 0.0};
    if (fabs(value) > next->scale.largest)
        next->scale.largest = fabs(value);
    running_sums_add(&next->sums, value - next->scale.origin);
    state->values[place - state->base] = value;
    next->n++;
}

enum analysis_status edivisive_state_append(struct edivisive_state *state,
                                            struct edivisive_workspace *workspace,
                                            const double *values, size_t n)
{
    struct series_front next = state->front;
    const enum analysis_status status = reserve_values(state, n);

    if (status != ANALYSIS_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        take_value(state, &next, values[i]);
    if (next.n == state->front.n) { /* all missing */
        state->front = next;
        return ANALYSIS_OK;
    }
    return append_update(state, workspace, next);
}

/* Sums before a place, from the last weak point at or before it, of `count` of them. */
static bool sums_before(const struct edivisive_state *state, size_t place, size_t count,
                        struct border *ret_border)
{
    struct border border = {.index = 0};

    while (count > 0 && state->weak[count - 1].at.index > place)
        count--;
    if (count > 0)
        border = state->weak[count - 1].at;
    if (border.index < state->base)
        return place == border.index && (*ret_border = border, true);
    for (; border.index < place; border.index++)
        running_sums_add(&border.sums,
                         state->values[border.index - state->base] - state->front.scale.origin);
    *ret_border = border;
    return true;
}

/* What is left of the finished windows: a weak point knows its own window, and windows without one
 * are a step apart. */
static void rewind_windows(const struct edivisive_state *state, size_t n, size_t *ret_start,
                           size_t *ret_finished)
{
    const size_t window = state->plan->window, step = state->plan->step;
    size_t finished = state->front.finished, start = 0;

    while (finished > 0 && state->weak[finished - 1].window + window > n)
        finished--;
    if (finished > 0) {
        const struct weak_entry *last = &state->weak[finished - 1];

        start = last->window + step;
        start = last->at.index > start ? last->at.index : start;
    }
    while (start + window <= n)
        start += step;
    *ret_start = start;
    *ret_finished = finished;
}

static size_t present_of(const struct edivisive_state *state, size_t count, size_t *ret_gap_count)
{
    size_t gaps = state->front.gap_count, end = state->front.n;

    while (gaps > 0 && state->gaps[gaps - 1].position + state->gaps[gaps - 1].skipped >= count)
        end = state->gaps[--gaps].position;

    const size_t present = count - skipped_so_far(state, gaps);

    *ret_gap_count = gaps;
    return present < end ? present : end;
}

enum analysis_status edivisive_state_rewind(struct edivisive_state *state,
                                            struct edivisive_workspace *workspace, size_t count)
{
    struct series_front next = state->front;
    struct border end;
    size_t start;

    if (count > state->front.given)
        return ANALYSIS_RANGE;
    next.n = present_of(state, count, &next.gap_count);
    next.given = count;
    if (next.n == state->front.n) { /* missing values only */
        state->front = next;
        return ANALYSIS_OK;
    }
    rewind_windows(state, next.n, &start, &next.finished);
    if (start < state->base || !sums_before(state, start, next.finished, &next.start) ||
        !sums_before(state, next.n, state->weak_count, &end))
        return ANALYSIS_NO_VALUES;
    next.sums = end.sums;
    memo_clear(&state->memo);
    return append_update(state, workspace, next);
}

size_t edivisive_state_length(const struct edivisive_state *state)
{
    return state->front.given;
}

size_t edivisive_state_count(const struct edivisive_state *state)
{
    return state->kept_count;
}

size_t edivisive_state_index(const struct edivisive_state *state, size_t rank)
{
    return given_place(state, state->weak[state->kept[rank].position].at.index);
}

enum analysis_status edivisive_state_points(struct edivisive_state *state,
                                            const struct change_point **ret_points,
                                            size_t *ret_count)
{
    void *points = state->points;
    const enum analysis_status status =
        append_reserve(&points, &state->point_capacity, state->kept_count, sizeof *state->points);

    state->points = points;
    if (status != ANALYSIS_OK)
        return status;
    for (size_t i = 0; i < state->kept_count; i++) {
        const size_t index = state->weak[state->kept[i].position].at.index;
        struct standing *standing = &state->kept[i].standing;

        if (standing->deferred && standing->left < state->base)
            return ANALYSIS_NO_VALUES;
        if (standing->deferred)
            standing->numbers =
                comparison_of(state->values, standing->left - state->base, index - state->base,
                              standing->right - state->base, false);
        standing->deferred = false;
        state->points[i] = change_point_of(&standing->numbers, given_place(state, index));
    }
    *ret_points = state->points;
    *ret_count = state->kept_count;
    return ANALYSIS_OK;
}
