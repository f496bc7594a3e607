/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times edivisive_run alone. stdin: series as a 64-bit count and that many doubles, in this
 * machine's byte order. stdout, a line a series: CPU nanoseconds of one run, and the change points'
 * indexes. The plan (options only) is made once and not counted; argv[1] may name a form: plain,
 * two, four. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/plan.h"

static const double least_seconds = 0.004; /* for one measurement */

static double cpu_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool time_series(const struct edivisive_plan *plan, struct edivisive_workspace *workspace,
                        const double *values, size_t n)
{
    const struct change_point *points = NULL;
    size_t count = 0, runs = 1;
    double seconds;

    for (;; runs *= 2) {
        const double start = cpu_seconds();

        for (size_t i = 0; i < runs; i++)
            if (edivisive_run(plan, workspace, values, NULL, n, MISSING_FILL, &points, &count) !=
                ANALYSIS_OK)
                return false;
        seconds = cpu_seconds() - start;
        if (seconds >= least_seconds)
            break;
    }
    (void)printf("%.1f", seconds / (double)runs * 1e9);
    for (size_t i = 0; i < count; i++)
        (void)printf(" %zu", points[i].index);
    return putchar('\n') != EOF;
}

static const struct lanes *lanes_named(const char *name)
{
    if (strcmp(name, "plain") == 0)
        return NULL;
    return strcmp(name, "two") == 0 ? &lanes_of_two : &lanes_of_four;
}

int main(int argc, char **argv)
{
    enum analysis_status status = ANALYSIS_OK;
    struct edivisive_plan *plan =
        plan_new_with(EDIVISIVE_DEFAULTS, argc > 1 ? lanes_named(argv[1]) : lanes_best(), &status);
    struct edivisive_workspace *workspace = edivisive_workspace_new();
    uint64_t n;
    bool done = plan && workspace;

    while (done && fread(&n, sizeof n, 1, stdin) == 1 && n < 100000000) {
        double *values = calloc(n + 1, sizeof *values);

        done = values && fread(values, sizeof *values, n, stdin) == n &&
               time_series(plan, workspace, values, n);
        free(values);
    }
    edivisive_workspace_free(workspace);
    edivisive_plan_free(plan);
    return done ? 0 : 1;
}
