/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents of files: file_index says where they are, match says which ones are asked for. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/strmap.h"
#include "ingest/document_tree.h"
#include "ingest/document_visits.h"
#include "ingest/file_documents.h"
#include "ingest/hit_page.h"
#include "ingest/index_pattern.h"
#include "ingest/match.h"
#include "ingest/source.h"

enum { EXCERPT = 4096 };

struct file_source {
    struct source base; /* first: the other way is a cast */
    struct stop *stop;
    struct file_index *index; /* NULL: not read yet */
};

static struct file_source *file_source_of(struct source *source)
{
    return (struct file_source *)source;
}

static const char *metadata_pattern(const struct file_source *source, const struct test *test)
{
    return test->metadata_index ? test->metadata_index : source->base.config->metadata_index;
}

static const char *benchmark_pattern(const struct file_source *source, const struct test *test)
{
    return test->benchmark_index ? test->benchmark_index : source->base.config->benchmark_index;
}

/* The index of the files as they are now (look_again) or as they were last. */
static bool ready(struct file_source *source, const struct test *test, bool look_again,
                  struct error *err)
{
    if (source->index && look_again && !file_index_is_current(source->index)) {
        file_index_free(source->index);
        source->index = NULL;
    }
    if (source->index)
        return file_index_use_field(source->index, test->uuid_field, source->stop, err);
    source->index =
        file_index_build(source->base.config->path, test->uuid_field, source->stop, err);
    return source->index != NULL;
}

static bool stopped(const struct file_source *source, struct error *err)
{
    if (!source->stop || !stop_asked(source->stop))
        return false;
    (void)error_set(err, ERROR_CANCELLED, source->base.config->path, "stopped on request");
    return true;
}

/* ---- documents that cannot be used ---- */

static bool reject(struct file_source *source, struct file_entry *entry, struct hit_page *page,
                   const struct test *test, struct error *err)
{
    struct error *why = ARENA_NEW(page->arena, struct error);
    struct hit hit = {.index = file_index_name(source->index, entry), .reject = why};

    hit.id = file_index_place(source->index, entry, page->arena);
    const size_t most = entry->size > LIMIT_DOCUMENT_SIZE || !entry->bad ? EXCERPT : entry->size;
    if (!file_index_bytes(source->index, entry, most, page->arena, &hit.source, &hit.source_size,
                          err))
        return false;
    json_t *tree = NULL;
    if (!entry->bad)
        (void)error_set(why, ERROR_INPUT, test->uuid_field, "no run id");
    else if (entry->size > LIMIT_DOCUMENT_SIZE)
        (void)error_set(why, ERROR_LIMIT, NULL, "%u bytes; at most %u are taken", entry->size,
                        LIMIT_DOCUMENT_SIZE);
    else if ((tree = document_tree(hit.source, hit.source_size, why)))
        (void)error_set(why, ERROR_INPUT, NULL, "an update of _bulk form is no document");
    json_decref(tree);
    if (hit.source_size > EXCERPT)
        hit.source_size = EXCERPT;
    entry->told = true;
    return hit_page_add(page, &hit, err);
}

/* Each bad document is told once of the files as they are; of a call that failed, not again. */
static bool reject_all(struct file_source *source, const struct test *test, const char *pattern,
                       struct hit_page *page, struct error *err)
{
    for (size_t i = 0; i < file_index_count(source->index); i++) {
        struct file_entry *entry = file_index_entry(source->index, i);
        const bool unusable = entry->bad || (!entry->replaced && entry->run == 0);
        if (unusable && !entry->told &&
            index_pattern_match(pattern, file_index_name(source->index, entry)) &&
            !reject(source, entry, page, test, err))
            return false;
    }
    return true;
}

/* ---- runs ---- */

static bool offer_run(struct file_source *source, const struct file_entry *entry,
                      const struct run_query *query, struct hit_page *page, struct error *err)
{
    struct visited_document document;

    if (stopped(source, err) ||
        !file_document_load(source->index, entry, page->arena, &document, err))
        return false;
    const bool matches = run_query_takes(query, document.tree);
    json_decref(document.tree);
    if (matches)
        return hit_page_add(page, &document.hit, err);
    /* What does not belong must not fill the page's memory either. */
    page->bytes += document.hit.source_size;
    return true;
}

static bool offer_runs(struct file_source *source, const struct run_query *query,
                       struct hit_page *page, struct error *err)
{
    const char *pattern = metadata_pattern(source, query->test);
    const uint64_t run = query->uuid ? file_index_hash(query->uuid) : 0;

    for (size_t i = 0; i < file_index_count(source->index); i++) {
        const struct file_entry *entry = file_index_entry(source->index, i);
        if (entry->bad || entry->replaced || entry->run == 0 || (run && entry->run != run) ||
            !index_pattern_match(pattern, file_index_name(source->index, entry)))
            continue;
        if (page->bytes > (1u << 20) && !hit_page_flush(page, err))
            return false;
        if (!offer_run(source, entry, query, page, err))
            return false;
    }
    return reject_all(source, query->test, pattern, page, err) && hit_page_flush(page, err);
}

