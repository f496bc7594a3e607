/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/window.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/comparison.h"
#include "analysis/plan.h"

enum { SUMS_A_VALUE = 3 };

enum analysis_status window_scratch_reserve(struct window_scratch *scratch, size_t window)
{
    struct window_scratch grown = {.capacity = window};

    if (window <= scratch->capacity)
        return ANALYSIS_OK;
    grown.starts = calloc(window + 1, sizeof *grown.starts);
    grown.splits = calloc(window, sizeof *grown.splits);
    grown.sums = calloc(window, SUMS_A_VALUE * sizeof *grown.sums);
    if (!grown.starts || !grown.splits || !grown.sums) {
        window_scratch_done(&grown);
        return ANALYSIS_NO_MEMORY;
    }
    window_scratch_done(scratch);
    *scratch = grown;
    return ANALYSIS_OK;
}

void window_scratch_done(struct window_scratch *scratch)
{
    free(scratch->starts);
    free(scratch->splits);
    free(scratch->sums);
    *scratch = (struct window_scratch){0};
}

/* Position of the piece whose split has the most energy, the leftmost of equals; count: none. */
static size_t best_piece(const struct window_scratch *scratch, size_t count)
{
    size_t best = count;

    for (size_t i = 0; i < count; i++) {
        const bool splits = scratch->starts[i + 1] - scratch->starts[i] >= 2;

        if (splits && (best == count || scratch->splits[i].q > scratch->splits[best].q))
            best = i;
    }
    return best;
}

static void search_piece(struct window_scratch *scratch, const double *values, size_t piece)
{
    const size_t begin = scratch->starts[piece], end = scratch->starts[piece + 1];

    if (end - begin >= 2)
        scratch->splits[piece] = split_plain(values, begin, end, scratch->sums);
}

size_t window_search(const struct edivisive_plan *plan, struct window_scratch *scratch,
                     const double *values, size_t n)
{
    size_t *const starts = scratch->starts;
    size_t count = 1;

    starts[0] = 0;
    starts[1] = n;
    search_piece(scratch, values, 0);
    for (;;) {
        const size_t piece = best_piece(scratch, count);

        if (piece == count)
            break;

        const size_t tau = scratch->splits[piece].tau;
        const struct comparison sides =
            comparison_of(values, starts[piece], tau, starts[piece + 1], false);

        if (!(sides.pvalue <= plan->first_level))
            break;
        memmove(starts + piece + 2, starts + piece + 1, (count - piece) * sizeof *starts);
        memmove(scratch->splits + piece + 1, scratch->splits + piece,
                (count - piece) * sizeof *scratch->splits);
        starts[piece + 1] = tau;
        count++;
        search_piece(scratch, values, piece);
        search_piece(scratch, values, piece + 1);
    }
    return count - 1;
}
