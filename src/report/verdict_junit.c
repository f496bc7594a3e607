/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "report/verdict_forms.h"
#include "report/verdict_links.h"
#include "report/xml.h"

enum outcome { OUTCOME_PASS, OUTCOME_FAILURE, OUTCOME_ERROR, OUTCOME_SKIPPED, OUTCOMES };

static const char *const elements[OUTCOMES] = {NULL, "failure", "error", "skipped"};

struct junit {
    struct buffer *out;
    struct arena *arena;
    const char *base;
    const struct run_verdict *run;
};

static enum outcome outcome_of(const struct verdict_metric *metric)
{
    switch (metric->state) {
    case VERDICT_REGRESSION:
        return OUTCOME_FAILURE;
    case VERDICT_UNDECIDED:
        return OUTCOME_SKIPPED;
    case VERDICT_NO_DATA:
        return metric->expected ? OUTCOME_ERROR : OUTCOME_SKIPPED;
    default:
        return OUTCOME_PASS;
    }
}

/* Of the run as a whole, beside its metrics. */
static enum outcome outcome_of_run(const struct verdict *verdict)
{
    if (verdict->said.job_fails || verdict->said.alerts_fail)
        return OUTCOME_FAILURE;
    if (!verdict->settled)
        return OUTCOME_ERROR;
    for (size_t i = 0; i < verdict->metric_count; i++)
        if (verdict->metrics[i].has_value || verdict->metrics[i].expected)
            return OUTCOME_PASS;
    return OUTCOME_ERROR;
}

static void write_count(struct junit *junit, const char *name, size_t count)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%zu", count);
    xml_attribute(junit->out, name, text);
}

static void write_counts(struct junit *junit, const size_t counts[OUTCOMES], bool skipped)
{
    write_count(junit, "tests",
                counts[OUTCOME_PASS] + counts[OUTCOME_FAILURE] + counts[OUTCOME_ERROR] +
                    counts[OUTCOME_SKIPPED]);
    write_count(junit, "failures", counts[OUTCOME_FAILURE]);
    write_count(junit, "errors", counts[OUTCOME_ERROR]);
    if (skipped)
        write_count(junit, "skipped", counts[OUTCOME_SKIPPED]);
    xml_attribute(junit->out, "time", "0");
}

static void count_outcomes(const struct verdict *verdict, size_t counts[OUTCOMES])
{
    counts[outcome_of_run(verdict)]++;
    for (size_t i = 0; i < verdict->metric_count; i++)
        counts[outcome_of(&verdict->metrics[i])]++;
}

static void write_property(struct junit *junit, const char *name, const char *value)
{
    if (!value)
        return;
    xml_open(junit->out, 3, "property");
    xml_attribute(junit->out, "name", name);
    xml_attribute(junit->out, "value", value);
    xml_end_empty(junit->out);
}

static void write_properties(struct junit *junit, const struct verdict *verdict)
{
    xml_open(junit->out, 2, "properties");
    xml_end_children(junit->out);
    write_property(junit, "uuid", junit->run->uuid);
    write_property(junit, "state", verdict_state_name(verdict->state));
    write_property(junit, "reason", verdict->reason);
    write_property(junit, "build", verdict->build);
    write_property(junit, "build_url", verdict->build_url);
    write_property(junit, "previous_build", verdict->previous_build);
    write_property(junit, "previous_build_url", verdict->previous_build_url);
    write_property(junit, "confirm", verdict->confirm.token);
    write_property(junit, "verdict",
                   verdict_link(junit->arena, junit->base, junit->run->uuid, verdict->test));
    xml_close(junit->out, 2, "properties");
}

static void write_case(struct junit *junit, const char *test, const char *name,
                       enum outcome outcome, const char *state, const char *reason,
                       const char *more)
{
    xml_open(junit->out, 2, "testcase");
    xml_attribute(junit->out, "classname", test);
    xml_attribute(junit->out, "name", name);
    xml_attribute(junit->out, "time", "0");
    xml_end_children(junit->out);
    if (outcome != OUTCOME_PASS) {
        xml_open(junit->out, 3, elements[outcome]);
        xml_attribute(junit->out, "message", reason);
        xml_attribute(junit->out, "type", state);
        xml_end_text(junit->out, elements[outcome], more);
    } else {
        xml_open(junit->out, 3, "system-out");
        xml_end_text(junit->out, "system-out",
                     arena_printf(junit->arena, "%s: %s %s", state, reason, more));
    }
    xml_close(junit->out, 2, "testcase");
}

