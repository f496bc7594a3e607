/* SPDX-License-Identifier: GPL-3.0-or-later */
/* triage.h - from the change points of a test to its regressions, inside the transaction that
 * writes the change points.
 *
 * All counting change points that begin at one run are one regression: what that build brought. The
 * run before it in the test's history names the build before. A regression keeps its id, state and
 * first_seen_at while re-analysis moves it by up to REGRESSION_MOVE_RUNS runs, and where it faded
 * and is found again. One whose levels are back (triage/recovery.h) is `recovered`, for as long as
 * that stands and unless people have set another state. */
#ifndef RIGEL_TRIAGE_TRIAGE_H
#define RIGEL_TRIAGE_TRIAGE_H

#include "base/arena.h"
#include "store/regressions.h"
#include "store/series_points.h"
#include "triage/regression_group.h"

struct triage_outcome {
    const int64_t *regression_ids; /* of changes[i]; 0: none */
    const int64_t *unsupported;    /* known before, found no more */
    const bool *fading;            /* those of them that fade; the others are forgotten */
    size_t unsupported_count;
    size_t found, fresh, moved;
};

/* Writes the regressions that changes make (only rows that differ). Change points may refer to them
 * afterwards. */
MUST_CHECK bool triage_write(struct store_connection *connection, struct arena *arena,
                             const struct test_history *history, struct triage_change *changes,
                             size_t count, struct triage_outcome *ret, struct error *err);
/* After the change points are written: what nothing supports any more fades, and is shown as such;
 * what only the comparison of the newest run supported is removed, unless somebody touched it. */
MUST_CHECK bool triage_finish(struct store_connection *connection,
                              const struct test_history *history,
                              const struct triage_outcome *outcome, struct error *err);

/* The rows that changes make of the known ones, without writing: what triage_write does. fresh[i]
 * and changed[i] tell whether rows[i] is new, or differs from what is stored. */
struct triage_plan {
    struct regression_row *rows; /* one a group, ascending runs */
    bool *fresh, *changed, *moved;
    const char **told; /* what those who listen hear of it; NULL: nothing */
    size_t count;
    int64_t *unsupported;
    size_t unsupported_count;
};
struct triage_plan triage_plan_make(struct arena *arena, const struct test_history *history,
                                    struct triage_change *changes, size_t count,
                                    const struct regression_row *known, size_t known_count);

#endif
