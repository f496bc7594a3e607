/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detector_audit.h - how good is the detector on this very series: false reports, recall, delay.
 *
 * Histories without a change are drawn from the series (resample.h) and replayed (replay.h). In
 * those that keep their order in blocks a step is put at a random place, a size after the other,
 * always with the same noise: each value from there on is multiplied.
 *
 *   report   a change point that is told: it goes the worse way, is at least the series' threshold,
 *            and is not within AUDIT_TOLERANCE of one that stood after the value before
 *   found    a report within AUDIT_TOLERANCE of the step and in its direction, at the latest with
 *            the AUDIT_HORIZON-th value of the new level
 *   delay    values of the new level that it took, 1: at the very one
 *
 * A tally keeps each trial, so that those of the series of a test can be put together and any
 * threshold be held against them. Pure and seeded: equal input gives equal figures. */
#ifndef RIGEL_ANALYSIS_DETECTOR_AUDIT_H
#define RIGEL_ANALYSIS_DETECTOR_AUDIT_H

#include <stdint.h>

#include "analysis/replay.h"

enum {
    AUDIT_STEPS = 8,
    AUDIT_TOLERANCE = 2,
    AUDIT_HORIZON = 20, /* values after a step */
    AUDIT_BEFORE = 20,  /* values before it, at least */
    AUDIT_LEAST = 50,   /* length of a history: that of the series, but not less than this */
    AUDIT_MOST = 240,   /* nor more than this */
    AUDIT_VALUES = 30   /* values in stretches without a change that a series must have */
};
#define AUDIT_RECALL 0.9 /* of the proposal: steps found in so many of 1 */

/* Sizes of the steps in percent, ascending. */
extern const double audit_steps[AUDIT_STEPS];

enum audit_noise { AUDIT_SHUFFLED, AUDIT_BLOCKS, AUDIT_NOISES };

/* Why a series was not measured, or not wholly. */
enum audit_lack { AUDIT_ENOUGH, AUDIT_FEW_VALUES, AUDIT_NO_LEVEL };

struct audit_series {
    const double *values; /* finite, n of them */
    size_t n;
    const size_t *cuts; /* change points with hindsight, ascending */
    size_t cut_count;
    int direction; /* 1: an increase is worse, -1: a decrease; 0: steps go up and down in turns */
    double threshold; /* percent */
    uint32_t seed;
    unsigned samples; /* histories of either noise, and steps of each size */
};

/* One injected step. */
struct audit_trial {
    double percent; /* the largest it was seen as, without sign; -1: it was not seen */
    unsigned delay; /* 0: not told */
};

/* Reports in unchanged histories; percents without sign, also those below the threshold. */
struct audit_quiet {
    size_t histories, alarmed, values, reports;
    double *percents;
    size_t count, capacity;
};

struct audit_tally {
    size_t series, skipped;
    struct audit_quiet quiet[AUDIT_NOISES];
    struct audit_trial *trials[AUDIT_STEPS];
    size_t injected, capacity; /* of each size */
};

void audit_tally_done(struct audit_tally *tally); /* a zeroed one is fine */
enum analysis_status audit_tally_add(struct audit_tally *into, const struct audit_tally *from);

/* Measures one series with the replay of its algorithm (which is cleared) and adds to tally. */
enum analysis_status audit_series_run(struct replay *replay, const struct audit_series *series,
                                      struct audit_tally *tally, enum audit_lack *ret_lack);

struct audit_step {
    double percent;
    size_t injected, found;
    double recall; /* NAN: nothing was injected */
    double delay;  /* median of those found; NAN: none */
};

struct audit_figures {
    size_t series, skipped;
    struct {
        size_t histories, values;
        double per_1000; /* reports in 1,000 values; NAN: nothing was measured */
        double alarmed;  /* share of histories with a report */
    } quiet[AUDIT_NOISES];
    struct audit_step steps[AUDIT_STEPS];
    /* The least threshold with which false reports in blocks keep the budget; NAN: none does, or
     * nothing was measured. */
    double threshold;
    /* The least of the sizes that is found with it in AUDIT_RECALL of all; NAN: none is. */
    double finds;
};

/* budget: false reports in 1,000 values. ANALYSIS_NO_MEMORY leaves *ret untouched. */
enum analysis_status audit_figures_of(const struct audit_tally *tally, double budget,
                                      struct audit_figures *ret);

#endif
