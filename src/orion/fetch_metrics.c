/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/fetch_metrics.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "config/metric_expand.h"
#include "config/python_text.h"
#include "orion/document.h"
#include "orion/fault_warning.h"

void gathering_init(struct gathering *gathering, struct arena *arena, struct cluster *cluster,
                    const struct test *test, const char *index, const struct run_texts *runs,
                    bool correct)
{
    *gathering = (struct gathering){.arena = arena,
                                    .cluster = cluster,
                                    .test = test,
                                    .index = index,
                                    .runs = runs,
                                    .correct = correct};
    buffer_init(&gathering->body, LIMIT_HTTP_BODY);
}

void gathering_done(struct gathering *gathering)
{
    buffer_done(&gathering->body);
}

void gathering_leave_out(const struct metric *metric, const struct error *err)
{
    struct error within = *err;

    (void)error_within(&within, "%s", metric->name);
    log_error_line(LOG_WARNING, "orion", "metric left out", &within);
}

void gathering_take(struct gathering *gathering, const struct wanted *wanted, enum table_kind kind)
{
    struct error err = {0};
    struct table *table = wanted->table;

    if (!table_settle(table, kind, gathering->correct, &err)) {
        gathering_leave_out(wanted->metric, &err);
        return;
    }
    if (kind == TABLE_PLAIN && table_repeats_runs(table))
        fault_warn("fault 10: several documents of one run multiply the rows", "metric",
                   wanted->metric->name);
    gathering->tables = arena_grow(gathering->arena, gathering->tables, gathering->table_count,
                                   &gathering->table_capacity, sizeof(struct table *));
    gathering->tables[gathering->table_count++] = table;
}

/* ---- group_by ---- */

struct metric_list {
    struct metric *items;
    size_t count, capacity;
};

static void add_metric(struct arena *arena, struct metric_list *list, const struct metric *metric)
{
    list->items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = *metric;
}

static const char *key_of_bucket(struct arena *arena, struct slice bucket)
{
    const struct cell cell = document_cell(arena, document_member(bucket, "key"));

    if (cell.kind == CELL_REAL)
        return python_float_text(arena, cell.real);
    return document_text(arena, document_member(bucket, "key"));
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool read_group(struct arena *arena, const struct cluster_answer *answer,
                       const char ***ret_values, size_t *ret_count, struct error *err)
{
    const struct slice buckets =
        document_member(document_member(answer->aggregations, "group_values"), "buckets");
    const char **values = NULL;
    size_t count = 0, capacity = 0;
    struct scan scan;
    struct slice bucket;

    *ret_values = NULL;
    *ret_count = 0;
    if (answer->no_index)
        return true;
    scan_init(&scan, buckets.at, buckets.size);
    if (!buckets.at || !scan_enter(&scan, '['))
        return error_set(err, ERROR_REMOTE, NULL,
                         "the answer is not what a search gives: expected buckets");
    while (scan_item(&scan) && scan_value(&scan, &bucket, NULL)) {
        const char *value = key_of_bucket(arena, bucket);
        if (!value)
            return error_set(err, ERROR_REMOTE, NULL,
                             "the answer is not what a search gives: a bucket without a key");
        values = arena_grow(arena, values, count, &capacity, sizeof *values);
        values[count++] = value;
    }
    if (count)
        qsort(values, count, sizeof *values, by_text);
    *ret_values = values;
    *ret_count = count;
    return true;
}

static bool expand_metric(struct gathering *gathering, const struct metric *metric,
                          struct metric_list *list, struct error *err)
{
    struct cluster_answer answer;
    const char **values = NULL;
    size_t count = 0;
    struct metric expanded;

    query_of_group(&gathering->body, gathering->test->uuid_field, gathering->runs, metric);
    const enum cluster_reply reply = cluster_search(gathering->cluster, gathering->index,
                                                    &gathering->body, NULL, NULL, &answer, err);
    if (reply == CLUSTER_FAILED)
        return false;
    if (reply == CLUSTER_REFUSED)
        gathering_leave_out(metric, err);
    else if (!read_group(gathering->arena, &answer, &values, &count, err))
        return false;
    if (reply == CLUSTER_FINE && !count)
        log_warning("orion", "metric left out", "metric=%s reason=\"no value of its group_by %s\"",
                    metric->name, metric->group_by);
    for (size_t i = 0; i < count; i++) {
        if (!metric_expand_group(gathering->arena, metric, values[i], &expanded, err))
            return false;
        add_metric(gathering->arena, list, &expanded);
    }
    return true;
}

static bool expand_all(struct gathering *gathering, struct metric_list *ret, struct error *err)
{
    const struct test *test = gathering->test;

    for (size_t i = 0; i < test->metric_count; i++) {
        if (!test->metrics[i].group_by)
            add_metric(gathering->arena, ret, &test->metrics[i]);
        else if (!expand_metric(gathering, &test->metrics[i], ret, err))
            return false;
    }
    return true;
}

/* ---- settings and order ---- */

static bool same_settings(const struct metric *a, const struct metric *b)
{
    bool same = a->direction == b->direction && a->threshold == b->threshold &&
                a->context == b->context && a->is_metadata == b->is_metadata &&
                strcmp(a->correlation, b->correlation) == 0 &&
                strcmp(a->timestamp, b->timestamp) == 0 && a->label_count == b->label_count;

    for (size_t i = 0; same && i < a->label_count; i++)
        same = strcmp(a->labels[i], b->labels[i]) == 0;
    return same;
}

static void copy_settings(struct metric *to, const struct metric *from)
{
    to->direction = from->direction;
    to->threshold = from->threshold;
    to->context = from->context;
    to->is_metadata = from->is_metadata;
    to->correlation = from->correlation;
    to->timestamp = from->timestamp;
    to->labels = from->labels;
    to->label_count = from->label_count;
}

/* Of metrics with one name the last one's settings hold for all (fault 9). */
static void share_settings(struct arena *arena, struct metric_list *list)
{
    struct strmap *last = strmap_new(arena);
    bool told = false;

    for (size_t i = 0; i < list->count; i++)
        strmap_put(last, list->items[i].name, &list->items[i]);
    for (size_t i = 0; i < list->count; i++) {
        const struct metric *from = strmap_get(last, list->items[i].name);
        if (from == &list->items[i] || same_settings(from, &list->items[i]))
            continue;
        if (!told)
            fault_warn("fault 9: of metrics with one column the last one's settings hold for all",
                       "metric", from->name);
        told = true;
        copy_settings(&list->items[i], from);
    }
}

/* Is there a metric of that name in wanted already? In correct answers each is asked for apart. */
static bool holds_name(const struct wanted *wanted, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(wanted[i].metric->name, name) == 0)
            return true;
    return false;
}

