/* SPDX-License-Identifier: GPL-3.0-or-later */
/* runs.h - GET /api/v1/runs and /api/v1/runs/{uuid}. */
#ifndef RIGEL_API_RUNS_H
#define RIGEL_API_RUNS_H

#include "api/listing.h"
#include "api/request.h"
#include "store/browse.h"

MUST_CHECK bool runs_list(struct request *request, struct error *err);
MUST_CHECK bool runs_get(struct request *request, struct error *err);

/* settled, excluded, confirms, in_baseline. */
void runs_write_flags(struct listing *listing, const struct run_flags *flags);

#endif
