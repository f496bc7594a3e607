/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_past.h - what was told of a run, whatever became of its data since. */
#ifndef RIGEL_API_VERDICT_PAST_H
#define RIGEL_API_VERDICT_PAST_H

#include "api/request.h"
#include "api/verdict_form.h"

/* GET /api/v1/runs/{uuid}/verdict?as_of=: as it was told then; with rebuild=1 judged anew, from
 * what it was made from then. ERROR_NOT_FOUND: nothing had been told. */
MUST_CHECK bool verdict_past_answer(struct request *request, enum verdict_form form,
                                    const char *type, struct error *err);
/* GET /api/v1/runs/{uuid}/verdicts */
MUST_CHECK bool verdicts_told(struct request *request, struct error *err);

#endif
