/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series.h - GET /api/v1/tests/{test}/series and /api/v1/tests/{test}/series/{metric}. */
#ifndef RIGEL_API_SERIES_H
#define RIGEL_API_SERIES_H

#include "api/request.h"

MUST_CHECK bool series_list(struct request *request, struct error *err);
MUST_CHECK bool series_get(struct request *request, struct error *err);

const char *series_worse(int direction);   /* "increase", "decrease" or "both" */
const char *series_unit(const char *unit); /* NULL where none is said */

#endif
