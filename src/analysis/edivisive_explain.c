/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/edivisive_explain.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/plan.h"
#include "analysis/workspace.h"

/* One watched run. Indexes count the values of the search. */
struct watching {
    const struct edivisive_plan *plan;
    struct edivisive_workspace *workspace;
    double *sums; /* for split_plain */
    size_t place;
    bool any; /* a window was taken into *told */
    bool cut; /* by a window */
    bool removed, compared;
    size_t left, right; /* segments that the merge compared last at the place */
    struct comparison numbers;

    /* The window under way. */
    bool open, here; /* there is one; it was cut at the place */
    size_t start, width;
    size_t begin, end; /* piece around the place */
    struct split here_split;
    bool failed; /* its last candidate, which did not pass */
    size_t failed_begin, failed_end;
    struct split failed_split;
    struct edivisive_explanation *told;
};

static double p_of(const struct watching *w, size_t left, size_t middle, size_t right)
{
    return comparison_of(w->workspace->series, left, middle, right, false).pvalue;
}

static void tell_window(struct watching *w)
{
    struct edivisive_explanation *const told = w->told;
    const struct split best = w->here
                                  ? w->here_split
                                  : split_plain(w->workspace->series + w->start,
                                                w->begin - w->start, w->end - w->start, w->sums);

    told->window_first = w->start;
    told->window_last = w->start + w->width - 1;
    told->piece_first = w->begin;
    told->piece_last = w->end - 1;
    told->pvalue = p_of(w, w->begin, w->place, w->end);
    told->best = w->start + best.tau;
    told->best_energy = best.q;
    told->best_pvalue = p_of(w, w->begin, told->best, w->end);
    told->ended = !w->here && w->failed && w->failed_begin != w->begin;
    if (!w->failed)
        return;
    told->ended_by = w->start + w->failed_split.tau;
    told->ended_energy = w->failed_split.q;
    told->ended_pvalue = p_of(w, w->failed_begin, told->ended_by, w->failed_end);
}

static void end_window(struct watching *w)
{
    const bool holds = w->open && w->start < w->place && w->place < w->start + w->width;

    w->open = false;
    if (!holds)
        return;
    w->told->windows++;
    if (w->cut && !w->here)
        return;
    if (w->here || !w->any || p_of(w, w->begin, w->place, w->end) < w->told->pvalue) {
        tell_window(w);
        w->told->outcome = w->failed && w->start + w->failed_split.tau == w->place
                               ? EDIVISIVE_REFUSED
                               : EDIVISIVE_OUTDONE;
    }
    w->any = true;
    w->cut = w->cut || w->here;
}

static void on_window(void *context, size_t start, size_t width)
{
    struct watching *const w = context;

    end_window(w);
    w->open = true;
    w->here = w->failed = false;
    w->start = w->begin = start;
    w->width = width;
    w->end = start + width;
}

static void on_candidate(void *context, size_t begin, size_t end, struct split split, bool passed)
{
    struct watching *const w = context;
    const size_t at = w->start + split.tau;

    if (!passed) {
        w->failed = true;
        w->failed_begin = w->start + begin;
        w->failed_end = w->start + end;
        w->failed_split = split;
    } else if (at == w->place) {
        w->here = true;
        w->here_split = split;
    } else if (!w->here && at < w->place) {
        w->begin = at > w->begin ? at : w->begin;
    } else if (!w->here) {
        w->end = at < w->end ? at : w->end;
    }
}

static void on_compared(void *context, size_t left, size_t index, size_t right)
{
    struct watching *const w = context;

    if (index != w->place)
        return;
    w->compared = true;
    w->left = left;
    w->right = right;
}

static void on_removed(void *context, size_t index, const struct comparison *numbers)
{
    struct watching *const w = context;

    if (index != w->place)
        return;
    w->removed = true;
    w->numbers = *numbers;
}

/* The weak points on either side of the place: what it was compared over first. */
static void first_segments(struct watching *w, size_t weak_place)
{
    const struct edivisive_workspace *const workspace = w->workspace;

    w->left = 0;
    w->right = workspace->length;
    for (size_t i = 0, at = 0; i < workspace->weak_count; i++) {
        if (workspace->weak[i] == weak_place)
            continue;
        /* Weak points are told as the caller counts. */
        while (workspace->way == MISSING_DROP && workspace->origin[at] < workspace->weak[i])
            at++;
        at = workspace->way == MISSING_DROP ? at : workspace->weak[i];
        if (at < w->place)
            w->left = at;
        else if (at < w->right)
            w->right = at;
    }
}

