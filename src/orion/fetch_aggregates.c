/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_aggregates.c - metrics that the cluster aggregates, many in one request. */
#include <string.h>

#include "config/python_text.h"
#include "orion/document.h"
#include "orion/fault_warning.h"
#include "orion/fetch_metrics.h"

/* A value under the name that Orion gives it for a while: <field>_<aggregation>[_<percentile>] */
struct named {
    const char *key;
    struct cell cell;
};

struct values {
    struct named *items;
    size_t count, capacity;
};

static const char *key_prefix(struct arena *arena, const struct metric *metric)
{
    return metric->aggregation == AGG_PERCENTILES
               ? arena_printf(arena, "%s_percentiles_", metric->field)
               : arena_printf(arena, "%s_%s", metric->field, metric->aggregation_name);
}

static void make_table(struct gathering *gathering, struct wanted *wanted)
{
    const struct metric *metric = wanted->metric;
    const bool several = metric->aggregation == AGG_PERCENTILES;

    wanted->table = table_new(gathering->arena, metric, several ? 0 : 1);
    wanted->columns_known = !several;
    if (!several)
        wanted->table->columns[0] =
            arena_printf(gathering->arena, "%s_%s", metric->name, metric->aggregation_name);
}

static void add_value(struct gathering *gathering, struct values *values, const char *key,
                      struct slice value)
{
    values->items = arena_grow(gathering->arena, values->items, values->count, &values->capacity,
                               sizeof *values->items);
    struct cell cell = document_cell(gathering->arena, value);

    cell.is_none |= !value.at; /* a target that is not among the percentiles */
    values->items[values->count++] = (struct named){key, cell};
}

static bool unfit(struct error *err, const char *what)
{
    return error_set(err, ERROR_INPUT, NULL, "the answer has no %s", what);
}

/* No answer of a search: nothing of it is taken. */
static bool broken(struct error *err, const char *what)
{
    return error_set(err, ERROR_REMOTE, NULL,
                     "the answer is not what a search gives: expected %s in a bucket", what);
}

static bool is_object(struct slice value)
{
    return value.at && value.at[0] == '{';
}

static bool read_percentiles(struct gathering *gathering, const struct metric *metric,
                             struct slice result, struct values *ret, struct error *err)
{
    struct arena *arena = gathering->arena;
    const char *prefix = key_prefix(arena, metric);
    const struct slice all = document_member(result, "values");
    struct scan scan;
    struct slice key, value;

    if (!result.at || result.at[0] != '{')
        return unfit(err, "percentiles");
    if (metric->has_target) {
        const char *target = python_float_text(arena, metric->target_percent);
        add_value(gathering, ret, arena_printf(arena, "%s%s", prefix, target),
                  document_member(all, target));
        return true;
    }
    scan_init(&scan, all.at, all.size);
    if (!all.at || scan_peek(&scan) != '{')
        return true;
    (void)scan_enter(&scan, '{');
    while (scan_member(&scan, &key) && scan_value(&scan, &value, NULL))
        add_value(gathering, ret, arena_printf(arena, "%s%.*s", prefix, (int)key.size, key.at),
                  value);
    return true;
}

/* result: what stands under the field's name. */
static bool read_values(struct gathering *gathering, const struct metric *metric,
                        struct slice result, struct values *ret, struct error *err)
{
    if (metric->aggregation == AGG_PERCENTILES)
        return read_percentiles(gathering, metric, result, ret, err);
    const struct slice value = document_member(result, "value");
    if (!value.at)
        return unfit(err, "single value of the aggregation");
    if (value.at[0] == '"' || value.at[0] == '{' || value.at[0] == '[')
        return broken(err, "a number");
    add_value(gathering, ret, key_prefix(gathering->arena, metric), value);
    return true;
}

/* The columns of percentiles are those of the first row. */
static void find_columns(struct gathering *gathering, struct wanted *wanted,
                         const struct values *values)
{
    const char *prefix = key_prefix(gathering->arena, wanted->metric);
    const size_t length = strlen(prefix);
    struct table *table = table_new(gathering->arena, wanted->metric, values->count);

    table->column_count = 0;
    for (size_t i = 0; i < values->count; i++)
        if (strncmp(values->items[i].key, prefix, length) == 0)
            table->columns[table->column_count++] =
                arena_printf(gathering->arena, "%s_percentiles_%s", wanted->metric->name,
                             values->items[i].key + length);
    wanted->table = table;
    wanted->columns_known = true;
}

