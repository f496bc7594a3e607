/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/steady_plan.h"

#include <math.h>
#include <stdlib.h>

/* How the logarithm of the rate of false reports falls with the evidence that is asked; measured.
 */
#define PER_EVIDENCE 1.05

const int steady_grid[STEADY_GRID] = {2,  3,  4,  5,  6,  7,  8,  10, 12, 14,
                                      17, 20, 24, 28, 34, 40, 48, 56, 64};

struct steady_options steady_reference(void)
{
    struct steady_options options = STEADY_DEFAULTS;

    options.h0 = 6;
    options.h1 = 2.2;
    options.carry = 4;
    options.prior_rho = 20;
    options.settle = 3;
    options.hold = 2;
    options.shrink = 0.75;
    options.record = 1;
    options.fade = 0.998;
    options.young = options.credit = options.pool = options.effect = options.widen = options.slack =
        options.excursion = options.refine = 0;
    return options;
}

struct steady_options steady_settings(double false_reports, double smallest_change)
{
    struct steady_options options = STEADY_DEFAULTS;
    const double asked = options.h0 - log(false_reports / STEADY_FALSE_REPORTS) / PER_EVIDENCE;

    options.h0 = fmin(fmax(asked, 0), 1000);
    options.effect = smallest_change / 100;
    return options;
}

static bool within(double value, double least, double most)
{
    return value >= least && value <= most;
}

static bool options_good(const struct steady_options *o)
{
    return within(o->h0, 0, 1000) && within(o->h1, 0, 1000) && within(o->young, 0, 1000) &&
           within(o->clip, 0.1, 100) && within(o->carry, 0, 1000) && within(o->prior_rho, 0, 1e6) &&
           within(o->keep_rho, 0, 1e6) && within(o->settle, 0.01, 1000) &&
           within(o->drop, 0.01, 1000) && within(o->shrink, 0.01, 10) && within(o->credit, 0, 1) &&
           within(o->pool, 0, 1) && within(o->effect, 0, 10) && within(o->slack, 0, 100) &&
           within(o->excursion, 0, 1000) && within(o->widen, 0, 1) && within(o->refine, 0, 1e6) &&
           within(o->record, 0, 1000) && within(o->fade, 0, 1) && within(o->floor, 0, 1) &&
           within(o->window, 30, STEADY_WINDOW_MAX) && within(o->look, 2, 64) &&
           within(o->least, 2, 64) && within(o->rank, 0, 29) && within(o->hold, 0, 12) &&
           within(o->mature, 0, 10000) && within(o->reach, 2, 64);
}

struct steady_plan *steady_plan_new(const struct steady_options *options,
                                    enum analysis_status *ret_status)
{
    const bool good = options_good(options);
    struct steady_plan *plan = good ? calloc(1, sizeof *plan) : NULL;
    const size_t window = good ? (size_t)options->window : 0;
    double *cap = plan ? malloc((window + 1) * (window + 2) / 2 * sizeof *cap) : NULL;

    if (!cap) {
        free(plan);
        *ret_status = good ? ANALYSIS_NO_MEMORY : ANALYSIS_RANGE;
        return NULL;
    }
    plan->options = *options;
    plan->caps = cap;
    for (size_t n = 0; n <= window; n++)
        for (size_t b = 0; b <= n; b++)
            *cap++ = sqrt(2 * log((double)(n + 3) / (double)(b + 1)));
    return plan;
}

void steady_plan_free(struct steady_plan *plan)
{
    if (!plan)
        return;
    free(plan->caps);
    free(plan);
}

const double *steady_plan_caps(const struct steady_plan *plan, size_t n)
{
    return plan->caps + n * (n + 1) / 2;
}
