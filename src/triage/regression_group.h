/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regression_group.h - change points of all metrics of a test, gathered by the run they begin at.
 *
 * Pure: no store, no clock. */
#ifndef RIGEL_TRIAGE_REGRESSION_GROUP_H
#define RIGEL_TRIAGE_REGRESSION_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "triage/recovery.h"

#define REGRESSION_TELLING 2.0

/* One change point of one metric. */
struct triage_change {
    size_t row; /* position of its run in the test's history */
    double mean_before, mean_after;
    double percent;   /* NAN: mean_before is 0 */
    double pvalue;    /* NAN: none */
    bool counts;      /* no filter dropped it, and its algorithm makes regressions */
    size_t recovered; /* row from which on the level before is back; RECOVERY_NONE: it is not */
    double deviation; /* of the noise before it */
    size_t group;     /* out: position in the groups; only where counts */
};

struct regression_group {
    size_t row;
    size_t metrics;
    double percent;   /* of the most telling member: the largest |percent|, one from zero first;
                         infinite, with the sign of the new level, where its mean_before is 0 */
    double pvalue;    /* of the same member */
    size_t recovered; /* row from which on the levels before are back; RECOVERY_NONE: they are not.
                         Those of two thirds of the members that changed by REGRESSION_TELLING
                         deviations or more; of all members, where none did. */
};

/* Groups in ascending row order, into arena. Among members equally telling the first in the order
 * given decides, so configuration order makes the answer the same everywhere. */
size_t regression_group_changes(struct arena *arena, struct triage_change *changes, size_t count,
                                struct regression_group **ret_groups);

/* A change's percent as people read it: percent, or an infinity with the sign of the new level. */
double triage_percent(const struct triage_change *change);

#endif
