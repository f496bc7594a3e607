/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/session.h"

#include <unistd.h>

#include "analysis/analysis.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "config/ack_file.h"
#include "config/test_file.h"
#include "orion/analyse.h"
#include "orion/fault_warning.h"
#include "orion/fetch.h"
#include "orion/print.h"
#include "orion/pull_scope.h"
#include "orion/services.h"
#include "orion/tell.h"

struct session {
    const struct orion_options *options;
    struct stop *stop;
    FILE *out;
    int64_t now; /* seconds since 1970 */
    struct arena *arena;
    struct test_set *tests;
    struct ack_list *acks;
    struct orion_fetch *fetch;
    struct orion_services *services;
    struct edivisive_plan *plan; /* NULL: E-Divisive is not asked for */
    struct pull_scope pulls;
    const char *start, *end;
    struct test_result *results;
    size_t result_count;
    bool lacks_data;  /* a test found no run; correct: or a metric no value */
    bool told_faults; /* the faults of configuration files are in the log already */
};

static int failed(const struct error *err)
{
    log_error_line(LOG_ERROR, "orion", "the command ends", err);
    return ORION_FAILED;
}

/* Warnings, and the first error: the command ends with one line. */
static void report_fault(void *context, const struct error *fault)
{
    struct session *session = context;

    if (fault->code == ERROR_NONE)
        log_error_line(LOG_WARNING, "orion", "configuration", fault);
    else if (!session->told_faults)
        log_error_line(LOG_ERROR, "orion", "configuration", fault);
    session->told_faults = session->told_faults || fault->code != ERROR_NONE;
}

static int report(const struct orion_options *options, FILE *out)
{
    enum orion_exit status = ORION_FAILED;
    struct error err;
    AUTO_BUFFER text;

    buffer_init(&text, LIMIT_REPORT);
    if (!print_report(&text, options, &status, &err))
        return failed(&err);
    if (!buffer_ok(&text) || fwrite(text.data, 1, text.size, out) != text.size ||
        fflush(out) != 0) {
        (void)error_set(&err, ERROR_IO, "stdout", "the report cannot be written");
        return failed(&err);
    }
    return (int)status;
}

static bool load_tests(struct session *session, struct error *err)
{
    const struct orion_options *options = session->options;
    const struct test_files files = {.paths = &options->config,
                                     .count = 1,
                                     .orion = true,
                                     .correct = options->correct,
                                     .input_vars_json = options->input_vars,
                                     .report = report_fault,
                                     .context = session};

    session->tests = test_set_load(&files, err);
    return session->tests != NULL;
}

static bool open_services(struct session *session, struct error *err)
{
    const struct orion_options *options = session->options;

    if (options->jira_auto_create && !options->jira_ack)
        return error_set(err, ERROR_USAGE, "--jira-auto-create", "it needs --jira-ack");
    session->services = orion_services_open(options, session->tests, session->stop, err);
    return session->services != NULL;
}

/* The default file is what Orion's guide promises (fault 20); acknowledgements of Jira alone go
 * without it. */
static struct ack_list *load_ack_files(struct session *session, struct error *err)
{
    const struct orion_options *options = session->options;
    const struct ack_question question = {
        .version = session->tests->first_version,
        .test = session->tests->first_benchmark,
        .with_default_file = options->correct && (!options->jira_ack || options->ack.count)};

    if (!options->correct && access(ACK_DEFAULT_FILE, R_OK) == 0)
        fault_warn("fault 20: the default file of acknowledgements is not read", "file",
                   ACK_DEFAULT_FILE);
    return ack_file_load_orion(options->ack.items, options->ack.count, &question, report_fault,
                               session, err);
}

static bool load_acks(struct session *session, struct error *err)
{
    session->acks = load_ack_files(session, err);
    if (!session->acks)
        return false;
    if (session->options->jira_ack)
        services_jira_acks(session->services, session->acks);
    log_debug("orion", "acknowledgements", "count=%zu", session->acks->count);
    return true;
}

static bool open_source(struct session *session, struct error *err)
{
    const struct orion_options *options = session->options;

    if (options->column_group_size == 0 && options->format == ORION_TEXT)
        return error_set(err, ERROR_USAGE, "--column-group-size", "1 or more is expected");
    if (!options->es_server[0] || !options->metadata_index[0])
        return error_set(err, ERROR_USAGE,
                         options->es_server[0] ? "--metadata-index" : "--es-server",
                         "the server and the index of the run metadata must be given");
    if (options->pr_analysis && !pull_scope_read(session->arena, options, &session->pulls, err))
        return false;
    if (!orion_time_range(session->arena, options, session->now, &session->start, &session->end,
                          err))
        return false;
    session->fetch = orion_fetch_open(options, session->stop, err);
    return session->fetch != NULL;
}

