/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_bench.c - CPU of steady_append with its judgement, a value at a time.
 *
 * stdout, a line a kind and length: kind, values there were, nanoseconds of an append in the mean
 * over the values after these, bytes of the saved series. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analysis/steady.h"
#include "kit/noise.h"

enum { SERIES = 4, COUNTED = 5000, STEP_EVERY = 40 };

static const size_t lengths[] = {0, 1000, 10000, 100000};

static double seconds_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* kind NOISE_KINDS: normal, with a step of 8 deviations each 40 values. */
static double value_at(struct noise_metric *metric, enum noise kind, size_t i)
{
    const double value = noise_next(metric, 0);

    return kind == NOISE_KINDS && i / STEP_EVERY % 2 ? value * 1.4 : value;
}

static bool append(struct steady *steady, struct noise_metric *metric, enum noise kind, size_t from,
                   size_t to)
{
    for (size_t i = from; i < to; i++)
        if (steady_append(steady, value_at(metric, kind, i)) != ANALYSIS_OK)
            return false;
    return true;
}

/* Seconds of COUNTED appends after n values; negative: no memory. */
static double measure(const struct steady_plan *plan, enum noise kind, size_t n, uint64_t seed,
                      size_t *ret_size)
{
    struct noise_metric metric = noise_metric_of(kind == NOISE_KINDS ? NOISE_GAUSS : kind, 0, seed);
    struct steady *const steady = steady_new(plan);
    unsigned char *bytes = NULL;
    double seconds = -1;

    if (steady && append(steady, &metric, kind, 0, n)) {
        const double before = seconds_now();

        if (append(steady, &metric, kind, n, n + COUNTED))
            seconds = seconds_now() - before;
        if (steady_save(steady, &bytes, ret_size) != ANALYSIS_OK)
            seconds = -1;
    }
    free(bytes);
    steady_free(steady);
    return seconds;
}

int main(void)
{
    enum analysis_status status = ANALYSIS_OK;
    struct steady_plan *const plan = steady_plan_new(&STEADY_DEFAULTS, &status);

    if (!plan)
        return 1;
    for (size_t length = 0; length < sizeof lengths / sizeof lengths[0]; length++)
        for (int kind = NOISE_GAUSS; kind <= NOISE_KINDS; kind++) {
            const char *const name = kind == NOISE_KINDS ? "steps" : noise_name((enum noise)kind);
            size_t size = 0, size_most = 0;
            double seconds = 0;

            if (kind == NOISE_REAL || kind == NOISE_MIXED || kind == NOISE_COMMON)
                continue;
            for (uint64_t seed = 1; seed <= SERIES; seed++) {
                const double one = measure(plan, (enum noise)kind, lengths[length], seed, &size);

                if (one < 0)
                    return 1;
                seconds += one;
                size_most = size > size_most ? size : size_most;
            }
            (void)printf("%s %zu %.0f %zu\n", name, lengths[length],
                         1e9 * seconds / ((double)SERIES * COUNTED), size_most);
        }
    steady_plan_free(plan);
    return 0;
}
