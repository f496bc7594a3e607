/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_facts.h - what the tables hold about one run of a test: its values, and those its verdict
 * compares them with. */
#ifndef RIGEL_STORE_RUN_FACTS_H
#define RIGEL_STORE_RUN_FACTS_H

#include "base/arena.h"
#include "store/run_names.h"

struct fact_value {
    double value;
    const struct run_name *run;
};

/* The newest change point before the run, where people know of it. */
struct fact_known {
    const char *uuid, *build; /* of the run that brought it; uuid NULL: there is none */
    int64_t regression;       /* its id; 0: an acknowledgement alone */
    const char *state;        /* of the regression; NULL: none */
    const char *reason;       /* of the acknowledgement; NULL: none */
    double mean_before, mean_after;
};

struct fact_series {
    int64_t series_id;
    const char *metric;
    const char *unit;            /* "": not said */
    double limit_min, limit_max; /* NAN: none */
    const char *const *labels;
    size_t label_count;
    double threshold; /* percent */
    double value;     /* where has_value */
    /* Finite values of the two newest stable stretches before the run, oldest first. */
    const struct fact_value *before;
    size_t before_count;
    size_t stretch;               /* position in `before` of the newest stretch */
    const struct run_name *since; /* that begins it; NULL: it reaches back to the first run */
    /* Of the change point that begins at this run, where has_change: */
    double mean_before, mean_after;
    double pvalue, percent; /* NAN: none */
    const char *dropped_by; /* NULL: it counts */
    /* Why the change is excused: the reason of people ("" where none was given), or that of the
     * environment's tag behind FACT_ENVIRONMENT; NULL: it is not. */
    const char *acknowledged;
    struct fact_known known;
    const double *repeats; /* finite values of the runs that confirm this one */
    size_t repeat_count;
    /* Where a change point that counts begins at this run: finite values of the runs after it, up
     * to the next change point, oldest first, FACT_LATER at most. */
    const double *later;
    size_t later_count;
    size_t history, had; /* settled runs before it that were looked at, and those with a value */
    int direction;
    bool has_value, has_change;
};

enum { FACT_LATER = 10 };

/* As list_run_series.sql writes it. */
#define FACT_ENVIRONMENT "the environment's: "

/* What the benchmark itself complained of. */
struct fact_alert {
    const char *severity, *description;
    int64_t at;
    bool has_at;
};

enum { FACT_ALERTS = 50 }; /* of one run, the worst first */

struct run_facts {
    int64_t test_id, run_id, at;
    const char *uuid, *test, *project;
    const char *build, *build_url;                                   /* NULL: not known */
    const char *previous_uuid, *previous_build, *previous_build_url; /* NULL: the first run */
    bool settled;
    const char *excluded;   /* why it counts in no baseline; NULL: it counts */
    int64_t confirms;       /* run_id of the run that it repeats; 0: an ordinary run */
    const char *first_uuid; /* of that run; NULL: not in this test */
    int64_t cut_at, cut_id; /* runs before this place are its baseline: its own, or that run's */
    const char *const *confirming; /* uuids of the runs that confirm this one, oldest first */
    size_t confirming_count;
    const char *job_status; /* as its metadata say; NULL: they do not */
    const struct fact_alert *alerts;
    size_t alert_count;
    struct fact_series *series; /* configuration order */
    size_t series_count;
};

/* How many values before the run at most; by how many percent a change point must move the level to
 * end a stretch (or by the metric's threshold, where that is more); how many settled runs before it
 * say which metrics are usual. */
struct run_facts_limits {
    size_t most;
    double least_percent;
    size_t look_back;
};
/* One a test that takes the run (test NULL: all active ones), by name; none: *ret_count is 0. All
 * statements must see one state of the tables: inside a transaction, repeatable read. */
MUST_CHECK bool run_facts_load(struct store_connection *connection, struct arena *arena,
                               const char *uuid, const char *test, struct run_facts_limits limits,
                               struct run_facts **ret_facts, size_t *ret_count, struct error *err);

#endif
