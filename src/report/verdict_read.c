/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "report/verdict_json.h"

/* Reads members one after another; after a fault the rest does nothing. */
struct reading {
    struct arena *arena;
    struct error *err;
    bool failed;
};

static const char *text_at(struct reading *reading, const struct field *object, const char *name)
{
    const struct field field = field_optional(object, name);
    const char *text;

    if (reading->failed || !field.value)
        return NULL;
    if (!field_text(&field, &text, reading->err)) {
        reading->failed = true;
        return NULL;
    }
    return arena_strdup(reading->arena, text);
}

static void fail_at(struct reading *reading, const struct field *field, const char *expected)
{
    if (!reading->failed)
        (void)field_fault(field, reading->err, expected);
    reading->failed = true;
}

static const char *needed_text_at(struct reading *reading, const struct field *object,
                                  const char *name)
{
    const char *text = text_at(reading, object, name);

    if (!text) {
        const struct field field = field_optional(object, name);
        fail_at(reading, &field, "a text");
        return "";
    }
    return text;
}

static double real_at(struct reading *reading, const struct field *object, const char *name)
{
    const struct field field = field_optional(object, name);
    double value = NAN;

    if (!reading->failed && field.value && !field_real(&field, &value, reading->err))
        reading->failed = true;
    return value;
}

static size_t count_at(struct reading *reading, const struct field *object, const char *name)
{
    const struct field field = field_optional(object, name);
    int64_t value = 0;

    if (reading->failed || !field.value)
        return 0;
    if (!field_integer(&field, &value, reading->err))
        reading->failed = true;
    else if (value < 0)
        fail_at(reading, &field, "a whole number from 0 on");
    return reading->failed ? 0 : (size_t)value;
}

static bool bool_at(struct reading *reading, const struct field *object, const char *name)
{
    const struct field field = field_optional(object, name);
    bool value = false;

    if (!reading->failed && field.value && !field_bool(&field, &value, reading->err))
        reading->failed = true;
    return value;
}

static int64_t time_at(struct reading *reading, const struct field *object, const char *name,
                       bool *ret_has)
{
    const struct field field = field_optional(object, name);
    const char *text = text_at(reading, object, name);
    int64_t at = 0;

    *ret_has = text != NULL;
    if (text && !clock_parse(text, &at))
        fail_at(reading, &field, "a time");
    return at;
}

static enum verdict_state state_at(struct reading *reading, const struct field *object)
{
    const struct field field = field_optional(object, "state");
    enum verdict_state state = VERDICT_NO_DATA;

    if (!verdict_state_read(needed_text_at(reading, object, "state"), &state))
        fail_at(reading, &field, "pass, regression, undecided, no_data or known");
    return state;
}

static const char *const *texts_at(struct reading *reading, const struct field *object,
                                   const char *name, size_t *ret_count)
{
    const struct field list = field_optional(object, name);
    const size_t count = field_count(&list);
    const char **texts = ARENA_ARRAY(reading->arena, const char *, count + 1);

    *ret_count = 0;
    for (size_t i = 0; i < count && !reading->failed; i++) {
        const struct field item = field_item(&list, i);
        const char *text;

        if (!field_text(&item, &text, reading->err))
            reading->failed = true;
        else
            texts[(*ret_count)++] = arena_strdup(reading->arena, text);
    }
    return texts;
}

static struct verdict_known known_at(struct reading *reading, const struct field *object)
{
    const struct field field = field_optional(object, "known");
    struct verdict_known known = {.is_known = field.value != NULL};
    const char *regression = text_at(reading, &field, "regression");

    known.regression = regression ? strtoll(regression, NULL, 10) : 0;
    known.state = text_at(reading, &field, "state");
    known.reason = text_at(reading, &field, "reason");
    known.since_uuid = text_at(reading, &field, "since_uuid");
    known.since_build = text_at(reading, &field, "since_build");
    return known;
}

static int direction_at(struct reading *reading, const struct field *object)
{
    const char *worse = needed_text_at(reading, object, "worse");

    return strcmp(worse, "increase") == 0 ? 1 : strcmp(worse, "decrease") == 0 ? -1 : 0;
}

