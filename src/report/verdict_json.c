/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/verdict_json.h"

#include <math.h>

#include "base/arena.h"
#include "report/verdict_links.h"

static void write_texts(struct writer *w, const char *key, const char *const *texts, size_t count)
{
    writer_array(w, key);
    for (size_t i = 0; i < count; i++)
        writer_text(w, NULL, texts[i]);
    writer_end(w);
}

static void write_known(struct writer *w, const struct verdict_known *known)
{
    if (!known->is_known) {
        writer_null(w, "known");
        return;
    }
    writer_object(w, "known");
    if (known->regression)
        writer_id(w, "regression", known->regression);
    else
        writer_null(w, "regression");
    writer_text(w, "state", known->state);
    writer_text(w, "reason", known->reason);
    writer_text(w, "since_uuid", known->since_uuid);
    writer_text(w, "since_build", known->since_build);
    writer_end(w);
}

static void write_limit(struct writer *w, const struct verdict_metric *metric)
{
    if (isnan(metric->limit_min) && isnan(metric->limit_max)) {
        writer_null(w, "limit");
        return;
    }
    writer_object(w, "limit");
    writer_real(w, "min", metric->limit_min);
    writer_real(w, "max", metric->limit_max);
    writer_bool(w, "crossed", metric->beyond_limit);
    writer_end(w);
}

static void write_repeats(struct writer *w, const struct verdict_metric *metric)
{
    if (metric->repeats == 0) {
        writer_null(w, "repeated");
        return;
    }
    writer_object(w, "repeated");
    writer_integer(w, "runs", (int64_t)metric->repeats);
    writer_real(w, "mean", metric->repeats_mean);
    writer_end(w);
}

static void write_baseline(struct writer *w, const struct verdict_metric *metric)
{
    writer_object(w, "baseline");
    writer_integer(w, "runs", (int64_t)metric->baseline_runs);
    writer_real(w, "mean", metric->baseline_mean);
    writer_real(w, "spread", metric->baseline_spread);
    writer_end(w);
}

static void write_links(struct writer *w, struct arena *arena, const struct verdict *verdict,
                        const struct verdict_metric *metric)
{
    writer_object(w, "links");
    writer_text(w, "series", series_link(arena, "", verdict->test, metric->metric));
    writer_text(w, "points", points_link(arena, "", verdict->test, metric->metric));
    writer_text(w, "build_url", verdict->build_url);
    writer_text(w, "previous_build_url", verdict->previous_build_url);
    writer_end(w);
}

static void write_metric(struct writer *w, struct arena *arena, const struct verdict *verdict,
                         const struct verdict_metric *metric)
{
    writer_object(w, NULL);
    writer_text(w, "metric", metric->metric);
    writer_text(w, "unit", metric->unit);
    writer_text(w, "state", verdict_state_name(metric->state));
    writer_text(w, "reason", metric->reason);
    writer_bool(w, "expected", metric->expected);
    writer_real(w, "value", metric->has_value ? metric->value : (double)NAN);
    writer_real(w, "percent", metric->percent);
    writer_real(w, "difference",
                metric->has_value ? metric->value - metric->baseline_mean : (double)NAN);
    writer_real(w, "threshold_percent", metric->threshold);
    writer_real(w, "least_percent", metric->least_percent);
    writer_real(w, "pvalue", metric->pvalue);
    writer_real(w, "adjusted_pvalue", metric->adjusted_pvalue);
    writer_integer(w, "runs_needed", (int64_t)metric->runs_needed);
    writer_text(w, "worse",
                metric->direction == 1    ? "increase"
                : metric->direction == -1 ? "decrease"
                                          : "both");
    write_baseline(w, metric);
    write_limit(w, metric);
    write_repeats(w, metric);
    write_known(w, &metric->known);
    write_texts(w, "labels", metric->labels, metric->label_count);
    write_links(w, arena, verdict, metric);
    writer_end(w);
}

static void write_budget(struct writer *w, const struct verdict_budget *budget)
{
    writer_object(w, "error_budget");
    writer_real(w, "budget", budget->share);
    writer_integer(w, "tested", (int64_t)budget->tested);
    writer_real(w, "level", budget->level);
    writer_end(w);
}

static void write_confirm(struct writer *w, const struct verdict_confirm *confirm)
{
    if (!confirm->token) {
        writer_null(w, "confirm");
        return;
    }
    writer_object(w, "confirm");
    writer_text(w, "token", confirm->token);
    writer_integer(w, "runs", (int64_t)confirm->runs);
    write_texts(w, "metrics", confirm->metrics, confirm->metric_count);
    writer_end(w);
}

static void write_said(struct writer *w, const struct verdict_said *said)
{
    writer_object(w, "said");
    writer_text(w, "job_status", said->job_status);
    writer_array(w, "alerts");
    for (size_t i = 0; i < said->alert_count; i++) {
        writer_object(w, NULL);
        writer_text(w, "severity", said->alerts[i].severity);
        writer_text(w, "description", said->alerts[i].description);
        if (said->alerts[i].has_at)
            writer_time(w, "at", said->alerts[i].at);
        else
            writer_null(w, "at");
        writer_end(w);
    }
    writer_end(w);
    writer_bool(w, "job_fails", said->job_fails);
    writer_bool(w, "alerts_fail", said->alerts_fail);
    writer_end(w);
}

