/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_plain.c - metrics that take a value from each document: many in one request, then each
 * document is given to the first metric whose fields it has. */
#include <string.h>

#include "orion/document.h"
#include "orion/fault_warning.h"
#include "orion/fetch_metrics.h"

/* A field of the documents that conditions look at, read once a document. */
struct looked_at {
    const char *path;
    struct slice value;
    bool read;
};

struct check {
    const struct value *value;
    size_t field; /* in document_filters.fields */
    bool excludes;
};

struct filter {
    struct check *checks;
    size_t count;
};

struct document_filters {
    struct gathering *gathering;
    struct wanted *wanted;
    struct filter filters[FETCH_CHUNK];
    size_t count;
    struct looked_at *fields;
    size_t field_count, field_capacity;
    size_t untaken; /* documents that no metric took */
};

/* Orion cuts every ".keyword" out of the name. */
static const char *path_of(struct arena *arena, const char *field)
{
    static const char ending[] = ".keyword";
    char *path = arena_strdup(arena, field);

    for (char *found; (found = strstr(path, ending));)
        memmove(found, found + sizeof ending - 1, strlen(found + sizeof ending - 1) + 1);
    return path;
}

static size_t field_number(struct document_filters *filters, const char *field)
{
    struct arena *arena = filters->gathering->arena;
    const char *path = path_of(arena, field);

    for (size_t i = 0; i < filters->field_count; i++)
        if (strcmp(filters->fields[i].path, path) == 0)
            return i;
    filters->fields = arena_grow(arena, filters->fields, filters->field_count,
                                 &filters->field_capacity, sizeof *filters->fields);
    filters->fields[filters->field_count] = (struct looked_at){.path = path};
    return filters->field_count++;
}

static void add_checks(struct document_filters *filters, struct filter *filter,
                       const struct condition_list *list, bool excludes)
{
    for (size_t i = 0; i < list->count; i++)
        filter->checks[filter->count++] =
            (struct check){.value = &list->items[i].value,
                           .field = field_number(filters, list->items[i].field),
                           .excludes = excludes};
}

static void make_table(struct gathering *gathering, struct wanted *wanted)
{
    const struct metric *metric = wanted->metric;

    wanted->table = table_new(gathering->arena, metric, 1);
    wanted->table->columns[0] =
        arena_printf(gathering->arena, "%s_%s", metric->name, metric->field ? metric->field : "");
}

struct document_filters *document_filters_new(struct gathering *gathering, struct wanted *wanted,
                                              size_t count)
{
    struct document_filters *filters = ARENA_NEW(gathering->arena, struct document_filters);

    *filters = (struct document_filters){.gathering = gathering, .wanted = wanted, .count = count};
    for (size_t i = 0; i < count; i++) {
        const struct metric *metric = wanted[i].metric;
        struct filter *filter = &filters->filters[i];
        filter->checks = ARENA_ARRAY(gathering->arena, struct check,
                                     metric->must.count + metric->must_not.count + 1);
        add_checks(filters, filter, &metric->must, false);
        add_checks(filters, filter, &metric->must_not, true);
        make_table(gathering, &wanted[i]);
    }
    return filters;
}

static bool takes(struct document_filters *filters, size_t metric, struct slice source)
{
    const struct filter *filter = &filters->filters[metric];

    for (size_t i = 0; i < filter->count; i++) {
        const struct check *check = &filter->checks[i];
        struct looked_at *field = &filters->fields[check->field];
        if (!field->read)
            field->value = document_nested(source, field->path);
        field->read = true;
        if (document_equals(field->value, check->value) == check->excludes)
            return false;
    }
    return true;
}

static void add_row(struct gathering *gathering, struct wanted *wanted, const char *run,
                    struct slice source)
{
    const struct slice time = document_flat(source, wanted->metric->timestamp);
    struct table_row *row = table_add(wanted->table);

    row->run = run;
    row->time = document_cell(gathering->arena, time);
    row->has_time = time.at != NULL;
    if (wanted->metric->field)
        row->cells[0] =
            document_cell(gathering->arena, document_flat(source, wanted->metric->field));
}

/* Metrics of one name share what each of them takes; in correct answers each has its own. */
static void give(struct document_filters *filters, size_t taker, const char *run,
                 struct slice source)
{
    struct wanted *wanted = filters->wanted;
    const bool correct = filters->gathering->correct;

    for (size_t i = 0; i < filters->count; i++)
        if (correct ? i == taker : wanted[i].leader == wanted[taker].leader)
            add_row(filters->gathering, &wanted[i], run, source);
}

