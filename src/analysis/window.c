/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/window.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/comparison.h"
#include "analysis/student.h"

enum { SUMS_A_VALUE = 3 };

enum analysis_status window_scratch_reserve(struct window_scratch *scratch,
                                            const struct edivisive_plan *plan, size_t window)
{
    struct window_scratch grown = {.capacity = window};

    if (plan->lanes && lanes_field_reserve(&scratch->field, window) != ANALYSIS_OK)
        return ANALYSIS_NO_MEMORY;
    if (window <= scratch->capacity)
        return ANALYSIS_OK;
    grown.starts = calloc(window + 1, sizeof *grown.starts);
    grown.pieces = calloc(window, sizeof *grown.pieces);
    grown.sums = calloc(window, SUMS_A_VALUE * sizeof *grown.sums);
    if (!grown.starts || !grown.pieces || !grown.sums) {
        window_scratch_done(&grown);
        return ANALYSIS_NO_MEMORY;
    }
    grown.field = scratch->field;
    scratch->field = (struct lanes_field){.capacity = 0};
    window_scratch_done(scratch);
    *scratch = grown;
    return ANALYSIS_OK;
}

void window_scratch_done(struct window_scratch *scratch)
{
    free(scratch->starts);
    free(scratch->pieces);
    free(scratch->sums);
    lanes_field_done(&scratch->field);
    *scratch = (struct window_scratch){.capacity = 0};
}

/* One window on its way. */
struct search {
    const struct edivisive_plan *plan;
    struct window_scratch *scratch;
    const double *values;
    size_t count;              /* of pieces */
    const struct lanes *lanes; /* NULL: plain */
    bool prepared;             /* the field is ready for the search */
};

static size_t piece_length(const struct search *search, size_t piece)
{
    return search->scratch->starts[piece + 1] - search->scratch->starts[piece];
}

/* A piece that is new: is there any hope for it? */
static void weigh_piece(struct search *search, size_t piece)
{
    const size_t *starts = search->scratch->starts;
    struct piece *weighed = &search->scratch->pieces[piece];

    *weighed = (struct piece){.hopeless = false};
    if (piece_length(search, piece) < 2)
        weighed->hopeless = true;
    else if (search->lanes && search->plan->first_level < 1.0)
        weighed->hopeless = search->lanes->hopeless(&search->plan->tables, &search->scratch->field,
                                                    starts[piece], starts[piece + 1]);
}

static void search_piece(struct search *search, size_t piece)
{
    struct window_scratch *scratch = search->scratch;
    const size_t begin = scratch->starts[piece], end = scratch->starts[piece + 1];
    struct piece *found = &scratch->pieces[piece];

    found->searched = true;
    if (!search->lanes) {
        found->split = split_plain(search->values, begin, end, scratch->sums);
        return;
    }
    if (!search->prepared)
        search->lanes->prepare(&scratch->field);
    search->prepared = true;
    found->split = search->lanes->search(&search->plan->tables, &scratch->field, begin, end);
}

/* Position of the piece whose split has the most energy, the leftmost of equals; count: none, or
 * none that could pass the test. A piece without hope may still hold the candidate that ends the
 * window, so it is searched as long as another one has hope. */
static size_t best_piece(struct search *search)
{
    const struct piece *pieces = search->scratch->pieces;
    size_t best = search->count;
    bool hope = false;

    for (size_t i = 0; i < search->count; i++)
        hope |= !pieces[i].hopeless;
    for (size_t i = 0; hope && i < search->count; i++) {
        if (piece_length(search, i) < 2)
            continue;
        if (!pieces[i].searched)
            search_piece(search, i);
        if (best == search->count || pieces[i].split.q > pieces[best].split.q)
            best = i;
    }
    return best;
}

/* p <= the level, p itself being worked out only where |t| is near the critical one. */
static bool split_significant(const struct search *search, size_t begin, size_t tau, size_t end)
{
    const double level = search->plan->first_level;
    const size_t n1 = tau - begin, n2 = end - tau;

    if (!search->lanes || level >= 1.0 || n1 + n2 <= 2)
        return comparison_of(search->values, begin, tau, end, false).pvalue <= level;

    const struct moments before = segment_moments(search->values + begin, n1);
    const struct moments after = segment_moments(search->values + tau, n2);
    const double t = fabs(comparison_t(&before, n1, &after, n2));
    const double critical = search->plan->tables.critical[n1 + n2 - 2];

    if (t > critical * (1 + 1e-7))
        return true;
    return t >= critical * (1 - 1e-7) && student_pvalue(t, n1 + n2 - 2) <= level;
}

static void cut(struct search *search, size_t piece, size_t tau)
{
    size_t *const starts = search->scratch->starts;
    struct piece *const pieces = search->scratch->pieces;
    const size_t after = search->count - piece;

    memmove(starts + piece + 2, starts + piece + 1, after * sizeof *starts);
    memmove(pieces + piece + 1, pieces + piece, after * sizeof *pieces);
    starts[piece + 1] = tau;
    search->count++;
    weigh_piece(search, piece);
    weigh_piece(search, piece + 1);
}

static bool any_not_finite(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(values[i]))
            return true;
    return false;
}

size_t window_search(const struct edivisive_plan *plan, struct window_scratch *scratch,
                     const double *values, size_t n)
{
    struct search search = {plan, scratch, values, 1, plan->lanes, false};
    size_t *const starts = scratch->starts;

    if (search.lanes && !lanes_field_load(&scratch->field, values, n)) {
        /* A candidate with a NaN or an infinity beside it has no p below 1. */
        if (plan->first_level < 1.0 && any_not_finite(values, n))
            return 0;
        search.lanes = NULL;
    }
    starts[0] = 0;
    starts[1] = n;
    weigh_piece(&search, 0);
    for (;;) {
        const size_t piece = best_piece(&search);

        if (piece == search.count)
            break;

        const struct split split = scratch->pieces[piece].split;
        const bool passed = split_significant(&search, starts[piece], split.tau, starts[piece + 1]);

        if (plan->watch)
            plan->watch->candidate(plan->watch->context, starts[piece], starts[piece + 1], split,
                                   passed);
        if (!passed)
            break;
        cut(&search, piece, split.tau);
    }
    return search.count - 1;
}
