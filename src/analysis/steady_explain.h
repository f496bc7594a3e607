/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_explain.h - why a place of a series is or is not a change point of `steady`.
 *
 * A full run is watched (steady_watch.h); nothing is decided here. Places are counted as in the
 * series given, gaps included. */
#ifndef RIGEL_ANALYSIS_STEADY_EXPLAIN_H
#define RIGEL_ANALYSIS_STEADY_EXPLAIN_H

#include "analysis/steady.h"

enum steady_outcome {
    STEADY_FEW_BEFORE, /* too few values since the start of its segment: never looked at */
    STEADY_UNDECIDED,  /* not enough yet; `more` values like those from it on would do */
    STEADY_BELOW,      /* looked at, and never enough */
    STEADY_ELSEWHERE,  /* there is a change, but it was put at another place */
    STEADY_WITHDRAWN,  /* a change began here and was taken back since */
    STEADY_UNREPORTED, /* it begins a segment, but is too small to be reported */
    STEADY_CHANGE
};

struct steady_explanation {
    struct steady_options options;
    size_t values_before, values_after; /* of its segment, when last seen; from it on */

    /* When it came nearest to what is asked; known where it was looked at. */
    size_t look_at;         /* the newest value then */
    size_t before, after;   /* values of the segment before it, and from it on, then */
    double evidence;        /* signed, natural log units */
    double asked;           /* by the number of values: h0 + h1 / min(after, before) */
    double raised;          /* by the record of what came to nothing; the larger one holds */
    double mean, deviation; /* of the level before */
    double rho;             /* autocorrelation */
    size_t rival;           /* the place that came nearest at that value; itself: none nearer */
    double rival_evidence, rival_asked;

    /* STEADY_CHANGE: the change; STEADY_ELSEWHERE: the one that it was put at, where that is still
     * reported; else the nearest one whose set of places holds it. */
    struct steady_point point;

    /* The life of the change, STEADY_WITHDRAWN, STEADY_UNREPORTED and STEADY_CHANGE. */
    size_t seen_at;  /* the value at which it was reported first */
    size_t ended_at; /* where ended: the value that settled it or took it back */
    double fresh;    /* log likelihood ratio of the values since it was reported, then or now */
    double peak;     /* its evidence at the most */

    size_t more; /* STEADY_UNDECIDED */

    enum steady_outcome outcome;
    bool looked, has_point;
    bool slight; /* below the smallest change of interest: not reported */
    bool ended;  /* settled or taken back */
};

/* index < n, and values[index] is finite. *ret is untouched on failure. */
enum analysis_status steady_explain(const struct steady_plan *plan, const double *values, size_t n,
                                    size_t index, struct steady_explanation *ret);

#endif
