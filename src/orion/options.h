/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - Orion's command line: every flag and environment variable, as docs/orion.md lists it.
 *
 * A field is what the flag was given, else its environment variable, else its default; texts are
 * never NULL unless said. Secrets (tokens, the password in es_server) are never logged. */
#ifndef RIGEL_ORION_OPTIONS_H
#define RIGEL_ORION_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "orion/frame.h"

/* Exit statuses of the command, as Orion has them. */
enum orion_exit {
    ORION_PASS = 0,
    ORION_FAILED = 1,
    ORION_REGRESSION = 2,
    ORION_USAGE = 2,
    ORION_NO_DATA = 3
};

enum orion_format { ORION_TEXT, ORION_JSON, ORION_JUNIT };
enum orion_algorithm { ORION_NO_ALGORITHM, ORION_HUNTER, ORION_CMR, ORION_ANOMALY };

struct orion_options {
    struct arena *arena;
    const char *config; /* NULL: not given */
    enum orion_algorithm algorithm;
    int64_t anomaly_window;      /* 5 */
    int64_t min_anomaly_percent; /* 10 */
    enum orion_format format;
    const char *save_output_path;                             /* "output.txt" */
    const char *save_data_path;                               /* "data.csv" */
    int64_t column_group_size;                                /* 5 */
    int64_t lookback_size;                                    /* 10000 */
    const char *uuid;                                         /* "" */
    const char *baseline;                                     /* "" */
    const char *lookback;                                     /* NULL: not given; may be "" */
    const char *since;                                        /* NULL: not given */
    const char *es_server, *metadata_index, *benchmark_index; /* "" */
    int64_t timeout;          /* 30: seconds of one try of a request to the server */
    const char *input_vars;   /* "{}": JSON text, already parsed once */
    struct text_list display; /* {"buildUrl"}; empty where --display= */
    struct text_list ack, github_repos, report, pull_numbers;

    /* "https://issues.redhat.com", "PERFSCALE", "CPT_ISSUES", "" */
    const char *jira_url, *jira_project, *jira_component, *jira_status_filter;
    const char *jira_token, *jira_email, *github_token; /* NULL: none */
    /* Base URLs of the outside services; NULL: the service is not asked. */
    const char *pr_service_url, *github_url, *shortener_url;

    bool collapse, node_count, jira_ack, jira_auto_create, sippy_pr_search, convert_tinyurl;
    bool pr_analysis, viz, debug, interactive, filter;
    bool correct;   /* the right answers instead of Orion's known faults */
    bool save_json; /* PROW_JOB_ID is set and not blank */
};

#endif
