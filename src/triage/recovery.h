/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery.h - did the level come back after a change, and at which run?
 *
 * Each value after the change is weighed between two levels, that before it and that after it (the
 * median of its first values: RECOVERY_FRESH, and up to RECOVERY_GROWN as they come, without those
 * that seem to be back), by the log of its likelihood ratio for normal
 * noise, held within RECOVERY_STEP so that one wild value decides nothing. The ratios are summed
 * and the sum begins again where it falls below 0 (Page 1954, "Continuous inspection schemes").
 * Where it reaches RECOVERY_LEVEL, and the values since its begin lie nearer to the old level than
 * a third of the change, the level is back since that begin. A change of fewer than
 * RECOVERY_LEAST deviations says too little value by value: of such the engine's own later change
 * points decide, whose level must be within noise of the old one.
 *
 * Pure: no store, no clock. */
#ifndef RIGEL_TRIAGE_RECOVERY_H
#define RIGEL_TRIAGE_RECOVERY_H

#include <stddef.h>

#define RECOVERY_LEVEL 4.0
#define RECOVERY_STEP 3.0
#define RECOVERY_LEAST 1.5
enum { RECOVERY_FRESH = 5, RECOVERY_GROWN = 15 };
#define RECOVERY_NONE ((size_t)-1)

struct recovery_change {
    size_t row;       /* of values: the first of the new level */
    double before;    /* the level before it */
    double after;     /* after it, up to the next change point */
    double deviation; /* of the noise before it; 0: none is known */
};

/* values[0, count): the whole series, NAN a gap. changes[0, change_count): its change points, rows
 * ascending. Of changes[which]: the row of the first value back on the level before, or
 * RECOVERY_NONE. */
size_t recovery_row(const double *values, size_t count, const struct recovery_change *changes,
                    size_t change_count, size_t which);

#endif
