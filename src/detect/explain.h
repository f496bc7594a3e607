/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explain.h - why a run of a stored series is or is not a change: the history is read as the
 * analysis reads it, searched again by the same engines, and each of them watched at the run.
 *
 * Nothing is written. One snapshot of the database: what is told fits together. */
#ifndef RIGEL_DETECT_EXPLAIN_H
#define RIGEL_DETECT_EXPLAIN_H

#include "base/arena.h"
#include "config/service.h"
#include "report/explanation.h"
#include "store/browse.h"

struct explain_question {
    struct browse_scope scope;
    const char *test, *metric;
    const char *build, *run; /* one of them, or both NULL: the newest run. run: a uuid */
};

/* Of several runs of a build it is about the one at which the algorithm that makes regressions
 * found a change, else at which any did, else the first with a value. In arena. ERROR_NOT_FOUND:
 * there is no such test, metric, build or run, with the nearest name where there is one;
 * ERROR_LIMIT: more than LIMIT_EXPLAIN_RUNS runs of the build. */
MUST_CHECK bool explain_run(struct store_connection *connection, struct arena *arena,
                            const struct service_config *config,
                            const struct explain_question *question,
                            struct explanation **ret_explanation, struct error *err);

#endif
