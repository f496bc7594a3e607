/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explain_find.h - inside the room: what the question of an explanation names. ERROR_NOT_FOUND
 * names the nearest there is. All in arena. */
#ifndef RIGEL_DETECT_EXPLAIN_FIND_H
#define RIGEL_DETECT_EXPLAIN_FIND_H

#include "detect/explain.h"

MUST_CHECK bool explain_find_test(struct store_connection *connection, struct arena *arena,
                                  const struct explain_question *question, int64_t *ret_test_id,
                                  struct error *err);
MUST_CHECK bool explain_find_series(struct store_connection *connection, struct arena *arena,
                                    const struct explain_question *question, int64_t test_id,
                                    struct series_row **ret_row, struct error *err);
/* The runs of the build, the one run, or the newest; oldest first, at least one. */
MUST_CHECK bool explain_find_runs(struct store_connection *connection, struct arena *arena,
                                  const struct explain_question *question, int64_t test_id,
                                  struct explanation_run **ret_runs, size_t *ret_count,
                                  struct error *err);

#endif
