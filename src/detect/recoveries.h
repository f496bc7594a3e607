/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recoveries.h - which of the findings of a test came back to the level before them. */
#ifndef RIGEL_DETECT_RECOVERIES_H
#define RIGEL_DETECT_RECOVERIES_H

#include "detect/findings.h"

/* Sets `recovered` of the findings of series whose points are loaded; of the others it stands.
 * findings: as findings_make gives them, those of one algorithm and series next to each other, rows
 * ascending. The comparison of the newest run has no later values and never recovers. */
void recoveries_find(struct arena *arena, const struct test_history *history,
                     struct finding *findings, size_t count);

#endif
