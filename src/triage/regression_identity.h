/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regression_identity.h - which of the regressions people know is the one just found?
 *
 * A late document or a new run can move a change point by a run or two; the regression must stay
 * the same one, so that nobody hears of it again. Pure: no store, no clock. */
#ifndef RIGEL_TRIAGE_REGRESSION_IDENTITY_H
#define RIGEL_TRIAGE_REGRESSION_IDENTITY_H

#include <stddef.h>

#include "base/arena.h"

/* How far, in runs of the test, a regression may move and stay itself. */
#define REGRESSION_MOVE_RUNS 2
#define REGRESSION_NONE ((size_t)-1)

/* found and known: positions in the test's history, strictly ascending (two known ones may share a
 * position). ret_match[i] (found_count of them) becomes the position in known of the regression
 * that found[i] is, or REGRESSION_NONE for a new one. One at the same run is taken first, then
 * nearest first, at equal distance the earlier found, then the earlier known. Each known one is
 * taken at most once. */
void regression_identify(struct arena *arena, const size_t *found, size_t found_count,
                         const size_t *known, size_t known_count, size_t *ret_match);

#endif
