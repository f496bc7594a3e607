/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times appends, one value at a time. argv: how many values the series has before they are counted;
 * argv[2], if there, is "read": the change points are asked for after each append. stdin: series as
 * a 64-bit count and that many doubles, in this machine's byte order. stdout, a line a series: CPU
 * nanoseconds of an append in the mean, the 99th percentile by the wall clock (least of the
 * rounds), and 1 if the change points at the end have the bits of a full run, else 0. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/edivisive_state.h"

enum { ROUNDS = 3 };

static double seconds_of(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* What is timed, and what it gave. */
struct timing {
    const struct edivisive_plan *plan;
    struct edivisive_workspace *workspace;
    bool reading;
    double mean, tail; /* seconds; least of the rounds */
    bool same;
};

static bool append_all(struct timing *timing, struct edivisive_state *state, const double *values,
                       size_t n, double *walls)
{
    const struct change_point *points;
    const double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    size_t count;
    double mean;

    for (size_t i = 0; i < n; i++) {
        const double before = seconds_of(CLOCK_MONOTONIC);

        if (edivisive_state_append(state, timing->workspace, values + i, 1) != ANALYSIS_OK ||
            (timing->reading && edivisive_state_points(state, &points, &count) != ANALYSIS_OK))
            return false;
        walls[i] = seconds_of(CLOCK_MONOTONIC) - before;
    }
    mean = (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start) / (double)n;
    qsort(walls, n, sizeof *walls, ascending);
    timing->mean = mean < timing->mean ? mean : timing->mean;
    timing->tail = walls[n * 99 / 100] < timing->tail ? walls[n * 99 / 100] : timing->tail;
    return true;
}

static bool compare(struct timing *timing, struct edivisive_state *state, const double *values,
                    size_t n)
{
    const struct change_point *points, *wanted;
    size_t count, wanted_count;

    if (edivisive_state_points(state, &points, &count) != ANALYSIS_OK ||
        edivisive_run(timing->plan, timing->workspace, values, NULL, n, MISSING_DROP, &wanted,
                      &wanted_count) != ANALYSIS_OK)
        return false;
    timing->same = count == wanted_count &&
                   (count == 0 || memcmp(points, wanted, count * sizeof *points) == 0);
    return true;
}

static bool time_round(struct timing *timing, const double *values, size_t n, size_t before,
                       double *walls)
{
    struct edivisive_state *state = edivisive_state_new(timing->plan);
    const bool done =
        state && edivisive_state_append(state, timing->workspace, values, before) == ANALYSIS_OK &&
        append_all(timing, state, values + before, n - before, walls) &&
        compare(timing, state, values, n);

    edivisive_state_free(state);
    return done;
}

static bool time_series(struct timing *timing, const double *values, size_t n, size_t before)
{
    double *walls = calloc(n - before + 1, sizeof *walls);
    bool done = walls;

    timing->mean = timing->tail = 1e9;
    for (int round = 0; done && round < ROUNDS; round++)
        done = time_round(timing, values, n, before, walls);
    free(walls);
    return done &&
           printf("%.1f %.1f %d\n", timing->mean * 1e9, timing->tail * 1e9, timing->same) > 0;
}

int main(int argc, char **argv)
{
    const size_t before = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    enum analysis_status status = ANALYSIS_OK;
    struct edivisive_plan *plan = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    struct timing timing = {.plan = plan,
                            .workspace = edivisive_workspace_new(),
                            .reading = argc > 2 && strcmp(argv[2], "read") == 0};
    uint64_t n;
    bool done = plan && timing.workspace;

    while (done && fread(&n, sizeof n, 1, stdin) == 1 && n < 100000000) {
        double *values = calloc(n + 1, sizeof *values);

        done = values && n > before && fread(values, sizeof *values, n, stdin) == n &&
               time_series(&timing, values, n, before);
        free(values);
    }
    edivisive_workspace_free(timing.workspace);
    edivisive_plan_free(plan);
    return done ? 0 : 1;
}
