/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test.h - what a test file says, after templates, inheritance and fan_out: plain structs.
 *
 * Everything lives in the arena of the struct test_set that holds it and is read-only. Field names
 * are as written in the file, a ".keyword" ending included. Sources: REFERENCE of Orion's YAML in
 * docs/configuration.md. */
#ifndef RIGEL_CONFIG_TEST_H
#define RIGEL_CONFIG_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONFIG_HASH_SIZE = 65 };

/* A scalar as YAML 1.1 typed it; text is how Orion sends it to the server ("True", "4.2"). */
enum value_type { VALUE_NULL, VALUE_BOOL, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT };

struct value {
    enum value_type type;
    const char *text;
    int64_t integer; /* VALUE_INTEGER; VALUE_BOOL: 0 or 1 */
    double real;     /* VALUE_REAL, VALUE_INTEGER */
};

/* field must match value; in a `not` list, must not. */
struct condition {
    const char *field;
    struct value value;
    /* In run_filter.must: an exact version (the version field, ocpMajorVersion). It is honoured
     * here; Orion leaves it out without a word, so its command line has to as well. */
    bool orion_ignores;
};

struct condition_list {
    const struct condition *items;
    size_t count;
};

/* Which runs belong. An empty value or zero pullNumber was already left out as Orion does. */
struct run_filter {
    struct condition_list must;     /* match queries, file order */
    struct condition_list must_not; /* `not`: one row a value, lists spread */
    struct condition_list wildcard; /* value.text is the pattern */
    /* Every field of metadata but `not` and `wildcard`, in file order, those that must leaves out
     * (empty values, pullNumber 0) included. */
    struct condition_list listed;
};

/* The field among those listed, named exactly so; NULL: metadata does not have it. */
const struct condition *run_filter_find(const struct run_filter *filter, const char *field);

enum aggregation {
    AGG_NONE, /* plain: each matching document gives a value */
    AGG_AVG,
    AGG_SUM,
    AGG_MAX,
    AGG_MIN,
    AGG_COUNT,
    AGG_PERCENTILES,
    AGG_SLOPE,  /* these three: of the samples within a run, pull: documents only */
    AGG_STDDEV, /* divisor n */
    AGG_CV,     /* stddev in percent of the mean's size */
    AGG_OTHER   /* another single-value aggregation of the server: pull: aggregates only */
};

/* Whose change points make regressions where a file does not say. */
#define REGRESSION_ALGORITHM_DEFAULT "steady"

struct metric {
    const char *name;
    const char *field;            /* metric_of_interest, may be dotted; NULL: Orion only */
    const char *aggregation_name; /* as written; NULL for AGG_NONE */
    const double *percents;       /* AGG_PERCENTILES: the asked ones */
    size_t percent_count;
    double target_percent; /* the one percentile to keep, where has_target */
    double threshold;      /* percent, >= 0; as written (Orion cuts it to an integer) */
    const char *const *labels;
    size_t label_count;
    const char *correlation; /* a column name; "" for none */
    const char *unit;        /* of its columns: as written, but "MB/h" of a slope in MB and "%"
                                of a cv; "": not said */
    /* Whose change points make regressions: "edivisive" or "percent"; NULL in a metric of
     * no file. */
    const char *regression_algorithm;
    double limit_min, limit_max; /* of each column's value, where has_limit_... */
    const char *timestamp;       /* time field of its documents */
    const char *group_by; /* field that ingest expands to one metric a value; NULL for none */
    struct condition_list must, must_not;
    /* Column names, in the order of the values: one, or one a percentile where no target is set.
     * With group_by they are templates that still hold ${field}. */
    const char *const *columns;
    size_t column_count;
    const char *place; /* file:line:column of the metric, for messages */
    enum aggregation aggregation;
    int direction; /* 1: an increase is worse, -1: a decrease; others: both */
    int sign;      /* Orion's CMR and forest: of a direction that is none of 1, 0, -1; else 0 */
    int context;   /* runs either side in which the correlated metric must change */
    bool has_target;
    bool has_limit_min, has_limit_max;
    bool is_metadata;    /* `type: metadata`: shown, not analysed */
    bool is_alert;       /* of no file: takes alert documents, which have no value */
    bool labels_is_text; /* `labels: x`, no list: Orion prints it as a text, joins its letters */
};

enum pull_way { PULL_DOCUMENTS, PULL_AGGREGATES };

struct test {
    int64_t test_id; /* name_id(name, NULL) */
    const char *name;
    struct run_filter runs;
    const struct metric *metrics;
    size_t metric_count;
    const char *uuid_field;      /* default "uuid" */
    const char *version_field;   /* default "ocpVersion"; may be dotted */
    const char *timestamp;       /* default "timestamp" */
    const char *benchmark_index; /* of the result documents; NULL: the source's */
    const char *metadata_index;  /* of the run metadata; NULL: the source's */
    const char *source;          /* name of a source of rigel.yaml; NULL: the first one */
    const char *project;         /* what access tokens are bound to; default "default" */
    enum pull_way pull;
    const char *place;
    const char *config_file;
    char hash[CONFIG_HASH_SIZE]; /* SHA-256 of definition */
    const char *definition;      /* canonical JSON of the test after expansion: keys sorted */
};

/* Top-level keys of a test file about Jira: NULL where the file does not say. */
struct jira_keys {
    const char *url, *token, *email;
    const char *uuid_field, *metric_field;
};

struct test_set {
    struct arena *arena;
    const struct test *tests;
    size_t count;
    /* What acknowledgements are compared with: the version field's value and benchmark.keyword in
     * the metadata of the first file's first test, be it left out or not. NULL: not set. */
    const char *first_version, *first_benchmark;
    struct jira_keys jira; /* of the first file */
};

void test_set_free(struct test_set *set); /* NULL is fine */

#endif
