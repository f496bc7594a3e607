/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.h - GET /api/v1/compare: two builds, runs, or a pull request against its fork point.
 *
 * The head is what all of head, head_run and pull choose together, or the newest build. The base is
 * what base and base_run choose; where neither is given, or the head is of a pull request, it is
 * per metric the newest stable stretch of ordinary runs: of those not newer than the base's newest
 * run, or older than the head's first one.
 *
 * Excluded runs never count. Repetitions were made because a first value looked bad, and are no
 * fair sample of a build: they count only where the run is named itself. */
#ifndef RIGEL_API_COMPARE_H
#define RIGEL_API_COMPARE_H

#include "api/request.h"

MUST_CHECK bool compare_get(struct request *request, struct error *err);

#endif
