/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/moving_mean.h"

#include <math.h>
#include <stdbool.h>

struct running {
    double sum, add_error, remove_error;
    double previous; /* the value added last */
    size_t repeats;  /* how often it was added in a row */
    size_t count, negative;
};

static void add(struct running *running, double value)
{
    const double corrected = value - running->add_error;
    const double sum = running->sum + corrected;

    running->add_error = sum - running->sum - corrected;
    running->sum = sum;
    running->count++;
    running->negative += signbit(value) ? 1 : 0;
    running->repeats = value == running->previous ? running->repeats + 1 : 1;
    running->previous = value;
}

static void take(struct running *running, double value)
{
    const double corrected = -value - running->remove_error;
    const double sum = running->sum + corrected;

    running->remove_error = sum - running->sum - corrected;
    running->sum = sum;
    running->count--;
    running->negative -= signbit(value) ? 1 : 0;
}

static double mean(const struct running *running)
{
    const double mean = running->sum / (double)running->count;

    if (running->repeats >= running->count)
        return running->previous;
    /* What rounding left over must not change the sign of values that all have one. */
    if ((running->negative == 0 && mean < 0) || (running->negative == running->count && mean > 0))
        return 0;
    return mean;
}

void moving_mean(const double *values, size_t n, size_t stride, size_t window, double *means)
{
    struct running running = {.previous = n > 0 ? values[0] : 0};

    for (size_t i = 0; i < n; i++) {
        const double value = values[i * stride];

        /* A window of one shares nothing with the one before it: the sum begins anew. */
        if (window == 1)
            running = (struct running){.previous = value};
        else if (window > 0 && i >= window)
            take(&running, values[(i - window) * stride]);
        add(&running, value);
        means[i * stride] = window > 0 && i + 1 >= window ? mean(&running) : (double)NAN;
    }
}
