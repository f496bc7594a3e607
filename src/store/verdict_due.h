/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_due.h - fresh runs whose verdict is made without anyone asking. */
#ifndef RIGEL_STORE_VERDICT_DUE_H
#define RIGEL_STORE_VERDICT_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

/* Inside a transaction: notes these runs, and the runs that they confirm, and notifies
 * CHANNEL_POINTS, so that an analysis wakes also where no series is queued. None: does nothing. */
MUST_CHECK bool verdict_due_add(struct store_connection *connection, int64_t test_id,
                                const int64_t *run_ids, size_t count, struct error *err);

struct verdict_due {
    int64_t run_id;
    const char *uuid, *test, *project;
    int64_t revision; /* of the test; 0: nobody keeps count */
};

/* Tests with due runs and nothing queued for analysis, the longest due first. */
MUST_CHECK bool verdict_due_tests(struct store_connection *connection, struct arena *arena,
                                  const int64_t **ret_ids, size_t *ret_count, struct error *err);
/* Inside a transaction: at most `most` of a test's, which no other worker gets meanwhile. */
MUST_CHECK bool verdict_due_claim(struct store_connection *connection, struct arena *arena,
                                  int64_t test_id, size_t most, struct verdict_due **ret_due,
                                  size_t *ret_count, struct error *err);
MUST_CHECK bool verdict_due_done(struct store_connection *connection, int64_t test_id,
                                 int64_t run_id, struct error *err);

#endif