static void write_metric(struct junit *junit, const struct verdict *verdict,
                         const struct verdict_metric *metric)
{
    const char *link = series_link(junit->arena, junit->base, verdict->test, metric->metric);

    write_case(junit, verdict->test, metric->metric, outcome_of(metric),
               verdict_state_name(metric->state), metric->reason, link);
}

static void write_run_case(struct junit *junit, const struct verdict *verdict)
{
    const enum outcome outcome = outcome_of_run(verdict);
    const char *link = verdict_link(junit->arena, junit->base, junit->run->uuid, verdict->test);
    const char *state = outcome == OUTCOME_FAILURE ? "regression"
                        : outcome == OUTCOME_ERROR ? "no_data"
                                                   : "pass";
    const char *reason = "The run is there, and its job did not fail.";

    if (outcome == OUTCOME_ERROR)
        reason = verdict->settled ? verdict->reason : "The run has not settled.";
    if (verdict->said.job_fails)
        reason =
            arena_printf(junit->arena, "The run's job ended as '%s'.", verdict->said.job_status);
    else if (verdict->said.alerts_fail)
        reason = arena_printf(junit->arena, "%s: %s", verdict->said.alerts[0].severity,
                              verdict->said.alerts[0].description);
    write_case(junit, verdict->test, "run", outcome, state, reason, link);
}

/* "2026-01-02T03:04:05", as the schema wants it. */
static const char *timestamp_of(struct junit *junit, int64_t at)
{
    char text[CLOCK_TEXT_SIZE];

    return arena_strndup(junit->arena, clock_format(at, text), 19);
}

static void write_suite(struct junit *junit, const struct verdict *verdict)
{
    size_t counts[OUTCOMES] = {0};

    count_outcomes(verdict, counts);
    xml_open(junit->out, 1, "testsuite");
    xml_attribute(junit->out, "name", verdict->test);
    write_counts(junit, counts, true);
    xml_attribute(junit->out, "timestamp", timestamp_of(junit, verdict->at));
    xml_end_children(junit->out);
    write_properties(junit, verdict);
    write_run_case(junit, verdict);
    for (size_t i = 0; i < verdict->metric_count; i++)
        write_metric(junit, verdict, &verdict->metrics[i]);
    xml_close(junit->out, 1, "testsuite");
}

/* A run that no test has seen: one suite that says so. */
static void write_unseen(struct junit *junit)
{
    const struct run_verdict *run = junit->run;
    const char *test =
        run->missing_count > 0 && run->missing[0].test ? run->missing[0].test : run->uuid;
    const size_t counts[OUTCOMES] = {[OUTCOME_ERROR] = 1};

    xml_open(junit->out, 1, "testsuite");
    xml_attribute(junit->out, "name", test);
    write_counts(junit, counts, true);
    xml_end_children(junit->out);
    write_case(junit, test, "run", OUTCOME_ERROR, "no_data", run->reason,
               verdict_link(junit->arena, junit->base, run->uuid, NULL));
    xml_close(junit->out, 1, "testsuite");
}

void verdict_junit_write(struct buffer *out, const struct run_verdict *run, const char *base)
{
    AUTO_ARENA arena = arena_new();
    struct junit junit = {.out = out, .arena = arena, .base = base, .run = run};
    size_t counts[OUTCOMES] = {0};

    for (size_t i = 0; i < run->test_count; i++)
        count_outcomes(&run->tests[i], counts);
    if (run->test_count == 0)
        counts[OUTCOME_ERROR] = 1;
    buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml_open(out, 0, "testsuites");
    xml_attribute(out, "name", "rigel");
    write_counts(&junit, counts, false);
    xml_end_children(out);
    for (size_t i = 0; i < run->test_count; i++)
        write_suite(&junit, &run->tests[i]);
    if (run->test_count == 0)
        write_unseen(&junit);
    xml_close(out, 0, "testsuites");
}
