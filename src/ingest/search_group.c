/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_group.c - the values of a metric's group_by field among the documents of runs. */
#include "ingest/search_source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/strmap.h"
#include "ingest/search_batch.h"

struct collecting {
    struct arena *arena; /* of the values */
    struct strmap *known;
    const char **values;
    size_t count, capacity;
    const struct metric *metric;
};

/* A key as the configuration would write it. */
static const char *key_text(struct arena *arena, const struct field *bucket)
{
    const struct field shown = field_optional(bucket, "key_as_string");
    const struct field key = field_optional(bucket, "key");

    if (json_is_string(shown.value))
        return json_string_value(shown.value);
    if (json_is_string(key.value))
        return json_string_value(key.value);
    if (json_is_integer(key.value))
        return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(key.value));
    if (json_is_real(key.value))
        return arena_printf(arena, "%.17g", json_real_value(key.value));
    return NULL;
}

static bool take_values(void *context, size_t item, const struct field *aggregations,
                        struct error *err)
{
    struct collecting *collecting = context;
    struct field values, buckets;
    int64_t others;
    struct error ignored;

    (void)item;
    if (!aggregations->value)
        return true;
    if (!field_member(aggregations, "values", &values, err) ||
        !field_member(&values, "buckets", &buckets, err) || !field_array(&buckets, err))
        return false;
    const struct field more = field_optional(&values, "sum_other_doc_count");
    if (field_integer(&more, &others, &ignored) && others > 0)
        log_warning("ingest", "group_by has more values than are taken", "metric=%s most=%d",
                    collecting->metric->place, LIMIT_METRICS);
    for (size_t i = 0; i < field_count(&buckets); i++) {
        const struct field bucket = field_item(&buckets, i);
        const char *text = key_text(collecting->arena, &bucket);
        if (!text)
            return field_fault(&bucket, err, "a bucket with a key");
        if (strmap_has(collecting->known, text))
            continue;
        text = arena_strdup(collecting->arena, text);
        strmap_put(collecting->known, text, collecting);
        collecting->values = arena_grow(collecting->arena, collecting->values, collecting->count,
                                        &collecting->capacity, sizeof *collecting->values);
        collecting->values[collecting->count++] = text;
    }
    return true;
}

static void write_search(struct writer *writer, const struct metric *metric, const char *uuid_field,
                         const char *const *uuids, size_t count)
{
    writer_object(writer, "query");
    writer_object(writer, "bool");
    writer_array(writer, "filter");
    query_write_terms(writer, NULL, uuid_field, uuids, count);
    query_write_metric(writer, NULL, metric, NULL);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
    writer_object(writer, "aggs");
    writer_object(writer, "values");
    writer_object(writer, "terms");
    writer_text(writer, "field", metric->group_by);
    writer_integer(writer, "size", LIMIT_METRICS);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool collect(struct search_source *search, const char *index, const char *uuid_field,
                    const char *const *uuids, size_t count, struct collecting *collecting,
                    struct error *err)
{
    struct search_batch batch;
    bool fine = true;

    search_batch_init(&batch, search->client, index);
    for (size_t at = 0; fine && at < count; at += SEARCH_RUNS) {
        const size_t size = count - at < SEARCH_RUNS ? count - at : SEARCH_RUNS;
        write_search(search_batch_begin(&batch), collecting->metric, uuid_field, uuids + at, size);
        search_batch_end(&batch);
        if (batch.count == SEARCH_BATCH)
            fine = search_batch_send(&batch, take_values, collecting, NULL, err);
    }
    fine = fine && search_batch_send(&batch, take_values, collecting, NULL, err);
    search_batch_done(&batch);
    return fine;
}

bool search_group_values(struct source *source, const struct test *test,
                         const struct metric *metric, const char *const *uuids, size_t count,
                         struct arena *arena, const char *const **ret_values, size_t *ret_count,
                         struct error *err)
{
    struct search_source *search = search_source_of(source);
    AUTO_ARENA scratch = arena_new();
    struct collecting collecting = {.arena = arena, .known = strmap_new(scratch), .metric = metric};
    struct search_mapping mapping;
    const char *index;

    if (!search_benchmark_index(source, test, &index, err) ||
        !search_fields_find(search->fields, index, test->uuid_field, test->timestamp, &mapping,
                            err))
        return false;
    if (mapping.exists &&
        !collect(search, index, mapping.uuid_field, uuids, count, &collecting, err))
        return error_within(err, "%s", metric->place ? metric->place : metric->name);
    if (collecting.count)
        qsort(collecting.values, collecting.count, sizeof *collecting.values, by_text);
    *ret_values = collecting.values;
    *ret_count = collecting.count;
    return true;
}
