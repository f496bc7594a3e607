/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker.h - keeps change points and regressions up to date with points.
 *
 * One struct detect_service a process, any number of threads in detect_worker_run, any number of
 * processes on any number of machines: they share nothing but the analysis queue. A worker wakes on
 * NOTIFY rigel_points, and looks by itself every DETECT_POLL. What it writes does not depend on how
 * many there are. A configuration swapped in is taken up before the next test; where its analysis
 * options, a test's definition or the acknowledgement files changed, what they touch is analysed
 * again. */
#ifndef RIGEL_DETECT_WORKER_H
#define RIGEL_DETECT_WORKER_H

#include <stdatomic.h>

#include "base/metrics.h"
#include "base/stop.h"
#include "config/shared.h"
#include "store/store.h"

#define DETECT_POLL (INT64_C(30) * 1000000) /* microseconds */

struct detect_service {
    struct store *store;
    struct config_shared *config;
    struct stop *stop;       /* may be NULL */
    struct metrics *metrics; /* may be NULL */
    atomic_uint_fast64_t
        prepared; /* number of the configuration that was prepared for; 0 at first */
};

struct detect_totals {
    size_t tests, series, change_points, regressions; /* analysed now, and what was found in them */
    size_t written, deleted;                          /* change_point rows that differed */
    size_t failures;                                  /* tests that failed, and stay queued */
};

/* Until stop is asked for; errors are logged and tried again. */
void detect_worker_run(struct detect_service *service);

/* Queues what the configuration makes stale and reads the acknowledgement files. */
MUST_CHECK bool detect_prepare(struct detect_service *service, struct error *err);
/* Works until nothing is queued that no other worker has; test_id 0: of all tests. False with the
 * first error where any test failed (it is logged; the rest was done, and counted in *ret). */
MUST_CHECK bool detect_drain(struct detect_service *service, int64_t test_id,
                             struct detect_totals *ret, struct error *err);

#endif
