/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ledger.h - where a series' level of now comes from: the steps and the drift since a pinned
 * release or the oldest segment, and whether their sum is within a budget.
 *
 * Model: between change points the level stands still, or moves by the same slope each run where
 * the series drifts (drift.h). Two tests share LEDGER_LEVEL: all segments together, and the newest
 * alone, for a drift that began late; the smaller p-value names it. A segment's level is the median
 * of its values with the drift taken out. So level now - level then = sum of the steps + slope *
 * runs between, and the entries add up to the total. The search for change points cuts a long drift
 * into steps; what is left of such a step beside the drift is within noise: `by_drift` marks it. */
#ifndef RIGEL_TRIAGE_LEDGER_H
#define RIGEL_TRIAGE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "triage/drift.h"

#define LEDGER_LEVEL 0.01 /* the share of series without drift that are said to have one */

enum ledger_kind { LEDGER_STEP, LEDGER_DRIFT };

struct ledger_entry {
    enum ledger_kind kind;
    size_t from, to;        /* a step: last value before it, first after; a drift: its ends */
    double difference;      /* of the level */
    double percent;         /* of the reference level's size; NAN where that is 0 */
    double running;         /* sum of the differences up to this entry */
    double running_percent; /* likewise */
    bool by_drift;
};

enum ledger_drift { LEDGER_NO_DRIFT, LEDGER_ALL_DRIFT, LEDGER_NEWEST_DRIFT };

struct ledger_series {
    const double *values; /* of the runs that have one, oldest first, finite */
    size_t count;         /* at least 1 */
    const size_t *starts; /* first value of each segment, ascending, starts[0] == 0 */
    size_t segments;      /* at least 1 */
    size_t reference;     /* a value of the pinned release, or 0 */
    int direction;        /* 1: an increase is worse; -1: a decrease; others: both */
    double budget;        /* percent */
};

struct ledger {
    double reference_level, level; /* at the reference and now */
    double difference, percent;    /* total; percent NAN where the reference level is 0 */
    bool over_budget;              /* worse by more than the budget; from 0: worse at all */
    enum ledger_drift drifts;
    double slope;                 /* per run, where it drifts; else 0 */
    struct drift all, newest;     /* the two tests */
    struct ledger_entry *entries; /* by time */
    size_t count;
};

/* In arena. Pure: equal input gives equal bits. */
struct ledger ledger_of(struct arena *arena, const struct ledger_series *series);

#endif
