/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resample.h - histories in which nothing changes, made of a series' own values.
 *
 * A history holds levels that came and went, so shuffling all of it would make noise of changes.
 * Its change points (those of a search with hindsight) cut it into stretches; a place may be two
 * values off, so as many are left out on either side of a cut, and stretches shorter than
 * RESAMPLE_STRETCH are not used. The stretches are brought to one level, that of the newest: each
 * value is divided by the median of its stretch where all values are above 0, else the median is
 * subtracted. Two ways to draw a history from them:
 *   - shuffled: a random order, without replacement as long as that lasts. Exact for noise without
 *     memory; autocorrelation is lost;
 *   - blocks: RESAMPLE_BLOCK values at a time as they followed each other, in a circle within their
 *     stretch, with replacement: the circular block bootstrap of Politis and Romano (1992), after
 *     Kunsch (1989). Keeps what reaches over less than a block.
 * Pure and seeded: equal values and equal states of the generator give equal histories. */
#ifndef RIGEL_ANALYSIS_RESAMPLE_H
#define RIGEL_ANALYSIS_RESAMPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/status.h"
#include "analysis/twister.h"

enum { RESAMPLE_STRETCH = 12, RESAMPLE_BLOCK = 20, RESAMPLE_TRIM = 2 };

struct resample {
    double *values; /* of all stretches, on one level */
    size_t *ends;   /* of the stretches, ascending: places in values */
    size_t *order;  /* scratch of the shuffled way */
    size_t count, stretches;
    double level;    /* 0: percentages say nothing */
    bool multiplies; /* values were divided by their level */
};

/* values[0, n) are finite; cuts[0, cut_count) ascending, each the first value of a new level.
 * ANALYSIS_NO_MEMORY: *ret is untouched. Freed by resample_done. */
enum analysis_status resample_init(struct resample *ret, const double *values, size_t n,
                                   const size_t *cuts, size_t cut_count);
void resample_done(struct resample *resample); /* a zeroed one is fine */

/* n values into out; resample->count > 0. */
void resample_shuffled(struct resample *resample, struct twister *twister, double *out, size_t n);
void resample_blocks(const struct resample *resample, struct twister *twister, double *out,
                     size_t n);

#endif
