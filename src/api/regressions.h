/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regressions.h - GET /api/v1/regressions and /api/v1/regressions/{id}. */
#ifndef RIGEL_API_REGRESSIONS_H
#define RIGEL_API_REGRESSIONS_H

#include "api/request.h"

MUST_CHECK bool regressions_list(struct request *request, struct error *err);
MUST_CHECK bool regressions_get(struct request *request, struct error *err);

#endif
