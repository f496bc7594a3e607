/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_documents.c - the documents of runs, with the metrics that take each.
 *
 * The conditions of all metrics go in one query. Where they are more than the server takes in one,
 * they go in parts: the ids that the later parts match are listed first, then each document is
 * handed out with the first part that matches it, with the metrics of all parts. */
#include "ingest/search_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strmap.h"
#include "ingest/search_page.h"

/* Fewer runs at a time where the ids of all their documents are kept in memory. */
enum { RUNS_IN_PARTS = 50 };

/* The metrics of one document that the later parts match. */
struct listed {
    uint16_t *positions;
    size_t count, capacity;
    bool given;
};

struct pull {
    struct search_source *search;
    const char *index, *uuid_field;
    const struct query_groups *groups;
    const char *const *uuids; /* of this batch */
    size_t count;
    hit_sink *sink;
    void *context;
    /* in parts only */
    struct arena *arena;
    struct strmap *listed; /* index and id to struct listed */
};

static bool read_part(const struct pull *pull, size_t first, size_t group_count, bool ids_only,
                      hit_sink *sink, void *context, struct error *err)
{
    AUTO_BUFFER query;
    const struct search_pages pages = {
        .index = pull->index,
        .query = &query,
        .groups = pull->groups,
        .ids_only = ids_only,
        .page_size = search_page_size(&pull->search->source),
    };

    buffer_init(&query, LIMIT_HTTP_BODY);
    struct writer writer = writer_on(&query);
    query_write_documents(&writer, NULL, pull->groups, first, group_count, pull->uuid_field,
                          pull->uuids, pull->count);
    if (!buffer_ok(&query))
        return error_set(err, ERROR_LIMIT, pull->index, "the query of the documents is too large");
    return search_pages_read(pull->search->client, &pages, sink, context, err);
}

static struct listed *listed_of(struct pull *pull, const struct hit *hit)
{
    AUTO_ARENA scratch = arena_new();
    const char *key = arena_printf(scratch, "%s\n%s", hit->index, hit->id);
    struct listed *listed = strmap_get(pull->listed, key);

    if (!listed) {
        listed = ARENA_NEW(pull->arena, struct listed);
        strmap_put(pull->listed, key, listed);
    }
    return listed;
}

static void add_positions(struct pull *pull, struct listed *listed, const struct hit *hit)
{
    for (size_t i = 0; i < hit->matched_count; i++) {
        listed->positions = arena_grow(pull->arena, listed->positions, listed->count,
                                       &listed->capacity, sizeof *listed->positions);
        listed->positions[listed->count++] = hit->matched[i];
    }
}

static bool list_hits(void *context, const struct hit *hits, size_t count, struct error *err)
{
    struct pull *pull = context;

    (void)err;
    for (size_t i = 0; i < count; i++)
        add_positions(pull, listed_of(pull, &hits[i]), &hits[i]);
    return true;
}

static int by_position(const void *left, const void *right)
{
    const uint16_t a = *(const uint16_t *)left, b = *(const uint16_t *)right;

    return (a > b) - (a < b);
}

/* Ascending, each once: a later part lists what it matches before it hands it out. */
static size_t sort_positions(uint16_t *positions, size_t count)
{
    size_t kept = 0;

    qsort(positions, count, sizeof *positions, by_position);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || positions[kept - 1] != positions[i])
            positions[kept++] = positions[i];
    return kept;
}

static bool give_joined(void *context, const struct hit *hits, size_t count, struct error *err)
{
    struct pull *pull = context;

    for (size_t i = 0; i < count; i++) {
        struct listed *listed = listed_of(pull, &hits[i]);
        struct hit hit = hits[i];
        if (listed->given)
            continue;
        listed->given = true;
        add_positions(pull, listed, &hit);
        if (listed->count)
            listed->count = sort_positions(listed->positions, listed->count);
        hit.matched = listed->positions;
        hit.matched_count = listed->count;
        if (!pull->sink(pull->context, &hit, 1, err))
            return false;
    }
    return true;
}

static bool read_in_parts(struct pull *pull, struct error *err)
{
    const size_t total = pull->groups->count;
    const size_t first_part = query_groups_fit(pull->groups, 0);
    AUTO_ARENA arena = arena_new();
    size_t size;

    pull->arena = arena;
    pull->listed = strmap_new(arena);
    for (size_t first = first_part; first < total; first += size) {
        size = query_groups_fit(pull->groups, first);
        if (!read_part(pull, first, size, true, list_hits, pull, err))
            return false;
    }
    for (size_t first = 0; first < total; first += size) {
        size = query_groups_fit(pull->groups, first);
        if (!read_part(pull, first, size, false, give_joined, pull, err))
            return false;
    }
    return true;
}

bool search_documents(struct source *source, const struct test *test, const char *const *uuids,
                      size_t count, hit_sink *sink, void *context, struct error *err)
{
    struct search_source *search = search_source_of(source);
    AUTO_ARENA arena = arena_new();
    struct query_groups groups;
    struct search_mapping mapping;
    struct pull pull = {.search = search, .groups = &groups, .sink = sink, .context = context};

    if (!search_benchmark_index(source, test, &pull.index, err))
        return false;
    query_groups_make(arena, test, &groups);
    if (!count || !groups.count)
        return true;
    if (!search_fields_find(search->fields, pull.index, test->uuid_field, test->timestamp, &mapping,
                            err))
        return false;
    if (!mapping.exists)
        return true;
    pull.uuid_field = mapping.uuid_field;
    const bool whole = query_groups_fit(&groups, 0) == groups.count;
    const size_t most = whole ? SEARCH_RUNS : RUNS_IN_PARTS;
    for (size_t at = 0; at < count; at += pull.count) {
        pull.uuids = uuids + at;
        pull.count = count - at < most ? count - at : most;
        const bool fine = whole ? read_part(&pull, 0, groups.count, false, sink, context, err)
                                : read_in_parts(&pull, err);
        if (!fine)
            return false;
    }
    return true;
}
