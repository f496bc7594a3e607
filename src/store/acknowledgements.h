/* SPDX-License-Identifier: GPL-3.0-or-later */
/* acknowledgements.h - known changes: a change point of this metric at this run does not count. */
#ifndef RIGEL_STORE_ACKNOWLEDGEMENTS_H
#define RIGEL_STORE_ACKNOWLEDGEMENTS_H

#include "base/arena.h"
#include "store/store.h"

struct acknowledgement_row {
    const char *test; /* NULL: any test */
    const char *uuid, *metric;
    const char *version; /* NULL: not said */
    const char *reason;  /* NULL counts as "" */
    const char *origin;  /* where it was read ("file:PATH"), or who said so */
};

/* Those that hold for a test: its own and those that name no test; ordered by uuid, metric. */
MUST_CHECK bool acknowledgements_load(struct store_connection *connection, struct arena *arena,
                                      const char *test, struct acknowledgement_row **ret_rows,
                                      size_t *ret_count, struct error *err);

/* Makes the rows read from files ("file:PATH" in origin) the ones given, each with its origin:
 * inserts what is new (a row of a person with the same test, uuid and metric stays as it is),
 * deletes what is gone, and queues the series that either touches. Inside a transaction. */
MUST_CHECK bool acknowledgements_sync(struct store_connection *connection, struct arena *arena,
                                      const struct acknowledgement_row *rows, size_t count,
                                      int64_t *ret_changed, struct error *err);

#endif
