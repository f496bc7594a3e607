/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regressions.h - what one build brought to one test, as rows. */
#ifndef RIGEL_STORE_REGRESSIONS_H
#define RIGEL_STORE_REGRESSIONS_H

#include "base/arena.h"
#include "store/store.h"

struct regression_row {
    int64_t regression_id;
    int64_t run_id, at; /* the first run of the new level */
    const char *uuid, *build, *build_url;
    const char *previous_uuid, *previous_build, *previous_build_url; /* NULL: not known */
    double percent; /* of the member with the largest change; infinite where it began at 0 */
    double pvalue;  /* NAN: none */
    int64_t metrics;
    const char *state; /* read only: new rows are "open" */
};

/* All of a test, ordered by at, run_id. */
MUST_CHECK bool regressions_load(struct store_connection *connection, struct arena *arena,
                                 int64_t test_id, struct regression_row **ret_rows,
                                 size_t *ret_count, struct error *err);
/* Inserts the row, or makes it what is given; state and first_seen_at of a row that is there stay.
 */
MUST_CHECK bool regression_write(struct store_connection *connection, int64_t test_id,
                                 const struct regression_row *row, struct error *err);
/* A regression that nothing supports any more: deleted where nobody touched it (state open), kept
 * with metrics = 0 otherwise. No change point may refer to it. */
MUST_CHECK bool regression_unsupport(struct store_connection *connection, int64_t test_id,
                                     int64_t regression_id, struct error *err);

/* Tells those who listen what became of a stored regression: "new", "moved" or "gone" (before
 * regression_unsupport). Nothing is told of one without members. The outbox of alerts gets it too.
 */
MUST_CHECK bool regression_tell(struct store_connection *connection, int64_t test_id,
                                int64_t regression_id, const char *change, struct error *err);

/* One counting change point of one regression: what a table of regressions shows. Rows of one
 * regression follow one another, the most telling first; newest regressions last. */
struct regression_member {
    const char *test;
    int64_t regression_id, at;
    const char *uuid, *build, *build_url, *previous_build, *previous_build_url, *state;
    const char *metric;
    double percent; /* NAN: mean_before is 0 */
    double pvalue;  /* NAN: none */
    double mean_before, mean_after;
    const char *unit; /* "": not said */
};

/* Regressions with at least one member, of one test or of all (test NULL), ordered by test name,
 * at, run, then |percent| descending (from zero first), metric. */
MUST_CHECK bool regression_members_load(struct store_connection *connection, struct arena *arena,
                                        const char *test, struct regression_member **ret_rows,
                                        size_t *ret_count, struct error *err);

#endif