static struct verdict_metric metric_of(struct reading *reading, const struct field *object)
{
    const struct field baseline = field_optional(object, "baseline");
    const struct field limit = field_optional(object, "limit");
    const struct field repeated = field_optional(object, "repeated");
    const char *unit = text_at(reading, object, "unit");
    struct verdict_metric metric = {
        .metric = needed_text_at(reading, object, "metric"),
        .unit = unit ? unit : "",
        .state = state_at(reading, object),
        .reason = needed_text_at(reading, object, "reason"),
        .expected = bool_at(reading, object, "expected"),
        .value = real_at(reading, object, "value"),
        .baseline_runs = count_at(reading, &baseline, "runs"),
        .baseline_mean = real_at(reading, &baseline, "mean"),
        .baseline_spread = real_at(reading, &baseline, "spread"),
        .percent = real_at(reading, object, "percent"),
        .threshold = real_at(reading, object, "threshold_percent"),
        .least_percent = real_at(reading, object, "least_percent"),
        .pvalue = real_at(reading, object, "pvalue"),
        .adjusted_pvalue = real_at(reading, object, "adjusted_pvalue"),
        .runs_needed = count_at(reading, object, "runs_needed"),
        .repeats = count_at(reading, &repeated, "runs"),
        .repeats_mean = real_at(reading, &repeated, "mean"),
        .limit_min = real_at(reading, &limit, "min"),
        .limit_max = real_at(reading, &limit, "max"),
        .beyond_limit = bool_at(reading, &limit, "crossed"),
        .direction = direction_at(reading, object),
        .known = known_at(reading, object),
    };

    metric.has_value = !isnan(metric.value);
    metric.labels = texts_at(reading, object, "labels", &metric.label_count);
    return metric;
}

static unsigned causes_at(struct reading *reading, const struct field *object)
{
    size_t count;
    const char *const *texts = texts_at(reading, object, "causes", &count);
    unsigned causes = 0;

    for (size_t i = 0; i < count; i++)
        for (int cause = 0; cause < CAUSES; cause++)
            if (strcmp(texts[i], verdict_cause_name((enum verdict_cause)cause)) == 0)
                causes |= 1u << cause;
    return causes;
}

static struct verdict_said said_at(struct reading *reading, const struct field *object)
{
    const struct field said = field_optional(object, "said");
    const struct field list = field_optional(&said, "alerts");
    const size_t count = field_count(&list);
    struct verdict_alert *alerts = ARENA_ARRAY(reading->arena, struct verdict_alert, count + 1);

    for (size_t i = 0; i < count; i++) {
        const struct field item = field_item(&list, i);

        alerts[i].severity = needed_text_at(reading, &item, "severity");
        alerts[i].description = needed_text_at(reading, &item, "description");
        alerts[i].at = time_at(reading, &item, "at", &alerts[i].has_at);
    }
    return (struct verdict_said){.job_status = text_at(reading, &said, "job_status"),
                                 .alerts = alerts,
                                 .alert_count = count,
                                 .job_fails = bool_at(reading, &said, "job_fails"),
                                 .alerts_fail = bool_at(reading, &said, "alerts_fail")};
}

static struct verdict_budget budget_at(struct reading *reading, const struct field *object)
{
    const struct field budget = field_optional(object, "error_budget");

    return (struct verdict_budget){.share = real_at(reading, &budget, "budget"),
                                   .tested = count_at(reading, &budget, "tested"),
                                   .level = real_at(reading, &budget, "level")};
}

static struct verdict_confirm confirm_at(struct reading *reading, const struct field *object)
{
    const struct field field = field_optional(object, "confirm");
    struct verdict_confirm confirm = {.token = text_at(reading, &field, "token"),
                                      .runs = count_at(reading, &field, "runs")};

    confirm.metrics = texts_at(reading, &field, "metrics", &confirm.metric_count);
    return confirm;
}

static void read_metrics(struct reading *reading, const struct field *object,
                         struct verdict *verdict)
{
    const struct field list = field_optional(object, "metrics");
    struct verdict_metric *metrics;

