/* SPDX-License-Identifier: GPL-3.0-or-later */
/* points.h - GET /api/v1/tests/{test}/series/{metric}/points, and how a value is written. */
#ifndef RIGEL_API_POINTS_H
#define RIGEL_API_POINTS_H

#include "api/listing.h"
#include "api/request.h"
#include "store/browse.h"

MUST_CHECK bool points_list(struct request *request, struct error *err);

/* One metric of a run (struct run_point_row): its name and unit, then value, samples, min, max,
 * mean, sum, stddev; a gap is all null and samples 0. */
void points_write_of_run(struct listing *listing, const void *given);

#endif
