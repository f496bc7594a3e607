/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settle.h - when is a run complete?
 *
 * A run settles when every expected metric has a point, or when its time is over. Expected are the
 * series that at least half of the last SETTLE_LOOK_BACK settled runs before it had; all of them
 * while there is no history. A run without any point never settles early. */
#ifndef RIGEL_INGEST_SETTLE_H
#define RIGEL_INGEST_SETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "config/service.h"
#include "store/runs.h"

enum { SETTLE_LOOK_BACK = 20 };

/* All active series of the test are given. */
bool settle_is_complete(const struct settle_row *rows, size_t count);
/* The settling time runs from the later of the run's time and when it was first seen. */
bool settle_is_over(int64_t at, int64_t first_seen_at, int64_t settle_us, int64_t now);

/* Whether people may wait for the verdict of this run: it was first seen lately and not as history,
 * or has had no time to settle yet. */
bool settle_is_fresh(const struct run_state *run, const struct service_config *config, int64_t now);

/* Settles what is to be settled among the test's unsettled runs, oldest first. Each gets a
 * notification on CHANNEL_RUN, and fresh ones are due a verdict. run_uuid: only that run; NULL:
 * all.
 */
MUST_CHECK bool settle_runs(struct store_connection *connection, int64_t test_id,
                            const char *run_uuid, const struct service_config *config, int64_t now,
                            int64_t *ret_settled, struct error *err);

#endif