/* The document was given away; a later metric would have taken it, too. */
static void tell_shared(struct document_filters *filters, size_t taker, struct slice source)
{
    for (size_t i = taker + 1; i < filters->count; i++) {
        struct wanted *wanted = &filters->wanted[i];
        if (wanted->told_shared || wanted->leader == filters->wanted[taker].leader ||
            !takes(filters, i, source))
            continue;
        wanted->told_shared = true;
        fault_warn(
            "fault 9: a metric loses its documents to one before it that takes the same ones",
            "metric", wanted->metric->name);
    }
}

static const char *run_of(const struct document_filters *filters, const struct cluster_hit *hit)
{
    return document_text(filters->gathering->arena,
                         document_flat(hit->source, filters->gathering->test->uuid_field));
}

bool documents_take(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct document_filters *filters = context;
    const char *run = run_of(filters, hit);
    bool taken = false;

    (void)err;
    for (size_t i = 0; i < filters->field_count; i++)
        filters->fields[i].read = false;
    for (size_t i = 0; run && i < filters->count; i++) {
        if (!takes(filters, i, hit->source))
            continue;
        give(filters, i, run, hit->source);
        taken = true;
        if (filters->gathering->correct)
            continue;
        tell_shared(filters, i, hit->source);
        break;
    }
    filters->untaken += !taken;
    return true;
}

bool documents_take_single(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct document_filters *filters = context;
    const char *run = run_of(filters, hit);

    (void)err;
    if (run)
        add_row(filters->gathering, filters->wanted, run, hit->source);
    return true;
}

static void take_table(struct gathering *gathering, struct wanted *wanted)
{
    const struct metric *metric = wanted->metric;
    struct error err = {0};

    if (!metric->field)
        (void)error_set(&err, ERROR_CONFIG, NULL, "it has no metric_of_interest");
    else if (strcmp(metric->field, metric->timestamp) == 0 && wanted->table->row_count)
        (void)error_set(&err, ERROR_CONFIG, NULL, "its metric_of_interest is its time field");
    else {
        gathering_take(gathering, wanted, gathering->correct ? TABLE_MEAN : TABLE_PLAIN);
        return;
    }
    gathering_leave_out(metric, &err);
}

static bool fetch_single(struct gathering *gathering, struct wanted *wanted, struct error *err)
{
    const struct metric_search search = {.uuid_field = gathering->test->uuid_field,
                                         .time_field = wanted->metric->timestamp,
                                         .runs = gathering->runs};
    const struct cluster_walk walk = {.page = FETCH_PAGE, .exact = gathering->correct};
    struct document_filters *filters = document_filters_new(gathering, wanted, 1);
    struct error reason = {0};

    query_of_document(&gathering->body, &search, wanted->metric);
    switch (cluster_walk(gathering->cluster, gathering->index, &gathering->body, &walk,
                         documents_take_single, filters, &reason)) {
    case CLUSTER_FINE:
        take_table(gathering, wanted);
        return true;
    case CLUSTER_REFUSED:
        gathering_leave_out(wanted->metric, &reason);
        return true;
    case CLUSTER_FAILED:
        break;
    }
    *err = reason;
    return false;
}

bool fetch_documents(struct gathering *gathering, struct wanted *wanted, size_t count,
                     struct error *err)
{
    const struct metric_search search = {.uuid_field = gathering->test->uuid_field,
                                         .time_field = wanted->metric->timestamp,
                                         .runs = gathering->runs};
    const struct cluster_walk walk = {.page = FETCH_PAGE, .exact = gathering->correct};
    struct document_filters *filters = document_filters_new(gathering, wanted, count);
    const struct metric *metrics[FETCH_CHUNK];

    for (size_t i = 0; i < count; i++)
        metrics[i] = wanted[i].metric;
    query_of_documents(&gathering->body, &search, metrics, count);
    const enum cluster_reply reply =
        cluster_walk(gathering->cluster, gathering->index, &gathering->body, &walk, documents_take,
                     filters, err);
    if (reply == CLUSTER_FAILED)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (reply == CLUSTER_FINE)
            take_table(gathering, &wanted[i]);
        else if (!fetch_single(gathering, &wanted[i], err))
            return false;
    }
    if (filters->untaken && !gathering->correct)
        fault_warn(
            "fault 5: documents that the server found are left out, for their fields are not "
            "exactly those of a metric",
            "test", gathering->test->name);
    return true;
}
