/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge.h - which rows of a frame are changes: E-Divisive, CMR or the isolation forest with Orion's
 * rules (direction, acknowledgements, threshold, correlation), or with the faults put right.
 *
 * A frame in, changes out; nothing is fetched or printed. Where one of Orion's faults makes a
 * difference, a log line (room "orion") says which. */
#ifndef RIGEL_ORION_JUDGE_H
#define RIGEL_ORION_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/ack_file.h"
#include "orion/frame.h"
#include "orion/options.h"

struct frame_change {
    size_t row, column;             /* of the verdict's frame; column has the role COLUMN_VALUE */
    double mean_before, mean_after; /* CMR, anomaly: the moving mean or mean, and the value */
    double stddev_before, stddev_after; /* 0 where the algorithm has none */
    double pvalue;                      /* 1 where the algorithm has none */
    double percent;                     /* (after - before) / before * 100; may be infinite */
};

struct dropped_change {
    struct frame_change change;
    enum drop_reason rule; /* the first one that dropped it (analysis.h) */
    const char *reason;    /* DROP_ACKNOWLEDGED: the acknowledgement's; else "" */
};

/* One algorithm's answer for one frame. */
struct orion_verdict {
    /* What is shown: the frame given; for CMR two rows (the earlier runs together, the newest), for
     * the anomaly algorithm the rows without gaps. */
    const struct frame *frame;
    const struct frame_change *changes; /* by column as configured, then by row */
    size_t count;
    /* Found but not reported, by column, then by row; only the pages of --viz show them. NULL and 0
     * where the algorithm has none (CMR, anomaly). */
    const struct dropped_change *dropped;
    size_t dropped_count;
    bool regression; /* decides the exit status: false after a dropped early change (fault 4) */
    bool is_early;   /* a change lies in the first five rows: the caller looks for older runs */
};

struct judge_options {
    enum orion_algorithm algorithm;
    int64_t anomaly_window, min_anomaly_percent;
    const struct ack_list *acks; /* those that count for the frame's test; NULL: none */
    bool correct;
    /* Of EDIVISIVE_DEFAULTS, for all calls together, as making it takes longer than most searches;
     * NULL: made for the call. */
    const struct edivisive_plan *plan;
};

/* Everything in *ret is the arena's; frame must live as long. ERROR_NO_MEMORY; ERROR_INPUT is what
 * Orion dies of: a text among the values, CMR without a run, no row without gaps for the forest. */
MUST_CHECK bool judge_frame(struct arena *arena, const struct frame *frame,
                            const struct judge_options *options, struct orion_verdict *ret,
                            struct error *err);
/* After a verdict with is_early for which no older run was found: as Orion, changes in the first
 * five rows are dropped and the test counts as free of regressions; correct: later ones count. */
void judge_drop_early(struct orion_verdict *verdict, bool correct);

#endif
