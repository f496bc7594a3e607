/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.h - the answer to one CI run: is it a regression?
 *
 * First form. Per metric: the newest stable stretch before the run is the baseline; the run is a
 * regression where its deviation from the baseline's mean is in the worse direction and beyond both
 * the metric's threshold and the baseline's own robust spread (median absolute deviation, with a
 * floor, since a baseline can be constant), or where a change point that counts begins at this very
 * run. Reads points and change points only: it does not wait for the worker, so it can be asked
 * right after a run arrived. */
#ifndef RIGEL_TRIAGE_VERDICT_H
#define RIGEL_TRIAGE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

enum verdict_state { VERDICT_PASS, VERDICT_REGRESSION, VERDICT_UNDECIDED, VERDICT_NO_DATA };

struct verdict_metric {
    const char *metric;
    enum verdict_state state;
    const char *reason; /* one sentence */
    bool has_value;
    double value;
    size_t baseline_runs;
    double baseline_mean, baseline_spread; /* robust standard deviation; NAN: no baseline */
    double percent;                        /* of the baseline's mean; NAN where that is 0 */
    double threshold;                      /* percent */
    double least_percent; /* smallest change this baseline could have shown; NAN: none */
    double pvalue;        /* of a change point at this run; NAN: none */
    int direction;
    const char *const *labels;
    size_t label_count;
};

struct verdict {
    const char *uuid, *test;
    const char *build, *build_url;                                   /* NULL: not known */
    const char *previous_uuid, *previous_build, *previous_build_url; /* NULL: the first run */
    int64_t at;
    bool settled;
    enum verdict_state
        state; /* the worst: regression, undecided, pass; no_data: no metric has any */
    const char *reason;
    const struct verdict_metric *metrics; /* configuration order */
    size_t metric_count;
};

const char *verdict_state_name(enum verdict_state state); /* "pass", "regression", ... */

/* The verdicts of a run in every test that takes it (test NULL), or in one. Lives in arena.
 * ERROR_NOT_FOUND: no such run, or not in that test. */
MUST_CHECK bool verdict_of_run(struct store_connection *connection, struct arena *arena,
                               const char *uuid, const char *test,
                               const struct verdict **ret_verdicts, size_t *ret_count,
                               struct error *err);

#endif
