/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the specification: s is the begin, e the end, H(t, k) the sum of |x_t - x_j| over j in
 * (t, k), R its sum over rows from below, P from above, W the sum within the left segment. Every
 * sum has its own fixed order; the loops here only interleave them. */
#include "analysis/split_plain.h"

#include <math.h>
#include <stdbool.h>

/* within[tau] = W(tau) for tau in (s, e). */
static void sum_within(const double *x, size_t s, size_t e, double *within)
{
    double sum = 0.0;

    for (size_t t = s + 1; t < e; t++) {
        double chain = 0.0, before = 0.0;

        within[t] = sum;
        for (size_t j = 0; j < t; j++) {
            if (j == s)
                before = chain;
            chain += fabs(x[j] - x[t]);
        }
        sum += chain - before;
    }
}

static double energy(double span, double left, double right, double p, double w, double r)
{
    const double across = 2.0 / span * (p - w);
    const double in_left = left > 1 ? 2.0 * right / (span * (left - 1)) * w : 0.0;
    const double in_right = right > 1 ? 2.0 * left / (span * (right - 1)) * r : 0.0;

    return (across - in_left) - in_right;
}

static bool beats(double q, size_t tau, const struct split *best)
{
    if (isnan(q) || isnan(best->q))
        return isnan(q) && (!isnan(best->q) || tau < best->tau);
    return q > best->q || (q == best->q && tau < best->tau);
}

struct split split_plain(const double *x, size_t s, size_t e, double *scratch)
{
    double *const within = scratch, *const column = within + e, *const below = column + e;
    struct split best = {-INFINITY, e};

    sum_within(x, s, e, within);
    column[s] = 0.0;
    for (size_t k = s + 2; k <= e; k++) {
        double above = 0.0;

        for (size_t t = s; t + 1 < k; t++)
            column[t] += fabs(x[t] - x[k - 1]);
        column[k - 1] = 0.0;
        below[k - 1] = 0.0;
        for (size_t t = k - 1; t-- > s;)
            below[t] = below[t + 1] + column[t];
        for (size_t tau = s + 1; tau < k; tau++) {
            above += column[tau - 1];

            const double q = energy((double)(k - s), (double)(tau - s), (double)(k - tau), above,
                                    within[tau], below[tau]);

            if (beats(q, tau, &best))
                best = (struct split){q, tau};
        }
    }
    return best;
}