static bool make_plan(struct session *session, struct error *err)
{
    enum analysis_status status;

    if (session->options->algorithm != ORION_HUNTER)
        return true;
    session->plan = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    return session->plan || error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the search");
}

static bool keep(struct session *session, enum analyse_outcome outcome, const struct test *test,
                 const struct test_result *result)
{
    switch (outcome) {
    case ANALYSE_JUDGED:
        session->results[session->result_count++] = *result;
        if (session->options->correct && result->verdict.frame->without_data.count)
            session->lacks_data = true;
        return true;
    case ANALYSE_UNJUDGED:
        log_error("orion", "no algorithm was chosen", "test=%s", test->name);
        return true;
    case ANALYSE_NO_DATA:
        session->lacks_data = true;
        log_error("orion", "no data", "test=%s", test->name);
        return session->options->correct;
    case ANALYSE_FAILED:
        break;
    }
    return false;
}

/* Stops at the first failure, and (as Orion, fault 6) at the first test without data. */
static bool analyse_tests(struct session *session, struct error *err)
{
    const struct analyser analyser = {.options = session->options,
                                      .arena = session->arena,
                                      .fetch = session->fetch,
                                      .services = session->services,
                                      .acks = session->acks->count ? session->acks : NULL,
                                      .pulls =
                                          session->options->pr_analysis ? &session->pulls : NULL,
                                      .plan = session->plan,
                                      .start = session->start,
                                      .end = session->end};
    const size_t count = session->tests->count;

    session->results = ARENA_ARRAY(session->arena, struct test_result, count ? count : 1);
    for (size_t i = 0; i < count; i++) {
        const struct test *test = &session->tests->tests[i];
        struct test_result result;
        const enum analyse_outcome outcome = analyse_test(&analyser, test, &result, err);

        if (keep(session, outcome, test, &result))
            continue;
        if (outcome == ANALYSE_NO_DATA && count > 1)
            fault_warn("fault 6: one test without data discards the others", "test", test->name);
        return outcome != ANALYSE_FAILED;
    }
    return true;
}

static bool has_regression(const struct session *session)
{
    for (size_t i = 0; i < session->result_count; i++)
        if (session->results[i].verdict.regression)
            return true;
    return false;
}

static void create_issues(const struct session *session)
{
    for (size_t i = 0; i < session->result_count; i++)
        if (session->results[i].verdict.regression)
            services_jira_create(session->services, &session->results[i].verdict);
}

/* The status when nothing failed. Without data Orion says 3 and tells nothing, without a judged
 * test 0; the right answer is never a pass that nothing stands for. */
static int tell(const struct session *session)
{
    const struct telling telling = {
        .options = session->options, .out = session->out, .now = session->now};
    const bool correct = session->options->correct;
    struct error err;

    if (session->lacks_data && !correct)
        return ORION_NO_DATA;
    if (session->result_count == 0) {
        log_error("orion", "no test was judged", "tests=%zu", session->tests->count);
        return session->lacks_data || (correct && session->options->algorithm != ORION_NO_ALGORITHM)
                   ? ORION_NO_DATA
               : correct ? ORION_FAILED
                         : ORION_PASS;
    }
    if (session->options->jira_auto_create)
        create_issues(session);
    if (!tell_results(&telling, session->results, session->result_count, &err))
        return failed(&err);
    if (has_regression(session))
        return ORION_REGRESSION;
    return session->lacks_data ? ORION_NO_DATA : ORION_PASS;
}

static int run(struct session *session)
{
    struct error err;

    if (!load_tests(session, &err) || !open_services(session, &err) || !load_acks(session, &err) ||
        !open_source(session, &err) || !make_plan(session, &err) || !analyse_tests(session, &err))
        return session->told_faults ? ORION_FAILED : failed(&err);
    return tell(session);
}

int orion_session_run(const struct orion_options *options, FILE *out, struct stop *stop)
{
    struct session session = {
        .options = options, .stop = stop, .out = out, .now = clock_now_us() / CLOCK_SECOND};
    int status;

    if (options->report.count)
        return report(options, out);
    session.arena = arena_new();
    status = run(&session);
    edivisive_plan_free(session.plan);
    orion_fetch_close(session.fetch);
    orion_services_close(session.services);
    ack_list_free(session.acks);
    test_set_free(session.tests);
    arena_free(session.arena);
    return status;
}
