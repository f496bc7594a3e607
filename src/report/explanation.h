/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explanation.h - why a run of a series is or is not a change, for people and as JSON: what
 * detect/explain.h puts together, in sentences and figures. */
#ifndef RIGEL_REPORT_EXPLANATION_H
#define RIGEL_REPORT_EXPLANATION_H

#include <stdint.h>

#include "analysis/analysis.h"
#include "analysis/edivisive_explain.h"
#include "analysis/steady_explain.h"
#include "base/arena.h"
#include "json/writer.h"

struct explanation_run {
    int64_t run_id, at;
    const char *uuid, *build, *build_url; /* the last two: NULL where they are not known */
    const char *excluded;       /* why people took it out of baselines; NULL: they did not */
    bool in_baseline, confirms; /* confirms: it repeats another run */
    bool has_value;
    double value;
};

/* What an algorithm says of a run, and what the filters made of it. */
struct explanation_finding {
    bool found; /* a change begins here */
    enum drop_reason dropped;
    double percent;      /* NAN: from 0 */
    bool has_correlated; /* the nearest change of the correlated metric: */
    size_t correlated;   /* its row; counted or not */
    bool has_regression; /* as it is stored */
    int64_t regression_id;
};

enum explanation_state {
    EXPLANATION_MADE,
    EXPLANATION_NO_VALUE,        /* no run asked for has a value that is looked at: a gap */
    EXPLANATION_NOT_IN_BASELINE, /* excluded, or it confirms another run */
    EXPLANATION_INACTIVE         /* the metric is in no definition any more */
};

enum explanation_algorithm {
    EXPLANATION_EDIVISIVE,
    EXPLANATION_STEADY,
    EXPLANATION_PERCENT,
    EXPLANATION_ALGORITHMS
};

struct explanation {
    const char *test, *metric, *unit; /* unit "": not said */
    int direction;
    double threshold;        /* percent */
    const char *correlation; /* "": none */
    int context;
    const char *regression_algorithm;
    const char *asked_build; /* NULL: asked by run */

    struct explanation_run *runs; /* those asked for, oldest first, at least one */
    size_t run_count;
    size_t chosen; /* the one explained */
    enum explanation_state state;
    bool waiting; /* newer points are queued: what is stored may differ */

    const struct explanation_run *rows; /* the runs in baselines, oldest first */
    size_t row_count;
    size_t row;           /* of the chosen one; EXPLANATION_MADE, as all below */
    size_t values_before; /* of the series */
    bool has_next;
    size_t next; /* EXPLANATION_NO_VALUE: the first run after it with a value */

    struct edivisive_explanation edivisive;
    struct steady_explanation steady;
    struct percent_result percent; /* as it was when this run was the newest */
    bool newest;                   /* of the test's runs */
    struct explanation_finding findings[EXPLANATION_ALGORITHMS];
    const char *acknowledged; /* the reason given, may be ""; NULL: it is not */

    const char *verdict_state, *verdict_reason; /* told of the chosen run last; NULL: none */
    int64_t verdict_at;
};

/* "edivisive" and so on. */
const char *explanation_algorithm_name(enum explanation_algorithm algorithm);
/* Does what people handle begin here? */
bool explanation_is_regression(const struct explanation *explanation);
/* One or two plain sentences, in arena: of one algorithm, and of all. */
const char *explanation_words(struct arena *arena, const struct explanation *explanation,
                              enum explanation_algorithm algorithm);
const char *explanation_conclusion(struct arena *arena, const struct explanation *explanation);

void explanation_json_write(struct writer *writer, struct arena *arena,
                            const struct explanation *explanation);
/* Lines for a terminal: the conclusions and the figures they rest on. Control characters in names
 * are shown as '?'. */
void explanation_text_write(struct buffer *out, struct arena *arena,
                            const struct explanation *explanation);

#endif
