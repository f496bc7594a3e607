/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edivisive_explain.h - why a place of a series is or is not a change point of E-Divisive.
 *
 * A full run is watched (edivisive_watch.h); nothing is decided here. The windows are searched by
 * the plain form, which finds the cuts of the fast one and also tells the candidate that ended a
 * window. Places are counted as in the series given. */
#ifndef RIGEL_ANALYSIS_EDIVISIVE_EXPLAIN_H
#define RIGEL_ANALYSIS_EDIVISIVE_EXPLAIN_H

#include "analysis/analysis.h"
#include "analysis/comparison.h"

enum edivisive_outcome {
    EDIVISIVE_NOTHING_BEFORE, /* the first value: no level to differ from */
    EDIVISIVE_OUTDONE,        /* no window was cut here, another place was its candidate */
    EDIVISIVE_REFUSED,        /* a window's candidate, but p was above the level of candidates */
    EDIVISIVE_MERGED,         /* a window was cut here, and the merge removed the cut */
    EDIVISIVE_CHANGE
};

struct edivisive_explanation {
    enum edivisive_outcome outcome;
    double candidate_level;           /* the most p may be for a cut */
    double max_pvalue, min_magnitude; /* p below the one, magnitude above the other is kept */

    /* The search. Of the windows with values on both sides of the place, the one that cut here,
     * else the one with the least p here. Nothing of it with EDIVISIVE_NOTHING_BEFORE. */
    size_t windows;                   /* how many there were */
    size_t window_first, window_last; /* its first and last value */
    size_t piece_first, piece_last;   /* what was left around the place by the cuts before */
    double pvalue;                    /* of a cut here in that piece */
    size_t best;                      /* where that piece is best cut */
    double best_energy, best_pvalue;
    bool ended;      /* a candidate of another piece ended the window, with more energy */
    size_t ended_by; /* where it lies */
    double ended_energy, ended_pvalue;

    /* The merge: the two segments that are compared and their figures. EDIVISIVE_MERGED: those that
     * it was removed with, EDIVISIVE_CHANGE: those reported; else what they would be between the
     * change points reported. */
    size_t left_first, right_last; /* of the values before and from the place on */
    size_t count_before, count_after;
    struct comparison numbers;
    double t; /* NAN: two values in all, or no spread */
    double magnitude;
    bool has_before, has_after; /* reported change points on either side, and where */
    size_t change_before, change_after;
};

/* index < n, and values[index] is not missing. As edivisive_run otherwise; its result is in the
 * workspace and not valid any more for another plan. *ret is untouched on failure. */
enum analysis_status edivisive_explain(const struct edivisive_plan *plan,
                                       struct edivisive_workspace *workspace, const double *values,
                                       const unsigned char *missing, size_t n, enum missing_way way,
                                       size_t index, struct edivisive_explanation *ret);

#endif