/* Reported points beside the place; its own position, or the count. */
static size_t find_neighbours(struct watching *w, size_t *ret_left, size_t *ret_right)
{
    const struct edivisive_workspace *const workspace = w->workspace;
    size_t own = workspace->count;

    *ret_left = 0;
    *ret_right = workspace->length;
    for (size_t i = 0; i < workspace->count; i++) {
        const size_t at = workspace->points[i].index;

        if (at == w->place) {
            own = i;
        } else if (at < w->place) {
            *ret_left = at;
            w->told->has_before = true;
        } else if (!w->told->has_after) {
            *ret_right = at;
            w->told->has_after = true;
        }
    }
    return own;
}

static void tell_merge(struct watching *w, size_t index)
{
    struct edivisive_workspace *const workspace = w->workspace;
    struct edivisive_explanation *const told = w->told;
    size_t left, right;
    const size_t own = find_neighbours(w, &left, &right);

    told->change_before = left;
    told->change_after = right;
    if (w->cut && !w->compared)
        first_segments(w, index);
    if (own < workspace->count) {
        told->outcome = EDIVISIVE_CHANGE;
        w->numbers = workspace->points[own].numbers;
    } else if (w->removed) {
        told->outcome = EDIVISIVE_MERGED;
    } else {
        w->left = left;
        w->right = right;
        w->numbers =
            comparison_of(workspace->series, left, w->place, right, workspace->way == MISSING_SKIP);
    }
    told->left_first = w->left;
    told->right_last = w->right - 1;
    told->count_before = w->place - w->left;
    told->count_after = w->right - w->place;
    told->numbers = w->numbers;
    told->magnitude = comparison_magnitude(&w->numbers);
    told->t = told->count_before + told->count_after > 2
                  ? comparison_t(&w->numbers.before, told->count_before, &w->numbers.after,
                                 told->count_after)
                  : (double)NAN;
}

/* As the caller counts. */
static void map_back(const struct edivisive_workspace *workspace,
                     struct edivisive_explanation *told)
{
    size_t *const places[] = {&told->window_first, &told->window_last, &told->piece_first,
                              &told->piece_last,   &told->best,        &told->ended_by,
                              &told->left_first,   &told->right_last,  &told->change_before,
                              &told->change_after};

    for (size_t i = 0; workspace->way == MISSING_DROP && i < sizeof places / sizeof *places; i++)
        *places[i] = *places[i] < workspace->length ? workspace->origin[*places[i]] : 0;
}

static size_t place_of(const double *values, const unsigned char *missing, enum missing_way way,
                       size_t index)
{
    size_t place = 0;

    for (size_t i = 0; i < index; i++)
        place += way != MISSING_DROP || !((missing && missing[i]) || isnan(values[i]));
    return place;
}

enum analysis_status edivisive_explain(const struct edivisive_plan *plan,
                                       struct edivisive_workspace *workspace, const double *values,
                                       const unsigned char *missing, size_t n, enum missing_way way,
                                       size_t index, struct edivisive_explanation *ret)
{
    struct edivisive_explanation told = {.candidate_level = plan->first_level,
                                         .max_pvalue = plan->options.max_pvalue,
                                         .min_magnitude = plan->options.min_magnitude};
    struct watching w = {.workspace = workspace,
                         .place = place_of(values, missing, way, index),
                         .sums = calloc(plan->window, 3 * sizeof *w.sums),
                         .told = &told};
    const struct edivisive_watch watch = {&w, on_window, on_candidate, on_compared, on_removed};
    struct edivisive_plan plain = *plan;
    const struct change_point *points;
    enum analysis_status status = ANALYSIS_NO_MEMORY;
    size_t count;

    plain.lanes = NULL;
    plain.watch = &watch;
    w.plan = &plain;
    if (w.sums)
        status = edivisive_run(&plain, workspace, values, missing, n, way, &points, &count);
    if (status == ANALYSIS_OK) {
        end_window(&w);
        if (w.place > 0)
            tell_merge(&w, index);
        map_back(workspace, &told);
        *ret = told;
    }
    free(w.sums);
    return status;
}
