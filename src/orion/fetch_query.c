/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/fetch_query.h"

#include <string.h>

#include "base/arena.h"
#include "json/writer.h"

static struct writer begin(struct buffer *out)
{
    buffer_clear(out);
    struct writer writer = writer_on(out);
    writer_object(&writer, NULL);
    return writer;
}

/* {key: {name: ...}} with a text */
static void write_pair(struct writer *writer, const char *kind, const char *field, const char *text)
{
    writer_object(writer, NULL);
    writer_object(writer, kind);
    writer_text(writer, field, text);
    writer_end(writer);
    writer_end(writer);
}

/* A value as the configuration typed it. */
static void write_typed(struct writer *writer, const struct condition *condition)
{
    const struct value *value = &condition->value;

    writer_object(writer, NULL);
    writer_object(writer, "match");
    switch (value->type) {
    case VALUE_NULL:
        writer_null(writer, condition->field);
        break;
    case VALUE_BOOL:
        writer_bool(writer, condition->field, value->integer != 0);
        break;
    case VALUE_INTEGER:
        writer_integer(writer, condition->field, value->integer);
        break;
    case VALUE_REAL:
        writer_real(writer, condition->field, value->real);
        break;
    case VALUE_TEXT:
        writer_text(writer, condition->field, value->text);
        break;
    }
    writer_end(writer);
    writer_end(writer);
}