static bool runs(struct source *base, const struct test *test, int64_t since_us, const char *uuid,
                 hit_sink *sink, void *context, struct error *err)
{
    struct file_source *source = file_source_of(base);
    const struct run_query query = {test, since_us, uuid};
    struct hit_page page;

    if (!ready(source, test, true, err))
        return false;
    hit_page_init(&page, base->config->page_size, sink, context);
    const bool ok = offer_runs(source, &query, &page, err);
    hit_page_done(&page);
    return ok;
}

/* ---- the documents of some runs ---- */

static bool visit_documents(struct file_source *source, const struct test *test,
                            const char *const *uuids, size_t count, struct arena *const *arena,
                            document_visit *visit, void *context, struct error *err)
{
    return file_documents_visit(source->index, source->stop, test, benchmark_pattern(source, test),
                                uuids, count, arena, visit, context, err);
}

static bool documents(struct source *base, const struct test *test, const char *const *uuids,
                      size_t count, hit_sink *sink, void *context, struct error *err)
{
    struct file_source *source = file_source_of(base);
    struct hit_page page;
    struct document_offer offer = {test, &page};

    if (!ready(source, test, false, err))
        return false;
    hit_page_init(&page, base->config->page_size, sink, context);
    const bool ok =
        visit_documents(source, test, uuids, count, &page.arena, document_offer, &offer, err) &&
        reject_all(source, test, benchmark_pattern(source, test), &page, err) &&
        hit_page_flush(&page, err);
    hit_page_done(&page);
    return ok;
}

/* ---- fingerprints ---- */

struct fingerprint_count {
    const struct test *test;
    struct arena *arena;
    uint64_t *sums; /* a run each: of the documents' hashes, so their order does not matter */
    struct run_fingerprint *prints;
    uint16_t *matched;
};

static bool count_document(void *context, size_t run, const struct visited_document *document,
                           struct error *err)
{
    struct fingerprint_count *all = context;
    const struct hit *hit = &document->hit;

    (void)err;
    if (document_metrics(all->test, document->tree, all->matched) > 0) {
        uint64_t hash = name_hash(NAME_HASH_SEED, hit->index, strlen(hit->index) + 1);
        hash = name_hash(hash, hit->id, strlen(hit->id) + 1);
        all->sums[run] += name_hash(hash, hit->source, hit->source_size);
        all->prints[run].documents++;
    }
    arena_reset(all->arena);
    return true;
}

static bool fingerprints(struct source *base, const struct test *test, const char *const *uuids,
                         size_t count, struct run_fingerprint *ret, struct error *err)
{
    struct file_source *source = file_source_of(base);
    AUTO_ARENA arena = arena_new();
    AUTO_ARENA page = arena_new();
    struct fingerprint_count all = {
        .test = test,
        .arena = page,
        .sums = ARENA_ARRAY(arena, uint64_t, count + 1),
        .prints = ARENA_ARRAY(arena, struct run_fingerprint, count + 1),
        .matched = ARENA_ARRAY(arena, uint16_t, test->metric_count + 1),
    };

    if (!ready(source, test, false, err) ||
        !visit_documents(source, test, uuids, count, &all.arena, count_document, &all, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (all.prints[i].documents > 0)
            (void)snprintf(all.prints[i].text, sizeof all.prints[i].text, "%016" PRIx64,
                           all.sums[i]);
        ret[i] = all.prints[i];
    }
    return true;
}

/* ---- values of group_by ---- */

static bool group_values(struct source *base, const struct test *test, const struct metric *metric,
                         const char *const *uuids, size_t count, struct arena *arena,
                         const char *const **ret_values, size_t *ret_count, struct error *err)
{
    struct file_source *source = file_source_of(base);
    struct document_groups groups;

    document_groups_init(&groups, metric, arena);
    const bool ok =
        ready(source, test, false, err) &&
        visit_documents(source, test, uuids, count, &groups.page, document_group, &groups, err);
    if (ok)
        document_groups_get(&groups, ret_values, ret_count);
    document_groups_done(&groups);
    return ok;
}

static void free_source(struct source *base)
{
    struct file_source *source = file_source_of(base);

    file_index_free(source->index);
    free(source);
}

static const struct source_ops ops = {
    .free = free_source,
    .runs = runs,
    .fingerprints = fingerprints,
    .group_values = group_values,
    .documents = documents,
    .aggregates = document_aggregates,
};

struct source *file_source_open(const struct source_config *config, struct stop *stop,
                                struct error *err)
{
    struct file_source *source = source_new(sizeof *source, &ops, config, err);

    if (!source)
        return NULL;
    source->stop = stop;
    return &source->base;
}