static bool fetch_chunk(struct gathering *gathering, struct wanted *wanted, size_t count,
                        struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        wanted[i].leader = i;
        for (size_t k = 0; k < i; k++)
            if (wanted[i].leader == i &&
                strcmp(wanted[k].metric->name, wanted[i].metric->name) == 0)
                wanted[i].leader = k;
    }
    return wanted[0].metric->aggregation == AGG_NONE
               ? fetch_documents(gathering, wanted, count, err)
               : fetch_aggregates(gathering, wanted, count, err);
}

/* The metrics of one kind and one time field, in chunks. */
static bool fetch_group(struct gathering *gathering, const struct metric_list *list, bool plain,
                        const char *time_field, struct error *err)
{
    struct wanted wanted[FETCH_CHUNK];
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct metric *metric = &list->items[i];
        if ((metric->aggregation == AGG_NONE) != plain ||
            strcmp(metric->timestamp, time_field) != 0)
            continue;
        if (count == FETCH_CHUNK ||
            (gathering->correct && !plain && holds_name(wanted, count, metric->name))) {
            if (!fetch_chunk(gathering, wanted, count, err))
                return false;
            count = 0;
        }
        wanted[count++] = (struct wanted){.metric = metric};
    }
    return count == 0 || fetch_chunk(gathering, wanted, count, err);
}

static bool fetch_kind(struct gathering *gathering, const struct metric_list *list, bool plain,
                       struct error *err)
{
    struct strmap *done = strmap_new(gathering->arena);

    for (size_t i = 0; i < list->count; i++) {
        const struct metric *metric = &list->items[i];
        if ((metric->aggregation == AGG_NONE) != plain || strmap_has(done, metric->timestamp))
            continue;
        strmap_put(done, metric->timestamp, done);
        if (!fetch_group(gathering, list, plain, metric->timestamp, err))
            return false;
    }
    return true;
}

bool gathering_fetch(struct gathering *gathering, struct error *err)
{
    struct metric_list list = {0};

    if (!expand_all(gathering, &list, err))
        return false;
    if (!gathering->correct)
        share_settings(gathering->arena, &list);
    return fetch_kind(gathering, &list, false, err) && fetch_kind(gathering, &list, true, err);
}