static void write_runs(struct writer *writer, const char *uuid_field, const struct run_texts *runs)
{
    AUTO_ARENA arena = arena_new();

    writer_object(writer, NULL);
    writer_object(writer, "terms");
    writer_array(writer, arena_printf(arena, "%s.keyword", uuid_field));
    for (size_t i = 0; i < runs->count; i++)
        writer_text(writer, NULL, runs->items[i]);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

/* The newest first, at most so many: the last members of a request. */
static void end_search(struct writer *writer, const char *time_field, int64_t size)
{
    writer_array(writer, "sort");
    writer_object(writer, NULL);
    writer_object(writer, time_field);
    writer_text(writer, "order", "desc");
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
    writer_integer(writer, "size", size);
    writer_end(writer);
}

static void write_texts(struct writer *writer, const char *key, const struct condition_list *list)
{
    if (!list->count)
        return;
    writer_array(writer, key);
    for (size_t i = 0; i < list->count; i++)
        write_pair(writer, "match", list->items[i].field, list->items[i].value.text);
    writer_end(writer);
}

static void write_range(struct writer *writer, const struct run_search *search)
{
    writer_object(writer, NULL);
    writer_object(writer, "range");
    writer_object(writer, search->time_field);
    if (search->start)
        writer_text(writer, "gt", search->start);
    if (search->end)
        writer_text(writer, "lt", search->end);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

static void write_filters(struct writer *writer, const struct run_search *search)
{
    const bool ranged = search->start || search->end;

    if (!search->wildcard.count && !ranged)
        return;
    writer_array(writer, "filter");
    for (size_t i = 0; i < search->wildcard.count; i++) {
        const struct condition *condition = &search->wildcard.items[i];
        writer_object(writer, NULL);
        writer_object(writer, "wildcard");
        writer_object(writer, condition->field);
        writer_text(writer, "value", condition->value.text);
        writer_end(writer);
        writer_end(writer);
        writer_end(writer);
    }
    if (ranged)
        write_range(writer, search);
    writer_end(writer);
}

void query_of_runs(struct buffer *out, const struct run_search *search)
{
    struct writer writer = begin(out);

    writer_object(&writer, "query");
    writer_object(&writer, "bool");
    write_texts(&writer, "must", &search->must);
    write_texts(&writer, "must_not", &search->must_not);
    write_filters(&writer, search);
    writer_end(&writer);
    writer_end(&writer);
    end_search(&writer, search->time_field, search->size);
}

void query_of_uuid(struct buffer *out, const char *uuid_field, const char *uuid)
{
    struct writer writer = begin(out);

    writer_object(&writer, "query");
    writer_object(&writer, "match");
    writer_text(&writer, uuid_field, uuid);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
}

static void write_empty_bool(struct writer *writer)
{
    writer_object(writer, NULL);
    writer_object(writer, "bool");
    writer_end(writer);
    writer_end(writer);
}

void query_of_existing(struct buffer *out, const char *uuid_field, const struct run_texts *runs,
                       const char *field, const char *time_field)
{
    struct writer writer = begin(out);

    writer_object(&writer, "query");
    writer_object(&writer, "bool");
    writer_array(&writer, "must");
    write_runs(&writer, uuid_field, runs);
    write_empty_bool(&writer);
    writer_object(&writer, NULL);
    writer_object(&writer, "bool");
    writer_array(&writer, "must");
    write_pair(&writer, "exists", "field", field);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    end_search(&writer, time_field, FETCH_PAGE);
}

static void write_not(struct writer *writer, const struct condition *condition)
{
    writer_object(writer, NULL);
    writer_object(writer, "bool");
    writer_array(writer, "must_not");
    write_typed(writer, condition);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

void query_of_iterations(struct buffer *out, const char *uuid_field, const struct run_texts *runs)
{
    static const struct condition collection = {
        .field = "jobName.keyword", .value = {.type = VALUE_TEXT, .text = "garbage-collection"}};
    struct writer writer = begin(out);

    writer_object(&writer, "query");
    writer_object(&writer, "bool");
    writer_array(&writer, "filter");
    write_runs(&writer, uuid_field, runs);
    write_pair(&writer, "match", "metricName", "jobSummary");
    write_not(&writer, &collection);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    end_search(&writer, "timestamp", FETCH_PAGE);
}

void query_of_group(struct buffer *out, const char *uuid_field, const struct run_texts *runs,
                    const struct metric *metric)
{
    struct writer writer = begin(out);

    writer_object(&writer, "query");
    writer_object(&writer, "bool");
    writer_array(&writer, "must");
    write_runs(&writer, uuid_field, runs);
    for (size_t i = 0; i < metric->must.count; i++)
        write_typed(&writer, &metric->must.items[i]);
    writer_end(&writer);
    if (metric->must_not.count) {
        writer_array(&writer, "must_not");
        for (size_t i = 0; i < metric->must_not.count; i++)
            write_typed(&writer, &metric->must_not.items[i]);
        writer_end(&writer);
    }
    writer_end(&writer);
    writer_end(&writer);
    writer_object(&writer, "aggs");
    writer_object(&writer, "group_values");
    writer_object(&writer, "terms");
    writer_text(&writer, "field", metric->group_by);
    writer_integer(&writer, "size", FETCH_GROUP_VALUES);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    writer_integer(&writer, "size", 0);
    writer_end(&writer);
}

/* {"bool": {"must": [...]}}, empty where the metric has no conditions. */
static void write_conditions(struct writer *writer, const char *key, const struct metric *metric)
{
    writer_object(writer, key);
    writer_object(writer, "bool");
    if (metric->must.count || metric->must_not.count) {
        writer_array(writer, "must");
        for (size_t i = 0; i < metric->must.count; i++)
            write_typed(writer, &metric->must.items[i]);
        for (size_t i = 0; i < metric->must_not.count; i++)
            write_not(writer, &metric->must_not.items[i]);
        writer_end(writer);
    }
    writer_end(writer);
    writer_end(writer);
}

/* {"avg": {"field": ...}} under the name of the field */
static void write_aggregation(struct writer *writer, const struct metric *metric)
{
    writer_object(writer, metric->field);
    writer_object(writer,
                  metric->aggregation == AGG_COUNT ? "value_count" : metric->aggregation_name);
    writer_text(writer, "field", metric->field);
    if (metric->aggregation == AGG_PERCENTILES) {
        writer_array(writer, "percents");
        for (size_t i = 0; i < metric->percent_count; i++)
            writer_real(writer, NULL, metric->percents[i]);
        writer_end(writer);
    }
    writer_end(writer);
    writer_end(writer);
}

static void write_time(struct writer *writer, const char *key, const char *field)
{
    writer_object(writer, key);
    writer_object(writer, "avg");
    writer_text(writer, "field", field);
    writer_end(writer);
    writer_end(writer);
}

static void write_filtered(struct writer *writer, const struct metric_search *search,
                           const struct metric *metric)
{
    writer_object(writer, metric->name);
    write_conditions(writer, "filter", metric);
    writer_object(writer, "aggs");
    write_aggregation(writer, metric);
    if (search->own_time && strcmp(metric->field, FETCH_OWN_TIME) != 0)
        write_time(writer, FETCH_OWN_TIME, search->time_field);
    writer_end(writer);
    writer_end(writer);
}

/* The last metric of that name, where this is the first one; else NULL. */
static const struct metric *standing_at(const struct metric *const *metrics, size_t count,
                                        size_t at)
{
    const struct metric *last = metrics[at];

    for (size_t i = 0; i < at; i++)
        if (strcmp(metrics[i]->name, last->name) == 0)
            return NULL;
    for (size_t i = at + 1; i < count; i++)
        if (strcmp(metrics[i]->name, metrics[at]->name) == 0)
            last = metrics[i];
    return last;
}

static void begin_terms(struct writer *writer, const struct metric_search *search)
{
    AUTO_ARENA arena = arena_new();

    writer_object(writer, "aggs");
    writer_object(writer, "uuid");
    writer_object(writer, "terms");
    writer_text(writer, "field", arena_printf(arena, "%s.keyword", search->uuid_field));
    writer_integer(writer, "size", (int64_t)search->runs->count);
    writer_end(writer);
    writer_object(writer, "aggs");
}

static void end_terms(struct writer *writer, const struct metric_search *search)
{
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
    end_search(writer, search->time_field, 0);
}

void query_of_aggregates(struct buffer *out, const struct metric_search *search,
                         const struct metric *const *metrics, size_t count)
{
    struct writer writer = begin(out);
    bool time_is_taken = false;

    writer_object(&writer, "query");
    writer_object(&writer, "bool");
    writer_array(&writer, "must");
    write_runs(&writer, search->uuid_field, search->runs);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    begin_terms(&writer, search);
    for (size_t i = 0; i < count; i++)
        time_is_taken = time_is_taken || strcmp(metrics[i]->name, "time") == 0;
    if (!time_is_taken)
        write_time(&writer, "time", search->time_field);
    for (size_t i = 0; i < count; i++) {
        const struct metric *metric = standing_at(metrics, count, i);
        if (metric)
            write_filtered(&writer, search, metric);
    }
    end_terms(&writer, search);
}

void query_of_aggregate(struct buffer *out, const struct metric_search *search,
                        const struct metric *metric)
{
    struct writer writer = begin(out);

    writer_object(&writer, "query");
    writer_object(&writer, "bool");
    writer_array(&writer, "must");
    write_runs(&writer, search->uuid_field, search->runs);
    write_conditions(&writer, NULL, metric);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    begin_terms(&writer, search);
    if (strcmp(metric->field, "time") != 0)
        write_time(&writer, "time", search->time_field);
    write_aggregation(&writer, metric);
    end_terms(&writer, search);
}

void query_of_documents(struct buffer *out, const struct metric_search *search,
                        const struct metric *const *metrics, size_t count)
{
    struct writer writer = begin(out);

    writer_object(&writer, "query");
    writer_object(&writer, "bool");
    writer_array(&writer, "must");
    write_runs(&writer, search->uuid_field, search->runs);
    writer_end(&writer);
    writer_array(&writer, "should");
    for (size_t i = 0; i < count; i++)
        write_conditions(&writer, NULL, metrics[i]);
    writer_end(&writer);
    writer_integer(&writer, "minimum_should_match", 1);
    writer_end(&writer);
    writer_end(&writer);
    end_search(&writer, search->time_field, FETCH_PAGE);
}

void query_of_document(struct buffer *out, const struct metric_search *search,
                       const struct metric *metric)
{
    struct writer writer = begin(out);

    writer_object(&writer, "query");
    writer_object(&writer, "bool");
    writer_array(&writer, "must");
    write_runs(&writer, search->uuid_field, search->runs);
    write_conditions(&writer, NULL, metric);
    write_empty_bool(&writer);
    writer_end(&writer);
    writer_end(&writer);
    writer_end(&writer);
    end_search(&writer, search->time_field, FETCH_PAGE);
}
