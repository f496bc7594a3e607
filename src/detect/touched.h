/* SPDX-License-Identifier: GPL-3.0-or-later */
/* touched.h - which series of a test must be read and searched again, and what stands of the
 * others.
 *
 * A series is touched where it is queued, where its stored analysis was made with other options or
 * another definition, or where the runs of the test changed in a way that its answers depend on:
 * "percent" is about the test's newest run, and the mean before it is summed over the rows of the
 * history. Of every other series the stored change points are what a search would find. Pure: no
 * store, no clock. */
#ifndef RIGEL_DETECT_TOUCHED_H
#define RIGEL_DETECT_TOUCHED_H

#include "detect/findings.h"
#include "store/analysis_queue.h"
#include "store/change_points.h"

struct touched {
    bool *series;         /* of history->series: read and search it */
    size_t count;         /* how many are */
    struct finding *kept; /* of the others, by algorithm, series and row */
    size_t kept_count;
};

/* analyses and stored: all of the test. gaps_count: a row without a value changes what a search of
 * the series sees (MISSING_SKIP). Into arena. */
struct touched touched_find(struct arena *arena, const struct test_history *history,
                            const struct queue_claim *claim, const struct analysis_state *analyses,
                            size_t analysis_count, const struct change_point_row *stored,
                            size_t stored_count, bool gaps_count);

#endif
