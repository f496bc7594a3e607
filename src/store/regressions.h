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
    const char *state; /* that of a row people have set stays as it is */
    /* The first run back on the old level; 0 and NULL: none yet. */
    int64_t recovered_run_id, recovered_at;
    const char *recovered_uuid, *recovered_build;
};

/* All of a test, ordered by at, run_id. */
MUST_CHECK bool regressions_load(struct store_connection *connection, struct arena *arena,
                                 int64_t test_id, struct regression_row **ret_rows,
                                 size_t *ret_count, struct error *err);
/* Inserts the row, or makes it what is given. first_seen_at of a row that is there stays, and a
 * state that is none of ours (open, recovered, faded). */
MUST_CHECK bool regression_write(struct store_connection *connection, int64_t test_id,
                                 const struct regression_row *row, struct error *err);
/* A regression that nothing supports any more: it fades, with the reason, and keeps its numbers
 * but metrics = 0; its state stays where people have set it. No change point may refer to it. */
MUST_CHECK bool regression_fade(struct store_connection *connection, int64_t test_id,
                                int64_t regression_id, struct error *err);
/* The same of one that only the comparison with the newest run supported, which is over with each
 * run: deleted where nobody touched it (state open or recovered). */
MUST_CHECK bool regression_forget(struct store_connection *connection, int64_t test_id,
                                  int64_t regression_id, struct error *err);
/* Of the regressions asked for, those that anything but "percent" supports as change points are
 * stored now. Into arena. */
MUST_CHECK bool regressions_lasting(struct store_connection *connection, struct arena *arena,
                                    int64_t test_id, const int64_t *ids, size_t count,
                                    int64_t **ret_ids, size_t *ret_count, struct error *err);

/* Tells those who listen what became of a stored regression: "new", "moved", "recovered",
 * "reopened", "environment", "product", "faded" or "gone" (the last two before regression_fade and
 * regression_forget). Nothing is told of one without members. The outbox of alerts gets it too. */
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
    const char *unit;                             /* "": not said */
    const char *recovered_build, *recovered_uuid; /* NULL: not known; it has not recovered */
    const char *environment;                      /* NULL: it is not the environment */
};

/* Regressions with at least one member, of one test or of all (test NULL), ordered by test name,
 * at, run, then |percent| descending (from zero first), metric. */
MUST_CHECK bool regression_members_load(struct store_connection *connection, struct arena *arena,
                                        const char *test, struct regression_member **ret_rows,
                                        size_t *ret_count, struct error *err);

#endif
