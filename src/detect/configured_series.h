/* SPDX-License-Identifier: GPL-3.0-or-later */
/* configured_series.h - the series of a test as a configuration makes them: the history of a test
 * that is stored, with the settings it would have.
 *
 * Pure: what the reload writes (ingest/config_sync.h), without writing it. */
#ifndef RIGEL_DETECT_CONFIGURED_SERIES_H
#define RIGEL_DETECT_CONFIGURED_SERIES_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/test.h"
#include "store/series_points.h"

/* A copy of the history, without points, with the series that the test makes active, in their
 * order. Of a group_by the values are those that series of the history are named after; series of
 * other values stay as they are, as they do where a service reloads. Into arena; texts are those of
 * test and history. ERROR_LIMIT: a text of a group_by grew too long. */
MUST_CHECK bool configured_history(struct arena *arena, const struct test_history *stored,
                                   const struct test *test, struct test_history **ret,
                                   struct error *err);

/* The series of this id; NULL: the history has none. */
const struct history_series *history_series_of(const struct test_history *history,
                                               int64_t series_id);

#endif
