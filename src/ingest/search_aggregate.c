/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_aggregate.c - pull: aggregates. Terms by run, a filter per metric, and in it the metric's
 * aggregation with extended_stats beside it for samples, minimum, maximum, mean, sum and deviation.
 *
 * A plain metric takes the mean of its documents, as pull: documents does. A metric that the server
 * refuses (an aggregation that does not fit the field) is tried without extended_stats, then left
 * out with a line in the log, so that it does not take the others with it. */
#include "ingest/search_source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/strmap.h"
#include "ingest/search_batch.h"

/* Filter buckets of one search: bounds the answer to a few megabytes. */
enum { BUCKETS = 5000, METRICS_AT_ONCE = 50 };

struct aggregating {
    struct search_source *search;
    const struct test *test;
    const char *index, *uuid_field;
    const char *const *uuids;
    struct strmap *runs; /* uuid to its element of uuids */
    aggregate_sink *sink;
    void *context;
    const size_t *metrics; /* positions of the search under way */
    size_t metric_count;
    bool bare; /* without extended_stats */
    struct arena *arena;
    struct aggregate *rows;
    size_t row_count, row_capacity;
};

static const char *server_name(const struct metric *metric)
{
    switch (metric->aggregation) {
    case AGG_AVG:
        return "avg";
    case AGG_SUM:
        return "sum";
    case AGG_MAX:
        return "max";
    case AGG_MIN:
        return "min";
    case AGG_COUNT:
        return "value_count";
    case AGG_PERCENTILES:
        return "percentiles";
    case AGG_OTHER:
        return metric->aggregation_name;
    case AGG_SLOPE: /* refused with pull: aggregates */
    case AGG_STDDEV:
    case AGG_CV:
    case AGG_NONE:
        break;
    }
    return "avg";
}

static void write_value(struct writer *writer, const struct metric *metric)
{
    writer_object(writer, "value");
    writer_object(writer, server_name(metric));
    writer_text(writer, "field", metric->field);
    if (metric->aggregation == AGG_PERCENTILES) {
        writer_array(writer, "percents");
        for (size_t i = 0; i < metric->percent_count; i++)
            writer_real(writer, NULL, metric->percents[i]);
        writer_end(writer);
        writer_bool(writer, "keyed", false);
    }
    writer_end(writer);
    writer_end(writer);
}

static void write_metric(struct writer *writer, const struct metric *metric, size_t position,
                         bool bare)
{
    char name[24];

    (void)snprintf(name, sizeof name, "%zu", position);
    writer_object(writer, name);
    query_write_metric(writer, "filter", metric, NULL);
    writer_object(writer, "aggs");
    write_value(writer, metric);
    if (!bare) {
        writer_object(writer, "stats");
        writer_object(writer, "extended_stats");
        writer_text(writer, "field", metric->field);
        writer_end(writer);
        writer_end(writer);
    }
    writer_end(writer);
    writer_end(writer);
}

