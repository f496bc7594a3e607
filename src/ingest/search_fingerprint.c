/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_fingerprint.c - count, largest and sum of the sequence numbers of each run's documents.
 *
 * Every write gives a document a new _seq_no in its shard, so a document added, changed or removed
 * changes one of the three. Tests with more conditions than one query takes are counted over all
 * documents of the run: that differs whenever the narrower one would. */
#include "ingest/search_source.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/strmap.h"
#include "ingest/search_batch.h"

struct counting {
    struct strmap *runs; /* uuid to struct run_fingerprint */
};

static bool take_bucket(const struct counting *counting, const struct field *bucket,
                        struct error *err)
{
    struct field key, documents, newest, newest_value, sum, sum_value;
    const char *uuid;
    double largest, total;
    int64_t count;

    if (!field_member(bucket, "key", &key, err) || !field_text(&key, &uuid, err) ||
        !field_member(bucket, "doc_count", &documents, err) ||
        !field_integer(&documents, &count, err) || !field_member(bucket, "newest", &newest, err) ||
        !field_member(&newest, "value", &newest_value, err) ||
        !field_real(&newest_value, &largest, err) || !field_member(bucket, "sum", &sum, err) ||
        !field_member(&sum, "value", &sum_value, err) || !field_real(&sum_value, &total, err))
        return false;
    struct run_fingerprint *print = strmap_get(counting->runs, uuid);
    if (!print)
        return true;
    print->documents = count;
    (void)snprintf(print->text, sizeof print->text, "%" PRId64 ":%.0f:%.17g", count, largest,
                   total);
    return true;
}

static bool take_counts(void *context, size_t item, const struct field *aggregations,
                        struct error *err)
{
    const struct counting *counting = context;
    struct field runs, buckets;

    (void)item;
    if (!aggregations->value)
        return true;
    if (!field_member(aggregations, "runs", &runs, err) ||
        !field_member(&runs, "buckets", &buckets, err) || !field_array(&buckets, err))
        return false;
    for (size_t i = 0; i < field_count(&buckets); i++) {
        const struct field bucket = field_item(&buckets, i);
        if (!take_bucket(counting, &bucket, err))
            return false;
    }
    return true;
}

static void write_statistic(struct writer *writer, const char *name, const char *kind)
{
    writer_object(writer, name);
    writer_object(writer, kind);
    writer_text(writer, "field", "_seq_no");
    writer_end(writer);
    writer_end(writer);
}

static void write_counts(struct writer *writer, const char *uuid_field, size_t runs)
{
    writer_object(writer, "aggs");
    writer_object(writer, "runs");
    writer_object(writer, "terms");
    writer_text(writer, "field", uuid_field);
    writer_integer(writer, "size", (int64_t)runs);
    writer_end(writer);
    writer_object(writer, "aggs");
    write_statistic(writer, "newest", "max");
    write_statistic(writer, "sum", "sum");
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

static bool count_all(struct search_source *search, const char *index, const char *uuid_field,
                      const struct query_groups *groups, const char *const *uuids, size_t count,
                      struct counting *counting, struct error *err)
{
    const size_t named = query_groups_fit(groups, 0) == groups->count ? groups->count : 0;
    struct search_batch batch;
    bool fine = true;

    search_batch_init(&batch, search->client, index);
    for (size_t at = 0; fine && at < count; at += SEARCH_RUNS) {
        const size_t size = count - at < SEARCH_RUNS ? count - at : SEARCH_RUNS;
        struct writer *writer = search_batch_begin(&batch);
        query_write_documents(writer, "query", groups, 0, named, uuid_field, uuids + at, size);
        write_counts(writer, uuid_field, size);
        search_batch_end(&batch);
        if (batch.count == SEARCH_BATCH)
            fine = search_batch_send(&batch, take_counts, counting, NULL, err);
    }
    fine = fine && search_batch_send(&batch, take_counts, counting, NULL, err);
    search_batch_done(&batch);
    return fine;
}

bool search_fingerprints(struct source *source, const struct test *test, const char *const *uuids,
                         size_t count, struct run_fingerprint *ret, struct error *err)
{
    struct search_source *search = search_source_of(source);
    AUTO_ARENA arena = arena_new();
    struct counting counting = {.runs = strmap_new(arena)};
    struct search_mapping mapping;
    struct query_groups groups;
    const char *index;

    query_groups_make(arena, test, &groups);
    if (!search_benchmark_index(source, test, &index, err) ||
        !search_fields_find(search->fields, index, test->uuid_field, test->timestamp, &mapping,
                            err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!strmap_has(counting.runs, uuids[i]))
            strmap_put(counting.runs, uuids[i], ARENA_NEW(arena, struct run_fingerprint));
    if (mapping.exists && groups.count &&
        !count_all(search, index, mapping.uuid_field, &groups, uuids, count, &counting, err))
        return false;
    for (size_t i = 0; i < count; i++)
        ret[i] = *(const struct run_fingerprint *)strmap_get(counting.runs, uuids[i]);
    return true;
}
