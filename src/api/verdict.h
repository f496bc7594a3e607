/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.h - GET /api/v1/runs/{uuid}/verdict. */
#ifndef RIGEL_API_VERDICT_H
#define RIGEL_API_VERDICT_H

#include "api/request.h"

MUST_CHECK bool verdict_get(struct request *request, struct error *err);

#endif