static struct cell find_value(struct gathering *gathering, const struct wanted *wanted,
                              size_t column, const struct values *values)
{
    const struct metric *metric = wanted->metric;
    const char *key = key_prefix(gathering->arena, metric);

    if (metric->aggregation == AGG_PERCENTILES)
        key = arena_printf(gathering->arena, "%s%s", key,
                           wanted->table->columns[column] + strlen(metric->name) +
                               strlen("_percentiles_"));
    for (size_t i = 0; i < values->count; i++)
        if (strcmp(values->items[i].key, key) == 0)
            return values->items[i].cell;
    return (struct cell){.kind = CELL_MISSING};
}

static void add_row(struct gathering *gathering, struct wanted *wanted, const char *run,
                    const struct cell *time, const struct values *values)
{
    if (!wanted->columns_known)
        find_columns(gathering, wanted, values);
    struct table_row *row = table_add(wanted->table);
    row->run = run;
    row->time = *time;
    row->has_time = true;
    for (size_t c = 0; c < wanted->table->column_count; c++)
        row->cells[c] = find_value(gathering, wanted, c, values);
}

/* A time aggregation's text; correct answers do with its number. False: neither. */
static bool read_time(struct gathering *gathering, struct slice time, struct cell *ret)
{
    const struct slice text = document_member(time, "value_as_string");

    if (text.at) {
        *ret = document_cell(gathering->arena, text);
        return true;
    }
    const struct cell number = document_cell(gathering->arena, document_member(time, "value"));
    if (!gathering->correct || number.kind == CELL_MISSING)
        return false;
    *ret = number;
    return true;
}

static bool time_fault(const struct gathering *gathering, struct slice time, struct error *err)
{
    const struct slice value = document_member(time, "value");

    if (!gathering->correct && value.at && !slice_is(value, "null"))
        fault_warn("fault 11: aggregated metrics whose time is a number are left out", NULL, NULL);
    return unfit(err, "time of the run as text (value_as_string)");
}

/* Runs of one run's bucket of a request for many metrics. */
static bool read_metric(struct gathering *gathering, struct wanted *wanted, size_t count, size_t at,
                        struct slice bucket, const struct cell *run_time, struct error *err)
{
    const struct metric *metric = wanted[at].metric;
    const struct slice filtered = document_member(bucket, metric->name);
    const char *run = document_text(gathering->arena, document_member(bucket, "key"));
    int64_t matched = 0, all = 0;
    struct values values = {0};
    struct cell time = *run_time;

    if (!is_object(filtered) || !slice_integer(document_member(filtered, "doc_count"), &matched))
        return broken(err, "the metric with its doc_count");
    if (matched == 0)
        return true;
    if (!read_values(gathering, metric, document_member(filtered, metric->field), &values, err))
        return false;
    if (gathering->correct) {
        (void)read_time(gathering, document_member(filtered, FETCH_OWN_TIME), &time);
    } else if (!gathering->told_time && slice_integer(document_member(bucket, "doc_count"), &all) &&
               all > matched) {
        gathering->told_time = true;
        fault_warn(
            "fault 16: a run's time is the mean over all its documents, not only the metric's",
            NULL, NULL);
    }
    for (size_t i = 0; i < count; i++)
        if (wanted[i].leader == wanted[at].leader)
            add_row(gathering, &wanted[i], run, &time, &values);
    return true;
}

static bool read_bucket(struct gathering *gathering, struct wanted *wanted, size_t count,
                        bool single, struct slice bucket, struct error *err)
{
    const struct slice key = document_member(bucket, "key");
    const char *run = key.at && key.at[0] != '{' && key.at[0] != '['
                          ? document_text(gathering->arena, key)
                          : NULL;
    const struct slice time = document_member(bucket, "time");
    struct cell run_time = {0};
    struct values values = {0};

    if (!run)
        return broken(err, "a key");
    if (!is_object(time))
        return broken(err, "a time");
    if (!read_time(gathering, time, &run_time))
        return time_fault(gathering, time, err);
    if (single) {
        const struct metric *metric = wanted->metric;
        if (!read_values(gathering, metric, document_member(bucket, metric->field), &values, err))
            return false;
        add_row(gathering, wanted, run, &run_time, &values);
        return true;
    }
    for (size_t i = 0; i < count; i++)
        if (!read_metric(gathering, wanted, count, i, bucket, &run_time, err))
            return false;
    return true;
}

