/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explain.h - GET /api/v1/tests/{test}/series/{metric}/explain. */
#ifndef RIGEL_API_EXPLAIN_H
#define RIGEL_API_EXPLAIN_H

#include "api/request.h"

/* Of `build`, of `run` or of the newest run, as JSON or text. ERROR_PARAMETER: both are given. */
MUST_CHECK bool explain_get(struct request *request, struct error *err);

#endif
