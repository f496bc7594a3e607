/* SPDX-License-Identifier: GPL-3.0-or-later */
/* findings.h - what the engine says about a test's history, with Orion's filters applied.
 *
 * Pure: a history in, findings out; the same on every machine. Gaps are left out before the search
 * and indexes mapped back (MISSING_DROP), so that a missing value does not blind it; MISSING_SKIP
 * reproduces Orion. The threshold is used as written (Orion cuts it to an integer). */
#ifndef RIGEL_DETECT_FINDINGS_H
#define RIGEL_DETECT_FINDINGS_H

#include "analysis/analysis.h"
#include "analysis/steady.h"
#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/service.h"
#include "detect/engine.h"
#include "store/acknowledgements.h"
#include "store/series_points.h"
#include "triage/recovery.h"

struct finding {
    size_t series;         /* position in history->series */
    size_t row;            /* position in history->runs: the first run of the new level */
    size_t position;       /* among the series' points, gaps left out */
    const char *algorithm; /* ALGORITHM_... */
    double mean_before, mean_after, stddev_before, stddev_after;
    double pvalue;  /* NAN: none */
    double percent; /* NAN: mean_before is 0 */
    enum drop_reason dropped;
    /* Of ALGORITHM_STEADY alone; of the others NAN, row and false. */
    double evidence;            /* natural log units */
    double least, most;         /* 90% interval of mean_after - mean_before */
    size_t set_first, set_last; /* 90% set of first rows of the new level */
    bool settled;               /* not taken back any more */
    size_t recovered; /* row from which on the level before is back; RECOVERY_NONE: it is not */
};

/* The engines with their options; one thread at a time. */
struct detector {
    struct edivisive_plan *plan;
    struct edivisive_workspace *workspace;
    struct steady_plan *steady_plan;
    struct steady *steady;
    enum missing_way missing;
    char options[256];            /* the options as text: what makes two analyses the same */
    struct engine_states *states; /* of the test that is analysed; NULL: every run is a full one */
};

MUST_CHECK bool detector_init(struct detector *detector, const struct service_config *config,
                              struct error *err);
void detector_done(struct detector *detector); /* a zeroed one is fine */

/* Change points of E-Divisive of all series, then those of CMR ("percent": newest run against the
 * mean of those before, where it is worse), then those of `steady`, in configuration order, rows
 * ascending. `steady` gives the means of both sides clipped, and the deviation that it decided by
 * for both. Series whose
 * points are loaded are searched; of the others kept holds what was found before, by algorithm,
 * series and row, and goes through the filters anew. */
MUST_CHECK bool findings_make(struct detector *detector, struct arena *arena,
                              const struct test_history *history, const struct finding *kept,
                              size_t kept_count, const struct acknowledgement_row *acknowledged,
                              size_t acknowledged_count, struct finding **ret_findings,
                              size_t *ret_count, struct error *err);

/* Whether a search of the same points finds the same in both: filters aside, of the settings of a
 * series only these count. */
bool series_search_same(const struct history_series *a, const struct history_series *b);

/* The word of the change_point table; NULL for DROP_NONE. */
const char *drop_reason_name(enum drop_reason reason);

#endif