    verdict->metric_count = field_count(&list);
    metrics = ARENA_ARRAY(reading->arena, struct verdict_metric, verdict->metric_count + 1);
    for (size_t i = 0; i < verdict->metric_count; i++) {
        const struct field item = field_item(&list, i);

        metrics[i] = metric_of(reading, &item);
    }
    verdict->metrics = metrics;
}

static struct verdict verdict_of(struct reading *reading, const struct field *object,
                                 const char *uuid)
{
    bool has_time;
    struct verdict verdict = {
        .uuid = uuid,
        .test = needed_text_at(reading, object, "test"),
        .project = needed_text_at(reading, object, "project"),
        .state = state_at(reading, object),
        .reason = needed_text_at(reading, object, "reason"),
        .causes = causes_at(reading, object),
        .at = time_at(reading, object, "at", &has_time),
        .settled = bool_at(reading, object, "settled"),
        .build = text_at(reading, object, "build"),
        .build_url = text_at(reading, object, "build_url"),
        .previous_uuid = text_at(reading, object, "previous_uuid"),
        .previous_build = text_at(reading, object, "previous_build"),
        .previous_build_url = text_at(reading, object, "previous_build_url"),
        .excluded = text_at(reading, object, "excluded"),
        .confirms = text_at(reading, object, "confirms"),
        .budget = budget_at(reading, object),
        .confirm = confirm_at(reading, object),
        .said = said_at(reading, object),
    };

    verdict.confirmed_by = texts_at(reading, object, "confirmed_by", &verdict.confirmed_count);
    read_metrics(reading, object, &verdict);
    return verdict;
}

bool verdict_json_read(struct arena *arena, const struct field *object, const char *uuid,
                       struct verdict *ret_verdict, struct error *err)
{
    struct reading reading = {.arena = arena, .err = err};

    if (!field_object(object, err))
        return false;

    const struct verdict verdict = verdict_of(&reading, object, uuid);

    if (reading.failed)
        return false;
    *ret_verdict = verdict;
    return true;
}

static void read_missing(struct reading *reading, const struct field *object,
                         struct run_verdict *run)
{
    const struct field list = field_optional(object, "missing");
    const size_t count = field_count(&list);

    run->missing = ARENA_ARRAY(reading->arena, struct verdict_missing, count + 1);
    for (; run->missing_count < count; run->missing_count++) {
        const struct field item = field_item(&list, run->missing_count);
        struct verdict_missing *missing = &run->missing[run->missing_count];
        const char *what = needed_text_at(reading, &item, "what");

        missing->test = text_at(reading, &item, "test");
        missing->metric = text_at(reading, &item, "metric");
        missing->what = strcmp(what, "metric") == 0     ? LACK_METRIC
                        : strcmp(what, "settling") == 0 ? LACK_SETTLING
                                                        : LACK_RUN;
        if (missing->what == LACK_METRIC && !missing->metric)
            (void)needed_text_at(reading, &item, "metric");
    }
}

bool run_verdict_json_read(struct arena *arena, const struct field *object,
                           struct run_verdict *ret_run, struct error *err)
{
    struct reading reading = {.arena = arena, .err = err};
    const struct field list = field_optional(object, "verdicts");
    const size_t count = field_count(&list);
    struct verdict *verdicts = ARENA_ARRAY(arena, struct verdict, count + 1);

    if (!field_object(object, err))
        return false;

    struct run_verdict run = {
        .uuid = needed_text_at(&reading, object, "uuid"),
        .state = state_at(&reading, object),
        .reason = needed_text_at(&reading, object, "reason"),
        .causes = causes_at(&reading, object),
        .settled = bool_at(&reading, object, "settled"),
        .analysed = bool_at(&reading, object, "analysed"),
        .final = bool_at(&reading, object, "final"),
        .tests = verdicts,
        .test_count = count,
    };

    read_missing(&reading, object, &run);
    for (size_t i = 0; i < count && !reading.failed; i++) {
        const struct field item = field_item(&list, i);

        if (!verdict_json_read(arena, &item, run.uuid, &verdicts[i], err))
            return false;
    }
    if (reading.failed)
        return false;
    *ret_run = run;
    return true;
}
