/* SPDX-License-Identifier: GPL-3.0-or-later */
/* told_verdicts.h - verdicts as they were told, whatever became of the data since. They are kept by
 * verdict_row_store. */
#ifndef RIGEL_STORE_TOLD_VERDICTS_H
#define RIGEL_STORE_TOLD_VERDICTS_H

#include "base/arena.h"
#include "store/browse.h"
#include "store/store.h"

struct told_row {
    const char *test, *state, *reason;
    int64_t told_at;
    bool settled;
};

/* Of one run (test NULL: in every test), by test, the newest first; in arena. */
MUST_CHECK bool told_verdicts_list(struct store_connection *connection, struct arena *arena,
                                   struct browse_scope scope, const char *uuid, const char *test,
                                   struct told_row **ret_rows, size_t *ret_count,
                                   struct error *err);

struct told_verdict {
    int64_t told_at;
    const char *body;  /* JSON */
    const void *facts; /* that it was made from (triage/facts_bytes.h) */
    size_t facts_size;
};

/* What each test had told of the run last at that time, by name of the test; in arena. */
MUST_CHECK bool told_verdicts_as_of(struct store_connection *connection, struct arena *arena,
                                    struct browse_scope scope, const char *uuid, const char *test,
                                    int64_t as_of, struct told_verdict **ret_verdicts,
                                    size_t *ret_count, struct error *err);

/* Deletes those told longer ago than age_us. */
MUST_CHECK bool told_verdicts_sweep(struct store_connection *connection, int64_t age_us,
                                    int64_t *ret_deleted, struct error *err);

#endif