static void write_causes(struct writer *w, unsigned causes)
{
    writer_array(w, "causes");
    for (int cause = 0; cause < CAUSES; cause++)
        if (causes & 1u << cause)
            writer_text(w, NULL, verdict_cause_name((enum verdict_cause)cause));
    writer_end(w);
}

void verdict_json_write(struct writer *writer, const char *key, const struct verdict *verdict)
{
    AUTO_ARENA arena = arena_new();

    writer_object(writer, key);
    writer_text(writer, "test", verdict->test);
    writer_text(writer, "project", verdict->project);
    writer_text(writer, "state", verdict_state_name(verdict->state));
    writer_text(writer, "reason", verdict->reason);
    write_causes(writer, verdict->causes);
    writer_time(writer, "at", verdict->at);
    writer_bool(writer, "settled", verdict->settled);
    writer_text(writer, "build", verdict->build);
    writer_text(writer, "build_url", verdict->build_url);
    writer_text(writer, "previous_uuid", verdict->previous_uuid);
    writer_text(writer, "previous_build", verdict->previous_build);
    writer_text(writer, "previous_build_url", verdict->previous_build_url);
    writer_text(writer, "excluded", verdict->excluded);
    writer_text(writer, "confirms", verdict->confirms);
    write_texts(writer, "confirmed_by", verdict->confirmed_by, verdict->confirmed_count);
    write_budget(writer, &verdict->budget);
    write_confirm(writer, &verdict->confirm);
    write_said(writer, &verdict->said);
    writer_array(writer, "metrics");
    for (size_t i = 0; i < verdict->metric_count; i++)
        write_metric(writer, arena, verdict, &verdict->metrics[i]);
    writer_end(writer);
    writer_end(writer);
}

static void write_missing(struct writer *w, const struct run_verdict *run)
{
    writer_array(w, "missing");
    for (size_t i = 0; i < run->missing_count; i++) {
        writer_object(w, NULL);
        writer_text(w, "test", run->missing[i].test);
        writer_text(w, "what", verdict_lack_name(run->missing[i].what));
        writer_text(w, "metric", run->missing[i].metric);
        writer_end(w);
    }
    writer_end(w);
}

/* ---- over all tests ---- */

static struct verdict_budget budget_of(const struct run_verdict *run)
{
    struct verdict_budget budget = {.share = NAN, .level = NAN};

    for (size_t i = 0; i < run->test_count; i++) {
        budget.share = run->tests[i].budget.share;
        budget.tested += run->tests[i].budget.tested;
        budget.level = fmin(budget.level, run->tests[i].budget.level);
    }
    return budget;
}

static struct verdict_confirm confirm_of(struct arena *arena, const struct run_verdict *run)
{
    struct verdict_confirm all = {.token = NULL};
    const char **metrics;
    size_t most = 0;

    for (size_t i = 0; i < run->test_count; i++)
        most += run->tests[i].confirm.metric_count;
    metrics = ARENA_ARRAY(arena, const char *, most + 1);
    for (size_t i = 0; i < run->test_count; i++) {
        const struct verdict_confirm *one = &run->tests[i].confirm;

        if (!one->token)
            continue;
        all.token = one->token;
        all.runs = one->runs > all.runs ? one->runs : all.runs;
        for (size_t j = 0; j < one->metric_count; j++)
            metrics[all.metric_count++] = one->metrics[j];
    }
    all.metrics = metrics;
    return all;
}

/* A run's metadata and alerts are the same in each test that takes it, but for those that its test
 * does not read: the test that heard most tells. */
static struct verdict_said said_of(const struct run_verdict *run)
{
    struct verdict_said said = {.job_status = NULL};

    for (size_t i = 0; i < run->test_count; i++) {
        const struct verdict_said *one = &run->tests[i].said;

        if (one->job_status)
            said.job_status = one->job_status;
        if (one->alert_count > said.alert_count) {
            said.alerts = one->alerts;
            said.alert_count = one->alert_count;
        }
        said.job_fails = said.job_fails || one->job_fails;
        said.alerts_fail = said.alerts_fail || one->alerts_fail;
    }
    return said;
}

void run_verdict_json_write(struct writer *writer, const struct run_verdict *run)
{
    AUTO_ARENA arena = arena_new();
    const struct verdict_budget budget = budget_of(run);
    const struct verdict_confirm confirm = confirm_of(arena, run);
    const struct verdict_said said = said_of(run);

    writer_object(writer, NULL);
    writer_text(writer, "uuid", run->uuid);
    writer_text(writer, "state", verdict_state_name(run->state));
    writer_text(writer, "reason", run->reason);
    write_causes(writer, run->causes);
    writer_bool(writer, "settled", run->settled);
    writer_bool(writer, "analysed", run->analysed);
    writer_bool(writer, "final", run->final);
    write_missing(writer, run);
    write_budget(writer, &budget);
    write_confirm(writer, &confirm);
    write_said(writer, &said);
    writer_array(writer, "verdicts");
    for (size_t i = 0; i < run->test_count; i++)
        verdict_json_write(writer, NULL, &run->tests[i]);
    writer_end(writer);
    writer_end(writer);
}
