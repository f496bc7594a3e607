/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.h - the answer to one CI run: is it a regression?
 *
 * One struct verdict a test that takes the run, and over them a struct run_verdict: the answer. A
 * verdict is a function of what the tables hold and of the verdict options, nothing else: the same
 * revision of a test gives the same verdict.
 *
 * A metric is judged by verdict_rule.h, by its fixed limits, and by a change point that begins at
 * this very run, unless runs that confirm it say otherwise. It is `known` where an earlier build
 * brought the change, or people acknowledged it: told, but no reason to fail this run. It is
 * expected where nearly all of the last settled runs had it: a run without it is no_data, never a
 * silent pass.
 *
 * Worst first of the metrics of a test: regression; no_data, where something expected is missing,
 * nothing is there, or the run has not settled; undecided; pass. The run's own failure (its job,
 * its alerts) makes it a regression. Over tests the order is the same, but a test that has nothing
 * of the run and expects nothing comes last. */
#ifndef RIGEL_TRIAGE_VERDICT_H
#define RIGEL_TRIAGE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/service.h"
#include "store/store.h"

enum verdict_state {
    VERDICT_PASS,
    VERDICT_REGRESSION,
    VERDICT_UNDECIDED,
    VERDICT_NO_DATA,
    VERDICT_KNOWN, /* of a metric only */
    VERDICT_STATES
};

/* What made a run a regression: 1u << each. */
enum verdict_cause { CAUSE_METRICS, CAUSE_LIMIT, CAUSE_RUN, CAUSES };

/* What of the configuration decides. */
struct verdict_options {
    double error_budget;
    enum alert_severity fail_on_alerts;
    bool fail_on_job;
};

enum { VERDICT_OPTIONS_SIZE = 96 };

struct verdict_options verdict_options_of(const struct service_config *config);
/* The options as text: what makes two verdicts of one revision the same. Returns out. */
char *verdict_options_text(const struct verdict_options *options, char out[VERDICT_OPTIONS_SIZE]);

/* A change that people know of. */
struct verdict_known {
    bool is_known;
    int64_t regression;                   /* 0: none */
    const char *state;                    /* of the regression; NULL: none */
    const char *reason;                   /* of an acknowledgement; NULL: none */
    const char *since_uuid, *since_build; /* the run that brought it; NULL: not known */
};

struct verdict_metric {
    const char *metric;
    const char *unit; /* "": not said */
    enum verdict_state state;
    const char *reason; /* one sentence */
    bool expected;      /* a run without it is no_data */
    bool has_value;
    double value;
    size_t baseline_runs;
    double baseline_mean, baseline_spread; /* robust standard deviation; NAN: no baseline */
    double percent;                        /* of the baseline's mean; NAN where that is 0 */
    double threshold;                      /* percent */
    double least_percent;   /* smallest change this baseline could have shown; NAN: none */
    double pvalue;          /* NAN: none */
    double adjusted_pvalue; /* for all metrics of the run: compare with the budget; NAN: none */
    size_t runs_needed;     /* UNDECIDED: so many more */
    size_t repeats;         /* values of runs that confirm this one */
    double repeats_mean;    /* NAN: none */
    double limit_min, limit_max; /* NAN: none */
    bool beyond_limit;
    int direction;
    struct verdict_known known;
    const char *const *labels;
    size_t label_count;
};

struct verdict_alert {
    const char *severity, *description;
    int64_t at;
    bool has_at;
};

/* What the run itself said. */
struct verdict_said {
    const char *job_status; /* NULL: nothing */
    const struct verdict_alert *alerts;
    size_t alert_count;
    bool job_fails, alerts_fail;
};

/* How many false alarms are allowed, and what that means for this run. */
struct verdict_budget {
    double share;  /* of unchanged runs that may be called a regression */
    size_t tested; /* metrics that share it */
    double level;  /* a p-value up to this counts; NAN: nothing was tested */
};

/* What could tell more: runs that carry the token (base/confirm_token.h). */
struct verdict_confirm {
    const char *token;          /* NULL: there is nothing to confirm */
    const char *const *metrics; /* to be run again */
    size_t metric_count;
    size_t runs;
};

struct run_facts;

struct verdict {
    const struct run_facts *facts; /* that it was made from; NULL: not known any more */
    const char *uuid, *test, *project;
    int64_t run_id;
    const char *build, *build_url;                                   /* NULL: not known */
    const char *previous_uuid, *previous_build, *previous_build_url; /* NULL: the first run */
    int64_t at;
    bool settled;
    enum verdict_state state;
    const char *reason;
    unsigned causes;                 /* 1u << enum verdict_cause */
    const char *excluded;            /* from baselines, why; NULL: not */
    const char *confirms;            /* uuid of the run that it repeats, or its token; NULL: none */
    const char *const *confirmed_by; /* uuids */
    size_t confirmed_count;
    struct verdict_budget budget;
    struct verdict_confirm confirm;
    struct verdict_said said;
    const struct verdict_metric *metrics; /* configuration order */
    size_t metric_count;
};

enum verdict_lack { LACK_RUN, LACK_METRIC, LACK_SETTLING };

struct verdict_missing {
    const char *test; /* NULL: any */
    enum verdict_lack what;
    const char *metric; /* LACK_METRIC */
};

/* The answer over all tests asked for. */
struct run_verdict {
    const char *uuid;
    enum verdict_state state;
    const char *reason;
    unsigned causes;
    bool settled, analysed, final;
    struct verdict_missing *missing;
    size_t missing_count;
    const struct verdict *tests; /* by name */
    size_t test_count;
};

const char *verdict_state_name(enum verdict_state state); /* "pass", "regression", ... */
bool verdict_state_read(const char *name, enum verdict_state *ret_state);
const char *verdict_cause_name(enum verdict_cause cause); /* "metrics", "limit", "run" */
const char *verdict_lack_name(enum verdict_lack lack);    /* "run", "metric", "settling" */

/* The verdicts of a run in every test that takes it (test NULL), or in one; none: *ret_count is 0.
 * Lives in arena. Inside a transaction, repeatable read. */
MUST_CHECK bool verdict_of_run(struct store_connection *connection, struct arena *arena,
                               const char *uuid, const char *test,
                               const struct verdict_options *options, struct verdict **ret_verdicts,
                               size_t *ret_count, struct error *err);

/* The answer; test: the only one asked for, NULL: all. analysed: nothing of the tests waits for
 * analysis. Borrows the verdicts. */
struct run_verdict run_verdict_of(struct arena *arena, const char *uuid, const char *test,
                                  const struct verdict *verdicts, size_t count, bool analysed);

#endif