enum aggregate_reading aggregates_read(struct gathering *gathering, struct wanted *wanted,
                                       size_t count, bool single, struct slice aggregations,
                                       struct error *err)
{
    const struct slice buckets = document_member(document_member(aggregations, "uuid"), "buckets");
    struct scan scan;
    struct slice bucket;

    for (size_t i = 0; i < count; i++)
        make_table(gathering, &wanted[i]);
    if (!aggregations.at)
        return AGGREGATES_FINE;
    scan_init(&scan, buckets.at, buckets.size);
    if (!buckets.at || !scan_enter(&scan, '[')) {
        (void)error_set(
            err, ERROR_REMOTE, NULL,
            "the answer is not what a search gives: expected aggregations.uuid.buckets");
        return AGGREGATES_WRONG;
    }
    while (scan_item(&scan) && scan_value(&scan, &bucket, NULL))
        if (!read_bucket(gathering, wanted, count, single, bucket, err))
            return err->code == ERROR_REMOTE ? AGGREGATES_WRONG : AGGREGATES_UNFIT;
    return AGGREGATES_FINE;
}

/* Only where no index was searched may the aggregations be missing. */
static enum aggregate_reading read_answer(struct gathering *gathering, struct wanted *wanted,
                                          size_t count, bool single,
                                          const struct cluster_answer *answer, struct error *err)
{
    if (answer->aggregations.at || answer->no_index)
        return aggregates_read(gathering, wanted, count, single, answer->aggregations, err);
    (void)error_set(err, ERROR_REMOTE, NULL,
                    "the answer is not what a search gives: expected aggregations");
    return AGGREGATES_WRONG;
}

static struct metric_search search_of(const struct gathering *gathering,
                                      const struct wanted *wanted)
{
    return (struct metric_search){.uuid_field = gathering->test->uuid_field,
                                  .time_field = wanted->metric->timestamp,
                                  .runs = gathering->runs,
                                  .own_time = gathering->correct};
}

static bool fetch_single(struct gathering *gathering, struct wanted *wanted, struct error *err)
{
    const struct metric_search search = search_of(gathering, wanted);
    struct cluster_answer answer;
    struct error reason = {0};

    if (!wanted->metric->field) {
        (void)error_set(&reason, ERROR_CONFIG, NULL, "it has no metric_of_interest");
        gathering_leave_out(wanted->metric, &reason);
        return true;
    }
    query_of_aggregate(&gathering->body, &search, wanted->metric);
    const enum cluster_reply reply = cluster_search(gathering->cluster, gathering->index,
                                                    &gathering->body, NULL, NULL, &answer, &reason);
    enum aggregate_reading reading = AGGREGATES_UNFIT;
    if (reply == CLUSTER_FINE)
        reading = read_answer(gathering, wanted, 1, true, &answer, &reason);
    if (reply == CLUSTER_FAILED || reading == AGGREGATES_WRONG) {
        *err = reason;
        return false;
    }
    if (reading == AGGREGATES_FINE)
        gathering_take(gathering, wanted, TABLE_AGGREGATED);
    else
        gathering_leave_out(wanted->metric, &reason);
    return true;
}

static bool have_fields(const struct wanted *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!wanted[i].metric->field)
            return false;
    return true;
}

bool fetch_aggregates(struct gathering *gathering, struct wanted *wanted, size_t count,
                      struct error *err)
{
    const struct metric_search search = search_of(gathering, wanted);
    const struct metric *metrics[FETCH_CHUNK];
    enum aggregate_reading reading = AGGREGATES_UNFIT;
    struct cluster_answer answer;
    struct error reason = {0};

    for (size_t i = 0; i < count; i++)
        metrics[i] = wanted[i].metric;
    if (have_fields(wanted, count)) {
        query_of_aggregates(&gathering->body, &search, metrics, count);
        const enum cluster_reply reply = cluster_search(
            gathering->cluster, gathering->index, &gathering->body, NULL, NULL, &answer, &reason);
        if (reply == CLUSTER_FINE)
            reading = read_answer(gathering, wanted, count, false, &answer, &reason);
        if (reply == CLUSTER_FAILED || reading == AGGREGATES_WRONG) {
            *err = reason;
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        wanted[i].leader = reading == AGGREGATES_FINE ? wanted[i].leader : i;
        if (reading == AGGREGATES_FINE)
            gathering_take(gathering, &wanted[i], TABLE_AGGREGATED);
        else if (!fetch_single(gathering, &wanted[i], err))
            return false;
    }
    return true;
}
