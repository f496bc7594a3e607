/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/facts_bytes.h"

#include "base/coder.h"

/* Raised whenever the order or the meaning of what follows changes. */
enum { FACTS_VERSION = 1 };

static void code_run_name(struct coder *coder, void *thing)
{
    struct run_name *name = thing;

    coder_integer(coder, &name->run_id);
    coder_text(coder, &name->uuid);
    coder_text(coder, &name->build);
    if (!name->uuid)
        coder_fail(coder);
}

static const struct run_name *code_name(struct coder *coder, const struct run_name *name)
{
    return coder_shared(coder, name, sizeof *name, code_run_name);
}

static const struct fact_value *code_values(struct coder *coder, const struct fact_value *values,
                                            size_t *count)
{
    struct fact_value *items = coder_array(coder, values, count, sizeof *items);

    for (size_t i = 0; i < *count; i++) {
        coder_real(coder, &items[i].value);
        items[i].run = code_name(coder, items[i].run);
    }
    return items;
}

static const double *code_reals(struct coder *coder, const double *values, size_t *count)
{
    double *items = coder_array(coder, values, count, sizeof *items);

    for (size_t i = 0; i < *count; i++)
        coder_real(coder, &items[i]);
    return items;
}

static const char *const *code_texts(struct coder *coder, const char *const *texts, size_t *count)
{
    const char **items = coder_array(coder, texts, count, sizeof *items);

    for (size_t i = 0; i < *count; i++)
        coder_text(coder, &items[i]);
    return items;
}

static void code_known(struct coder *coder, struct fact_known *known)
{
    coder_text(coder, &known->uuid);
    coder_text(coder, &known->build);
    coder_integer(coder, &known->regression);
    coder_text(coder, &known->state);
    coder_text(coder, &known->reason);
    coder_real(coder, &known->mean_before);
    coder_real(coder, &known->mean_after);
}

static void code_series(struct coder *coder, struct fact_series *series)
{
    coder_integer(coder, &series->series_id);
    coder_text(coder, &series->metric);
    coder_text(coder, &series->unit);
    coder_real(coder, &series->limit_min);
    coder_real(coder, &series->limit_max);
    series->labels = code_texts(coder, series->labels, &series->label_count);
    coder_real(coder, &series->threshold);
    coder_real(coder, &series->value);
    series->before = code_values(coder, series->before, &series->before_count);
    coder_size(coder, &series->stretch);
    series->since = code_name(coder, series->since);
    coder_real(coder, &series->mean_before);
    coder_real(coder, &series->mean_after);
    coder_real(coder, &series->pvalue);
    coder_real(coder, &series->percent);
    coder_text(coder, &series->dropped_by);
    coder_text(coder, &series->acknowledged);
    code_known(coder, &series->known);
    series->repeats = code_reals(coder, series->repeats, &series->repeat_count);
    series->later = code_reals(coder, series->later, &series->later_count);
    coder_size(coder, &series->history);
    coder_size(coder, &series->had);
    coder_int(coder, &series->direction);
    coder_bool(coder, &series->has_value);
    coder_bool(coder, &series->has_change);
    if (series->stretch > series->before_count)
        coder_fail(coder);
}

static void code_alerts(struct coder *coder, struct run_facts *facts)
{
    struct fact_alert *alerts =
        coder_array(coder, facts->alerts, &facts->alert_count, sizeof *alerts);

    for (size_t i = 0; i < facts->alert_count; i++) {
        coder_text(coder, &alerts[i].severity);
        coder_text(coder, &alerts[i].description);
        coder_integer(coder, &alerts[i].at);
        coder_bool(coder, &alerts[i].has_at);
    }
    facts->alerts = alerts;
}

static void code_run(struct coder *coder, struct run_facts *facts)
{
    coder_integer(coder, &facts->test_id);
    coder_integer(coder, &facts->run_id);
    coder_integer(coder, &facts->at);
    coder_text(coder, &facts->uuid);
    coder_text(coder, &facts->test);
    coder_text(coder, &facts->project);
    coder_text(coder, &facts->build);
    coder_text(coder, &facts->build_url);
    coder_text(coder, &facts->previous_uuid);
    coder_text(coder, &facts->previous_build);
    coder_text(coder, &facts->previous_build_url);
    coder_bool(coder, &facts->settled);
    coder_text(coder, &facts->excluded);
    coder_integer(coder, &facts->confirms);
    coder_text(coder, &facts->first_uuid);
    coder_integer(coder, &facts->cut_at);
    coder_integer(coder, &facts->cut_id);
    facts->confirming = code_texts(coder, facts->confirming, &facts->confirming_count);
    coder_text(coder, &facts->job_status);
}

static void code_options(struct coder *coder, struct verdict_options *options)
{
    int fail_on_alerts = (int)options->fail_on_alerts;

    coder_real(coder, &options->error_budget);
    coder_int(coder, &fail_on_alerts);
    options->fail_on_alerts = (enum alert_severity)fail_on_alerts;
    coder_bool(coder, &options->fail_on_job);
}

static void code_all(struct coder *coder, struct run_facts *facts, struct verdict_options *options)
{
    size_t version = FACTS_VERSION;

    coder_size(coder, &version);
    if (version != FACTS_VERSION)
        coder_fail(coder);
    code_options(coder, options);
    code_run(coder, facts);
    code_alerts(coder, facts);
    facts->series = coder_array(coder, facts->series, &facts->series_count, sizeof *facts->series);
    for (size_t i = 0; i < facts->series_count; i++)
        code_series(coder, &facts->series[i]);
}

void facts_bytes_write(struct buffer *out, struct arena *arena, const struct run_facts *facts,
                       const struct verdict_options *options)
{
    struct coder coder = coder_writing(out, arena);
    struct run_facts copy = *facts;
    struct verdict_options options_copy = *options;

    code_all(&coder, &copy, &options_copy);
}

/* What the judge takes for granted of a text. */
static bool has_names(const struct run_facts *facts)
{
    bool has = facts->uuid && facts->test && facts->project;

    for (size_t i = 0; i < facts->series_count; i++) {
        const struct fact_series *series = &facts->series[i];

        has = has && series->metric && series->unit;
        for (size_t j = 0; j < series->before_count; j++)
            has = has && series->before[j].run;
    }
    for (size_t i = 0; i < facts->alert_count; i++)
        has = has && facts->alerts[i].severity && facts->alerts[i].description;
    return has;
}

bool facts_bytes_read(struct arena *arena, const void *bytes, size_t size,
                      struct run_facts *ret_facts, struct verdict_options *ret_options,
                      struct error *err)
{
    struct coder coder = coder_reading(bytes, size, arena);
    struct run_facts facts = {.test_id = 0};
    struct verdict_options options = {.error_budget = 0};

    code_all(&coder, &facts, &options);
    if (!coder_ok(&coder) || !has_names(&facts))
        return error_set(err, ERROR_INPUT, "facts of a verdict",
                         "expected what this version of rigel keeps");
    *ret_facts = facts;
    *ret_options = options;
    return true;
}
