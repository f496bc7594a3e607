/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_marks.h - what takes a run out of baselines: people's exclusion, and being the repetition of
 * another run.
 *
 * A call writes the run's row in each test that has it (test: the name of the only one; NULL:
 * every one), queues its series there for analysis, asks for its verdict, notifies and touches the
 * tests; rows that are already so are left alone. Inside the caller's transaction, after which
 * nothing else of these tests is to be written. *ret_runs: how many tests have the run, changed or
 * not; 0: nobody knows it. */
#ifndef RIGEL_STORE_RUN_MARKS_H
#define RIGEL_STORE_RUN_MARKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

/* reason NULL: the run counts again. Pulling the run anew does not change it. */
MUST_CHECK bool store_run_exclude(struct store_connection *connection, const char *uuid,
                                  const char *test, const char *reason, size_t *ret_runs,
                                  struct error *err);
/* run_id of the run that this one repeats (confirm_token.h); 0: an ordinary run. A token in the
 * run's metadata sets it again where that is pulled anew. */
MUST_CHECK bool store_run_confirms(struct store_connection *connection, const char *uuid,
                                   const char *test, int64_t confirms, size_t *ret_runs,
                                   struct error *err);

#endif
