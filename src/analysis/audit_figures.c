/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/detector_audit.h"

static int by_size(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* The median of the delays of what was found; counts[d]: how many took d values. */
static double median_delay(const size_t *counts, size_t found)
{
    const size_t low = (found + 1) / 2, high = found / 2 + 1;
    unsigned at_low = 0, at_high = 0;
    size_t seen = 0;

    if (found == 0)
        return NAN;
    for (unsigned delay = 1; delay <= AUDIT_HORIZON; delay++) {
        seen += counts[delay];
        if (at_low == 0 && seen >= low)
            at_low = delay;
        if (at_high == 0 && seen >= high)
            at_high = delay;
    }
    return (at_low + at_high) / 2.0;
}

static struct audit_step step_of(const struct audit_tally *tally, size_t step)
{
    size_t counts[AUDIT_HORIZON + 1] = {0}, found = 0;

    for (size_t i = 0; i < tally->injected; i++) {
        counts[tally->trials[step][i].delay]++;
        found += tally->trials[step][i].delay > 0 ? 1 : 0;
    }
    return (struct audit_step){
        .percent = audit_steps[step],
        .injected = tally->injected,
        .found = found,
        .recall = tally->injected ? (double)found / (double)tally->injected : NAN,
        .delay = median_delay(counts, found),
    };
}

/* With so many reports allowed, the threshold must be above the largest one that is not. */
static double quiet_threshold(double *percents, size_t count, size_t allowed)
{
    if (count <= allowed)
        return 0;
    qsort(percents, count, sizeof *percents, by_size);
    const double above = percents[count - 1 - allowed];

    return isfinite(above) ? floor(above * 10 + 1) / 10 : NAN;
}

static double least_found(const struct audit_tally *tally, double threshold)
{
    for (size_t step = 0; step < AUDIT_STEPS && tally->injected > 0; step++) {
        size_t found = 0;

        for (size_t i = 0; i < tally->injected; i++)
            found += tally->trials[step][i].percent >= threshold ? 1 : 0;
        if ((double)found >= AUDIT_RECALL * (double)tally->injected)
            return audit_steps[step];
    }
    return NAN;
}

enum analysis_status audit_figures_of(const struct audit_tally *tally, double budget,
                                      struct audit_figures *ret)
{
    const struct audit_quiet *blocks = &tally->quiet[AUDIT_BLOCKS];
    struct audit_figures figures = {
        .series = tally->series, .skipped = tally->skipped, .threshold = NAN, .finds = NAN};
    double *percents = malloc((blocks->count + 1) * sizeof *percents);

    if (!percents)
        return ANALYSIS_NO_MEMORY;
    for (size_t i = 0; i < AUDIT_NOISES; i++) {
        const struct audit_quiet *quiet = &tally->quiet[i];

        figures.quiet[i].histories = quiet->histories;
        figures.quiet[i].values = quiet->values;
        figures.quiet[i].per_1000 =
            quiet->values ? 1000 * (double)quiet->reports / (double)quiet->values : NAN;
        figures.quiet[i].alarmed =
            quiet->histories ? (double)quiet->alarmed / (double)quiet->histories : NAN;
    }
    for (size_t i = 0; i < AUDIT_STEPS; i++)
        figures.steps[i] = step_of(tally, i);
    if (blocks->values > 0) {
        if (blocks->count > 0)
            memcpy(percents, blocks->percents, blocks->count * sizeof *percents);
        figures.threshold = quiet_threshold(percents, blocks->count,
                                            (size_t)floor(budget * (double)blocks->values / 1000));
        figures.finds = least_found(tally, figures.threshold);
    }
    free(percents);
    *ret = figures;
    return ANALYSIS_OK;
}
