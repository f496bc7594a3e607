/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_adjust.h - p-values as they are within a run of many metrics. */
#ifndef RIGEL_TRIAGE_VERDICT_ADJUST_H
#define RIGEL_TRIAGE_VERDICT_ADJUST_H

#include <stddef.h>

#include "base/arena.h"
#include "triage/verdict.h"
#include "triage/verdict_rule.h"

/* Sets adjusted_pvalue of each metric that has a p-value (Benjamini and Hochberg's): it counts
 * where that is at most the error budget. 1 where the change is below the threshold or not this
 * run's doing. Metrics that their repetitions decided are adjusted among themselves, as they are
 * judged. judgements and metrics are in the same order. */
void verdict_adjust(struct arena *arena, const struct judgement *judgements,
                    struct verdict_metric *metrics, size_t count);

#endif
