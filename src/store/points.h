/* SPDX-License-Identifier: GPL-3.0-or-later */
/* points.h - the values of series, and the queue of series that changed.
 *
 * For use inside a transaction. */
#ifndef RIGEL_STORE_POINTS_H
#define RIGEL_STORE_POINTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

struct point_row {
    int64_t series_id, run_id;
    int64_t at;
    double value;
    int64_t samples;
    double minimum, maximum, mean, sum, stddev; /* NAN: not known */
};

/* The points of these runs in these series become exactly `points`; series of the test that are not
 * named keep theirs. *ret_changed, in arena: the series written or deleted from, ascending, each
 * once; equal rows are not touched. */
MUST_CHECK bool store_points_replace(struct store_connection *connection, struct arena *arena,
                                     int64_t test_id, const int64_t *run_ids, size_t run_count,
                                     const int64_t *series_ids, size_t series_count,
                                     const struct point_row *points, size_t point_count,
                                     const int64_t **ret_changed, size_t *ret_changed_count,
                                     struct error *err);
/* Sorts series_ids and takes repeats out; returns how many are left. */
size_t store_series_unique(int64_t *series_ids, size_t count);
/* Queues the series (ascending) for analysis and notifies CHANNEL_POINTS. None: does nothing. */
MUST_CHECK bool store_series_queue(struct store_connection *connection, int64_t test_id,
                                   const int64_t *series_ids, size_t count, struct error *err);

#endif
