/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/history.h"

#include <math.h>

#include "kit/noise.h"

enum shape { FLAT, STEP, REVERT, STEPS, RAMP, WILD, JUMP, SILENT, SHAPES };

static const enum noise kinds[] = {NOISE_GAUSS,     NOISE_T3,   NOISE_LOGNORMAL, NOISE_SPIKES,
                                   NOISE_BIMODAL,   NOISE_AR5,  NOISE_AR8,       NOISE_COUNTER,
                                   NOISE_QUANTISED, NOISE_FLEET};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct plan {
    enum shape shape;
    size_t n, first, second; /* where something happens, and where it ends */
    double factor;           /* of the level there */
};

static size_t whole(struct noise_random *random, size_t least, size_t most)
{
    return least + (size_t)(noise_uniform(random) * (double)(most - least + 1));
}

static size_t length_of(struct noise_random *random)
{
    const double u = noise_uniform(random);

    if (u < 0.2)
        return whole(random, 5, 30);
    if (u < 0.75)
        return whole(random, 31, 120);
    return u < 0.95 ? whole(random, 121, 300) : whole(random, 301, HISTORY_MOST);
}

static struct plan plan_of(struct noise_random *random, enum shape shape)
{
    static const double percents[] = {2, 5, 10, 25, 100, 900};
    struct plan plan = {.shape = shape, .n = length_of(random)};
    const double percent = percents[whole(random, 0, 5)];

    plan.factor = noise_uniform(random) < 0.5 ? 1 + percent / 100 : 1 / (1 + percent / 100);
    plan.first = whole(random, 0, plan.n);
    plan.second = plan.first + whole(random, 1, plan.n / 3 + 2);
    return plan;
}

static double shaped(const struct plan *plan, size_t i, double value)
{
    const double into = i < plan->first ? 0 : (double)(i - plan->first);
    const double whole_way = (double)(plan->second - plan->first);

    switch (plan->shape) {
    case STEP:
        return i >= plan->first ? value * plan->factor : value;
    case REVERT:
        return i >= plan->first && i < plan->second ? value * plan->factor : value;
    case STEPS:
        return value * pow(plan->factor, floor(into / whole_way));
    case RAMP:
        return value * (1 + (plan->factor - 1) * fmin(into / whole_way, 1));
    case WILD:
        return i >= plan->first ? 100 + 4 * (value - 100) : value;
    case JUMP:
        return i >= plan->first ? value + 60 : value;
    case SILENT: /* nearly no noise, then what it was */
        return i < plan->second ? 100 + 1e-4 * (value - 100) : value;
    default:
        return value;
    }
}

size_t history_make(uint64_t number, double *values)
{
    struct noise_random random = noise_random_of(number, 7);
    struct noise_metric metric =
        noise_metric_of(kinds[number % KINDS], (size_t)number / 80, number);
    const struct plan plan = plan_of(&random, (enum shape)(number / KINDS % SHAPES));
    const double digits = noise_uniform(&random) < 0.2 ? 1 : 1e8;
    const double gaps = noise_uniform(&random) < 0.25 ? 0.08 : 0;
    const double sign = noise_uniform(&random) < 0.1 ? -1 : 1;
    const double scale =
        noise_uniform(&random) < 0.5 ? 1 : pow(10, (double)whole(&random, 0, 13) - 7);

    for (size_t i = 0; i < plan.n; i++) {
        const double value = shaped(&plan, i, noise_next(&metric, 0));

        values[i] = sign * (round(value * digits) / digits) * scale;
        if (noise_uniform(&random) < gaps)
            values[i] = (double)NAN;
    }
    return plan.n;
}
