/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index.h - GET /api/v1 (the routes) and /api/v1/problems/{slug} (what an error type means). */
#ifndef RIGEL_API_INDEX_H
#define RIGEL_API_INDEX_H

#include "api/request.h"

MUST_CHECK bool index_get(struct request *request, struct error *err);
MUST_CHECK bool index_problem(struct request *request, struct error *err);

#endif