static void write_search(const struct aggregating *work, struct writer *writer, size_t at,
                         size_t count)
{
    query_write_documents(writer, "query", NULL, 0, 0, work->uuid_field, work->uuids + at, count);
    writer_object(writer, "aggs");
    writer_object(writer, "runs");
    writer_object(writer, "terms");
    writer_text(writer, "field", work->uuid_field);
    writer_integer(writer, "size", (int64_t)count);
    writer_end(writer);
    writer_object(writer, "aggs");
    for (size_t i = 0; i < work->metric_count; i++)
        write_metric(writer, &work->test->metrics[work->metrics[i]], work->metrics[i], work->bare);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

/* NAN where it is absent, null or no number ("NaN"). */
static double number_of(const struct field *object, const char *name)
{
    const struct field field = field_optional(object, name);

    return json_is_number(field.value) ? json_number_value(field.value) : (double)NAN;
}

static void add_row(struct aggregating *work, const struct aggregate *row)
{
    if (!isfinite(row->value))
        return;
    work->rows = arena_grow(work->arena, work->rows, work->row_count, &work->row_capacity,
                            sizeof *work->rows);
    work->rows[work->row_count++] = *row;
}

static void add_percentiles(struct aggregating *work, const struct metric *metric,
                            const struct field *value, struct aggregate *row)
{
    const struct field values = field_optional(value, "values");

    for (size_t i = 0; i < field_count(&values); i++) {
        const struct field item = field_item(&values, i);
        const double key = number_of(&item, "key");
        row->value = number_of(&item, "value");
        if (metric->has_target) {
            row->column = 0;
            if (key == metric->target_percent)
                add_row(work, row);
            continue;
        }
        for (size_t column = 0; column < metric->percent_count; column++)
            if (key == metric->percents[column]) {
                row->column = column;
                add_row(work, row);
            }
    }
}

static void read_stats(const struct field *filtered, struct aggregate *row)
{
    const struct field stats = field_optional(filtered, "stats");
    const double count = number_of(&stats, "count");

    row->minimum = number_of(&stats, "min");
    row->maximum = number_of(&stats, "max");
    row->mean = number_of(&stats, "avg");
    row->sum = number_of(&stats, "sum");
    row->stddev = number_of(&stats, "std_deviation");
    if (isfinite(count))
        row->samples = (int64_t)count;
}

/* One metric of one run. */
static bool take_metric(struct aggregating *work, size_t run, size_t position,
                        const struct field *filtered, struct error *err)
{
    const struct metric *metric = &work->test->metrics[position];
    struct aggregate row = {.run = run, .metric = position};
    struct field value, documents;

    if (!field_member(filtered, "doc_count", &documents, err) ||
        !field_integer(&documents, &row.samples, err) ||
        !field_member(filtered, "value", &value, err))
        return false;
    if (row.samples == 0)
        return true;
    read_stats(filtered, &row);
    /* The sum of no values is 0 for the server: but there is nothing to see. */
    if (row.samples == 0)
        return true;
    if (metric->aggregation == AGG_PERCENTILES) {
        add_percentiles(work, metric, &value, &row);
        return true;
    }
    row.value = number_of(&value, "value");
    if (metric->aggregation == AGG_COUNT && row.value == 0)
        return true;
    add_row(work, &row);
    return true;
}

static bool take_run(struct aggregating *work, const struct field *bucket, struct error *err)
{
    struct field key, filtered;
    const char *uuid;
    char name[24];

    if (!field_member(bucket, "key", &key, err) || !field_text(&key, &uuid, err))
        return false;
    const char *const *at = strmap_get(work->runs, uuid);
    for (size_t i = 0; at && i < work->metric_count; i++) {
        (void)snprintf(name, sizeof name, "%zu", work->metrics[i]);
        if (!field_member(bucket, name, &filtered, err) ||
            !take_metric(work, (size_t)(at - work->uuids), work->metrics[i], &filtered, err))
            return false;
    }
    return true;
}

static bool take_runs(void *context, size_t item, const struct field *aggregations,
                      struct error *err)
{
    struct aggregating *work = context;
    struct field runs, buckets;

    (void)item;
    if (!aggregations->value)
        return true;
    if (!field_member(aggregations, "runs", &runs, err) ||
        !field_member(&runs, "buckets", &buckets, err) || !field_array(&buckets, err))
        return false;
    for (size_t i = 0; i < field_count(&buckets); i++) {
        const struct field bucket = field_item(&buckets, i);
        if (!take_run(work, &bucket, err))
            return false;
    }
    return true;
}

/* The rows of one batch go out together, and only when the whole batch was read. */
static bool send_rows(struct aggregating *work, struct search_batch *batch, bool *ret_refused,
                      struct error *err)
{
    bool fine = search_batch_send(batch, take_runs, work, ret_refused, err);

    if (fine && work->row_count)
        fine = work->sink(work->context, work->rows, work->row_count, err);
    arena_reset(work->arena);
    work->rows = NULL;
    work->row_count = work->row_capacity = 0;
    return fine;
}

static bool ask(struct aggregating *work, size_t at, size_t count, bool *ret_refused,
                struct error *err)
{
    struct search_batch batch;

    search_batch_init(&batch, work->search->client, work->index);
    write_search(work, search_batch_begin(&batch), at, count);
    search_batch_end(&batch);
    const bool fine = send_rows(work, &batch, ret_refused, err);
    search_batch_done(&batch);
    return fine;
}

/* A single metric that is refused is asked bare, then left out. */
static bool ask_single(struct aggregating *work, size_t at, size_t count, struct error *err)
{
    const struct metric *metric = &work->test->metrics[work->metrics[0]];
    bool refused = false;

    work->bare = true;
    bool fine = ask(work, at, count, &refused, err);
    work->bare = false;
    if (!fine && refused) {
        (void)error_within(err, "%s", metric->place ? metric->place : metric->name);
        log_error_line(LOG_WARNING, "ingest", "metric left out", err);
        fine = true;
    }
    return fine;
}

/* What the server refuses is asked in halves until the metric at fault stands alone. */
static bool ask_metrics(struct aggregating *work, const size_t *metrics, size_t metric_count,
                        size_t at, size_t count, struct error *err)
{
    bool refused = false;

    work->metrics = metrics;
    work->metric_count = metric_count;
    if (ask(work, at, count, &refused, err))
        return true;
    if (!refused)
        return false;
    if (metric_count == 1)
        return ask_single(work, at, count, err);
    const size_t half = metric_count / 2;
    return ask_metrics(work, metrics, half, at, count, err) &&
           ask_metrics(work, metrics + half, metric_count - half, at, count, err);
}

static bool ask_all(struct aggregating *work, const size_t *metrics, size_t metric_count,
                    size_t run_count, struct error *err)
{
    for (size_t first = 0; first < metric_count; first += METRICS_AT_ONCE) {
        const size_t left = metric_count - first;
        const size_t taken = left < METRICS_AT_ONCE ? left : METRICS_AT_ONCE;
        const size_t step = BUCKETS / taken < SEARCH_RUNS ? BUCKETS / taken : SEARCH_RUNS;
        for (size_t at = 0; at < run_count; at += step) {
            const size_t count = run_count - at < step ? run_count - at : step;
            if (!ask_metrics(work, metrics + first, taken, at, count, err))
                return false;
        }
    }
    return true;
}

bool search_aggregates(struct source *source, const struct test *test, const char *const *uuids,
                       size_t count, aggregate_sink *sink, void *context, struct error *err)
{
    AUTO_ARENA scratch = arena_new();
    AUTO_ARENA arena = arena_new();
    struct aggregating work = {.search = search_source_of(source),
                               .test = test,
                               .uuids = uuids,
                               .runs = strmap_new(scratch),
                               .sink = sink,
                               .context = context,
                               .arena = arena};
    size_t *metrics = ARENA_ARRAY(scratch, size_t, test->metric_count + 1), metric_count = 0;
    struct search_mapping mapping;

    if (!search_benchmark_index(source, test, &work.index, err) ||
        !search_fields_find(work.search->fields, work.index, test->uuid_field, test->timestamp,
                            &mapping, err))
        return false;
    for (size_t i = 0; i < test->metric_count; i++)
        if (!test->metrics[i].is_metadata && !test->metrics[i].group_by)
            metrics[metric_count++] = i;
    for (size_t i = 0; i < count; i++)
        strmap_put(work.runs, uuids[i], (void *)(uintptr_t)&uuids[i]);
    work.uuid_field = mapping.uuid_field;
    return !mapping.exists || ask_all(&work, metrics, metric_count, count, err);
}
