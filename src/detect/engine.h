/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine.h - the two engines that go on from value to value, one interface: the points of a series
 * now, and a saved state or none, give the change points and the state to save.
 *
 * The answer is that of a full run over the points, to the bit, whatever is saved. A saved state is
 * used where the series begins with the points that it has seen (their runs and values, by a hash
 * of all of them) and its bytes can be restored; otherwise the engine begins anew, and the state is
 * replaced.
 *
 * A state does not stand at the newest point but up to ENGINE_STATE_EVERY + ENGINE_STATE_BEHIND
 * before it, at a place that follows from the number of points alone. So the newest values may
 * change (their runs are still growing) without making it useless, most analyses write none, and
 * which points the saved states have seen does not depend on how the points came. */
#ifndef RIGEL_DETECT_ENGINE_H
#define RIGEL_DETECT_ENGINE_H

#include "analysis/analysis.h"
#include "analysis/steady.h"
#include "base/arena.h"
#include "store/series_points.h"
#include "store/series_states.h"

#define ALGORITHM_EDIVISIVE "edivisive"
#define ALGORITHM_PERCENT "percent"
#define ALGORITHM_STEADY "steady"

enum {
    ENGINE_STATE_EVERY = 32,
    ENGINE_STATE_BEHIND = 8,
    /* Least number of points for which a state is kept: where a full run of the engine takes longer
     * than reading the state, restoring it and appending what it has not seen. docs/detection.md
     * has the figures. */
    ENGINE_EDIVISIVE_LEAST = 4096,
    ENGINE_STEADY_LEAST = 192,
};

/* The states of one test during one analysis. Zeroed: none. */
struct engine_states {
    const struct series_state *loaded; /* by series_id and algorithm */
    size_t loaded_count;
    struct series_state *saved,
        *dropped; /* to be written and deleted; in the arena of the engine */
    size_t saved_count, saved_capacity, dropped_count, dropped_capacity;
    size_t used; /* restored ones, for tests and measurements */
};

/* What the engines work with; one thread at a time. */
struct engine {
    const struct edivisive_plan *plan;
    struct edivisive_workspace *workspace;
    const struct steady_plan *steady_plan;
    struct steady *steady; /* scratch */
    struct arena *arena;
    struct engine_states *states; /* NULL: none are used or saved */
};

/* The values of a series that are there, oldest first. */
struct engine_series {
    int64_t series_id;
    const struct history_run *runs;
    const size_t *rows; /* of the values, in runs */
    const double *values;
    size_t count;
};

/* How many points the state of a series of `count` has seen; 0: none is kept. */
size_t engine_state_points(const char *algorithm, size_t count);

/* No state is kept of the series: the one that was loaded is to be dropped. */
void engine_forget(const struct engine *engine, const char *algorithm, int64_t series_id);

/* Change points, ascending; indexes count the values given. In the engine's arena. What is to be
 * saved or dropped goes into its states; nothing does where this fails. */
MUST_CHECK enum analysis_status engine_edivisive(const struct engine *engine,
                                                 const struct engine_series *series,
                                                 const struct change_point **ret_points,
                                                 size_t *ret_count);
MUST_CHECK enum analysis_status engine_steady(const struct engine *engine,
                                              const struct engine_series *series,
                                              const struct steady_point **ret_points,
                                              size_t *ret_count);

#endif
