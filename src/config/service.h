/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service.h - rigel.yaml: one table of keys makes the struct, the checks, the docs, the sample file
 * and `rigel config explain`.
 *
 * The table is config/service_keys.def: KEY(path, member, type, default, least, most, reloadable,
 * help). A config is read-only once loaded; a reload makes a new one and swaps it whole. Secrets
 * (password_file, api_key_file, ...) are paths or names of environment variables, read when used,
 * never stored in the file. */
#ifndef RIGEL_CONFIG_SERVICE_H
#define RIGEL_CONFIG_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/log.h"
#include "config/report.h"
#include "config/test.h"

enum source_kind { SOURCE_SEARCH, SOURCE_FILES, SOURCE_PUSH };
enum source_auth { AUTH_NONE, AUTH_BASIC, AUTH_API_KEY, AUTH_SIGV4 };

struct source_config {
    const char *name;
    enum source_kind kind;
    const char *url;             /* SOURCE_SEARCH: without user and password */
    const char *path;            /* SOURCE_FILES: a file or folder */
    const char *metadata_index;  /* default index (pattern) of run metadata */
    const char *benchmark_index; /* default index (pattern) of result documents */
    enum source_auth auth;
    const char *user;              /* AUTH_BASIC; AUTH_SIGV4: access key id */
    const char *secret_file;       /* password, API key or secret key: first line of this file, */
    const char *secret_env;        /* or the value of this environment variable */
    const char *session_token_env; /* AUTH_SIGV4; may be NULL */
    const char *region, *service;  /* AUTH_SIGV4; service is "es" or "aoss" */
    const char *ca_file;           /* NULL: the system's */
    bool verify_tls;
    int64_t timeout_us;
    int64_t poll_us;
    unsigned page_size;
    unsigned retries;
    const char *place;
};

enum receiver_kind { RECEIVER_WEBHOOK, RECEIVER_SLACK, RECEIVER_MATTERMOST, RECEIVER_TEAMS };

struct receiver_config {
    const char *name;
    enum receiver_kind kind;
    const char *url; /* or the first line of url_file, or the environment variable url_env */
    const char *url_file, *url_env;
    enum receiver_method { RECEIVER_POST, RECEIVER_PUT } method;
    const char *const *headers; /* "Name: value" */
    size_t header_count;
    const char *secret_file, *secret_env; /* signs; both NULL: nothing does */
    const char *token_file, *token_env;   /* Authorization: Bearer; both NULL: none */
    const char *ca_file;                  /* NULL: the system's */
    bool verify_tls;
    int64_t timeout_us, backoff_us;
    const char *place;
};

struct rule_config {
    const char *name;
    const char *const *receivers;
    size_t receiver_count;
    const char *const *tests; /* patterns with * and ?; none: all */
    size_t test_count;
    const char *const *labels; /* one of them is enough; none: all */
    size_t label_count;
    const char *const *events; /* none: all */
    size_t event_count;
    double min_percent; /* of the largest change, either way */
    enum rule_direction { RULE_ANY, RULE_UP, RULE_DOWN } direction;
    int64_t max_age_us;
    const char *place;
};

struct service_config {
    struct arena *arena;
    const char *file;

    const char *database_conninfo;
    unsigned database_pool;
    bool database_migrate; /* serve may migrate */
    int64_t database_connect_timeout_us;
    int64_t database_statement_timeout_us;

    const struct source_config *sources;
    size_t source_count;

    const char *const *test_files; /* paths, relative ones from the file's folder, globs expanded */
    size_t test_file_count;
    const char *const *variables; /* template variables: name, value, name, value, ... */
    size_t variable_count;        /* pairs */
    const char *const *ack_files;
    size_t ack_file_count;

    int64_t settle_us;    /* a run whose expected metrics do not all come settles after this */
    int64_t full_look_us; /* between two looks at all metadata, however old */
    int64_t reopen_us;    /* runs younger than this are looked at again for late documents */
    int64_t retention_us; /* of `document` and `pushed_document`; 0: for ever */
    bool ingest_alerts;   /* alert documents are pulled with their runs */

    unsigned analysis_threads;
    double analysis_max_pvalue;
    double analysis_min_magnitude;
    double analysis_false_reports, analysis_smallest_change; /* of `steady` */
    int analysis_window_len;
    enum {
        CONFIG_STEADY,
        CONFIG_EDIVISIVE,
        CONFIG_PERCENT
    } analysis_regression_algorithm; /* of the tests and metrics that name none */
    enum missing_way_config { CONFIG_MISSING_DROP, CONFIG_MISSING_SKIP } analysis_missing;

    double verdict_error_budget;
    const char *environment_platform, *environment_stream, *environment_fields;
    double ledger_budget;
    const char *ledger_pinned_release; /* NULL: none */
    enum alert_severity {
        ALERT_CRITICAL,
        ALERT_ERROR,
        ALERT_WARNING,
        ALERT_INFO,
        ALERT_NEVER
    } verdict_fail_on_alerts;
    bool verdict_fail_on_job;
    int64_t verdict_retention_us; /* of verdicts as they were told; 0: for ever */

    int64_t audit_interval_us; /* 0: never by itself */
    int64_t audit_cpu_us;      /* in each interval */
    unsigned audit_samples;
    double audit_budget; /* false reports in 1,000 values */

    const struct receiver_config *receivers; /* names unique */
    size_t receiver_count;
    const struct rule_config *rules; /* names unique */
    size_t rule_count;
    unsigned alert_threads;
    int64_t alert_give_up_us;
    const char *alert_base_url; /* NULL: no links */

    const char *listen_address;            /* "127.0.0.1" */
    unsigned listen_port;                  /* 0: a free one, printed and written to port_file */
    const char *port_file;                 /* NULL: none */
    const char *tls_certificate, *tls_key; /* NULL: plain HTTP */
    unsigned api_threads;
    unsigned api_connections, api_connections_per_address, api_waiting;
    int64_t event_retention_us;

    const char *const *cors_origins;
    size_t cors_origin_count;

    enum access_anonymous_config { CONFIG_ANONYMOUS_READ, CONFIG_ANONYMOUS_NONE } access_anonymous;
    unsigned access_burst;
    double access_requests_per_second; /* 0: no limit */
    const char *const *access_proxies;
    size_t access_proxy_count;

    enum log_level log_level;

    struct test_set *tests; /* of all test_files, names unique */
};

/* Reads file, then all test files. Every fault found is passed to report (with file:line:column in
 * place) before the first one is returned in err. report may be NULL. */
MUST_CHECK struct service_config *service_config_load(const char *file, config_report *report,
                                                      void *context, struct error *err);
void service_config_free(struct service_config *config); /* NULL is fine */

/* The secret of a source, from its file or variable, into a buffer the caller wipes. */
MUST_CHECK bool source_secret(const struct source_config *source, char *out, size_t size,
                              struct error *err);

/* A secret from the first line of a file, or where file is NULL from an environment variable; place
 * is what names it. The errors never hold it. */
MUST_CHECK bool secret_read(const char *file, const char *variable, const char *place, char *out,
                            size_t size, struct error *err);

#endif
