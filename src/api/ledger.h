/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ledger.h - GET /api/v1/tests/{test}/series/{metric}/ledger. */
#ifndef RIGEL_API_LEDGER_H
#define RIGEL_API_LEDGER_H

#include "api/request.h"

/* The steps are the change points of the algorithm that makes the series' regressions, also those
 * that a filter dropped: the level moved all the same. ERROR_NOT_FOUND: no value of the build of
 * `pinned`; ERROR_PARAMETER: more than LIMIT_LEDGER_RUNS runs. */
MUST_CHECK bool ledger_get(struct request *request, struct error *err);

#endif
