/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analysis_queue.h - which series have points newer than their analysis, and who works on them.
 *
 * Whoever writes points queues their series in the same transaction. A worker claims a whole test
 * (correlation looks over all its metrics) with an advisory lock that ends with its transaction: a
 * second worker does not wait for it but takes another test. The rows themselves stay unlocked
 * while the worker computes, so that ingest never waits for an analysis; at the end only rows whose
 * queued_at is still the one seen are deleted. A worker that dies anywhere leaves queue and tables
 * as they were. */
#ifndef RIGEL_STORE_ANALYSIS_QUEUE_H
#define RIGEL_STORE_ANALYSIS_QUEUE_H

#include "base/arena.h"
#include "store/store.h"

struct queue_claim {
    int64_t test_id;
    const int64_t *series_ids, *queued_at; /* count of each; count 0: nothing queued any more */
    size_t count;
};

/* Tests with queued series, the longest waiting first. */
MUST_CHECK bool analysis_queue_tests(struct store_connection *connection, struct arena *arena,
                                     const int64_t **ret_ids, size_t *ret_count, struct error *err);
/* Inside a transaction, read committed. *ret_taken false: another worker has this test. */
MUST_CHECK bool analysis_queue_claim(struct store_connection *connection, struct arena *arena,
                                     int64_t test_id, bool *ret_taken, struct queue_claim *ret,
                                     struct error *err);
/* What is queued of a test, without claiming it. */
MUST_CHECK bool analysis_queue_look(struct store_connection *connection, struct arena *arena,
                                    int64_t test_id, struct queue_claim *ret, struct error *err);
/* Deletes what was claimed and not queued again since. *ret_again: look at the queue once more, for
 * rows ended here or something was queued again meanwhile. Rows that only an ingest under way keeps
 * are no reason to come back before it ends, which it will tell by a notification. */
MUST_CHECK bool analysis_queue_done(struct store_connection *connection, struct arena *arena,
                                    const struct queue_claim *claim, bool *ret_again,
                                    struct error *err);
/* ERROR_NOT_FOUND: no test of that name. */
MUST_CHECK bool analysis_queue_find_test(struct store_connection *connection, const char *test,
                                         int64_t *ret_test_id, struct error *err);
/* Queues every active series of one test, or of all (test NULL). *ret_queued may be NULL.
 * ERROR_NOT_FOUND: no test of that name. */
MUST_CHECK bool analysis_queue_all(struct store_connection *connection, const char *test,
                                   int64_t *ret_queued, struct error *err);
/* Queues the active series whose change points were made with other options than these
 * (analysis_options_text) or another definition of their test, or never. */
MUST_CHECK bool analysis_queue_stale(struct store_connection *connection, const char *algorithm,
                                     const char *options, int64_t *ret_queued, struct error *err);

#endif
