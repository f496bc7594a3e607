/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_due.h - fresh runs whose verdict is made without anyone asking. */
#ifndef RIGEL_STORE_VERDICT_DUE_H
#define RIGEL_STORE_VERDICT_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

/* Inside a transaction: notes these runs, and the runs that they confirm, and notifies
 * CHANNEL_POINTS, so that an analysis wakes also where no series is queued. None: does nothing. */
MUST_CHECK bool verdict_due_add(struct store_connection *connection, int64_t test_id,
                                const int64_t *run_ids, size_t count, struct error *err);

#endif
