/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_ranks.h - the ranks of a short piece of a series that grows at its end, and what the
 * places in it differ by (Wilcoxon 1945; ranks in place of values: Conover and Iman 1981).
 *
 * Ranks are kept doubled: whole numbers also for ties, which share the mean of their ranks. All
 * sums of them are exact. */
#ifndef RIGEL_ANALYSIS_STEADY_RANKS_H
#define RIGEL_ANALYSIS_STEADY_RANKS_H

#include <stdbool.h>
#include <stddef.h>

struct steady_ranks {
    size_t begin, n, most; /* values [begin, begin + n) of the series; at most `most` of them */
    double *twice;         /* n doubled ranks, from 2 */
    double *sums;          /* n + 1: of the first i doubled ranks */
    double *products;      /* n + 1: of neighbours among the first i */
    double *squares;       /* n + 1 */
};

/* false: no memory. */
bool steady_ranks_init(struct steady_ranks *ranks, size_t most);
void steady_ranks_done(struct steady_ranks *ranks);
void steady_ranks_begin(struct steady_ranks *ranks, size_t begin);
/* Takes values (those from `begin` on) until there are n of them; n is at most `most`. */
void steady_ranks_grow(struct steady_ranks *ranks, const double *values, size_t n);

/* Signed evidence that the first n >= 2 of the ranks differ from the others, at least 3. rho: the
 * autocorrelation known so far; prior: the values by which that of the ranks is pulled to 0. */
double steady_ranks_evidence(const struct steady_ranks *ranks, size_t n, double rho, double prior);
/* Log likelihood of a change after the first n, times the inflation; positive if it goes up. */
double steady_ranks_likelihood(const struct steady_ranks *ranks, size_t n);

#endif
