/* SPDX-License-Identifier: GPL-3.0-or-later */
/* due_verdicts.h - verdicts of fresh runs, made without anyone asking: so that the first question
 * finds them stored, and that those who listen hear of them. */
#ifndef RIGEL_DETECT_DUE_VERDICTS_H
#define RIGEL_DETECT_DUE_VERDICTS_H

#include "store/store.h"
#include "triage/verdict.h"

enum { DUE_VERDICTS_MOST = 20 }; /* of one transaction */

/* Makes and stores verdicts of runs of a test that are due; one that differs in state, or in
 * whether it has settled, from what was told last is told as an event. *ret_made: how many;
 * DUE_VERDICTS_MOST: there may be more. arena is used as scratch memory. */
MUST_CHECK bool due_verdicts_make(struct store_connection *connection, struct arena *arena,
                                  int64_t test_id, const struct verdict_options *options,
                                  size_t *ret_made, struct error *err);

#endif
