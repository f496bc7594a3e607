/* SPDX-License-Identifier: GPL-3.0-or-later */
/* finding_changes.h - what triage makes regressions of: the findings, and which of them count.
 *
 * Pure. One place for what the service does and what `rigel rehearse` says it would do. */
#ifndef RIGEL_DETECT_FINDING_CHANGES_H
#define RIGEL_DETECT_FINDING_CHANGES_H

#include "detect/findings.h"
#include "triage/regression_group.h"

/* No filter dropped it, and its algorithm makes the regressions of its series. */
bool finding_counts(const struct test_history *history, const struct finding *finding);

/* One a finding, in their order, into arena. */
struct triage_change *finding_changes(struct arena *arena, const struct test_history *history,
                                      const struct finding *findings, size_t count);

#endif
