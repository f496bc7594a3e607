/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/search_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "http/retry.h"

/* What is noted while one answer is read. */
struct reading {
    struct scan *scan;
    const struct query_groups *groups;
    struct arena *arena;
    struct search_answer answer;
    size_t capacity, sort_capacity;
    int64_t failed, status; /* status: of an item of _msearch */
    bool timed_out, has_hits;
    struct slice failures, fault; /* _shards.failures; error of an item of _msearch */
};

/* A document as its members came. */
struct raw_hit {
    struct slice index, id, source, sort, matched;
    size_t depth;
};

static bool integer_here(struct scan *scan, int64_t *ret)
{
    struct slice value;

    if (!scan_value(scan, &value, NULL))
        return false;
    if (!slice_integer(value, ret) && !scan->fault)
        scan->fault = "a whole number";
    return !scan->fault;
}

static char *text_here(struct scan *scan)
{
    struct slice value;

    if (!scan_value(scan, &value, NULL))
        return NULL;
    char *text = slice_text(value);
    if (!text && !scan->fault)
        scan->fault = "a text";
    return text;
}

static void read_shards(struct reading *reading)
{
    struct scan *scan = reading->scan;
    struct slice key;

    if (!scan_enter(scan, '{'))
        return;
    while (scan_member(scan, &key)) {
        if (slice_is(key, "total"))
            (void)integer_here(scan, &reading->answer.shards);
        else if (slice_is(key, "failed"))
            (void)integer_here(scan, &reading->failed);
        else if (slice_is(key, "failures"))
            (void)scan_value(scan, &reading->failures, NULL);
        else
            (void)scan_skip(scan);
    }
}

static void read_raw_hit(struct scan *scan, struct raw_hit *raw)
{
    struct slice key;

    *raw = (struct raw_hit){0};
    if (!scan_enter(scan, '{'))
        return;
    while (scan_member(scan, &key)) {
        if (slice_is(key, "_index"))
            (void)scan_value(scan, &raw->index, NULL);
        else if (slice_is(key, "_id"))
            (void)scan_value(scan, &raw->id, NULL);
        else if (slice_is(key, "_source"))
            (void)scan_value(scan, &raw->source, &raw->depth);
        else if (slice_is(key, "sort"))
            (void)scan_value(scan, &raw->sort, NULL);
        else if (slice_is(key, "matched_queries"))
            (void)scan_value(scan, &raw->matched, NULL);
        else
            (void)scan_skip(scan);
    }
}

/* The first item of a sort array; INT64_MIN where it is no whole number. */
static int64_t first_sort(struct slice sort)
{
    struct scan scan;
    struct slice value;
    int64_t number;

    scan_init(&scan, sort.at, sort.size);
    if (sort.size && scan_enter(&scan, '[') && scan_item(&scan) &&
        scan_value(&scan, &value, NULL) && slice_integer(value, &number))
        return number;
    return INT64_MIN;
}

static int by_position(const void *left, const void *right)
{
    const uint16_t a = *(const uint16_t *)left, b = *(const uint16_t *)right;

    return (a > b) - (a < b);
}

static const struct query_group *named_group(const struct query_groups *groups, struct slice name)
{
    int64_t number;

    if (name.size < 3 || !slice_integer((struct slice){name.at + 1, name.size - 2}, &number) ||
        number < 0 || (uint64_t)number >= groups->count)
        return NULL;
    return &groups->items[number];
}

/* Group names to metric positions. One group's positions are shared, not copied. */
static void read_matched(struct reading *reading, struct slice names, struct hit *hit)
{
    struct scan scan;
    struct slice name;
    uint16_t *joined = NULL;
    size_t capacity = 0, count = 0;
    const struct query_group *only = NULL;

    scan_init(&scan, names.at, names.size);
    if (!reading->groups || !names.size || !scan_enter(&scan, '['))
        return;
    while (scan_item(&scan) && scan_value(&scan, &name, NULL)) {
        const struct query_group *group = named_group(reading->groups, name);
        if (!group)
            continue;
        for (size_t i = 0; only && i < group->position_count; i++) {
            joined = arena_grow(reading->arena, joined, count, &capacity, sizeof *joined);
            joined[count++] = group->positions[i];
        }
        if (!only)
            only = group;
    }
    if (!only)
        return;
    if (!count) {
        hit->matched = only->positions;
        hit->matched_count = only->position_count;
        return;
    }
    for (size_t i = 0; i < only->position_count; i++) {
        joined = arena_grow(reading->arena, joined, count, &capacity, sizeof *joined);
        joined[count++] = only->positions[i];
    }
    qsort(joined, count, sizeof *joined, by_position);
    hit->matched = joined;
    hit->matched_count = count;
}

static void reject(struct reading *reading, struct hit *hit, size_t depth)
{
    struct error *why = ARENA_NEW(reading->arena, struct error);

    if (!hit->source_size)
        (void)error_set(why, ERROR_INPUT, hit->id, "the index keeps no _source of it");
    else if (hit->source_size > LIMIT_DOCUMENT_SIZE)
        (void)error_set(why, ERROR_LIMIT, hit->id, "a document of %zu bytes is larger than %u",
                        hit->source_size, LIMIT_DOCUMENT_SIZE);
    else
        (void)error_set(why, ERROR_LIMIT, hit->id, "nested %zu levels deep, more than %d", depth,
                        LIMIT_DOCUMENT_DEPTH);
    hit->reject = why;
}

static void take_hit(struct reading *reading, const struct raw_hit *raw)
{
    struct search_hits *hits = &reading->answer.hits;
    const char *index = raw->index.size ? slice_text(raw->index) : NULL;
    const char *id = raw->id.size ? slice_text(raw->id) : NULL;

    if ((!index || !id) && !reading->scan->fault)
        reading->scan->fault = "a hit with _index and _id";
    if (reading->scan->fault)
        return;
    hits->hits =
        arena_grow(reading->arena, hits->hits, hits->count, &reading->capacity, sizeof *hits->hits);
    hits->sorts = arena_grow(reading->arena, hits->sorts, hits->count, &reading->sort_capacity,
                             sizeof *hits->sorts);
    hits->sorts[hits->count] = first_sort(raw->sort);
    struct hit *hit = &hits->hits[hits->count++];
    *hit = (struct hit){.index = index,
                        .id = id,
                        .source = raw->source.size ? raw->source.at : "",
                        .source_size = raw->source.size};
    read_matched(reading, raw->matched, hit);
    if (!raw->source.size || raw->source.size > LIMIT_DOCUMENT_SIZE ||
        raw->depth > LIMIT_DOCUMENT_DEPTH)
        reject(reading, hit, raw->depth);
}

static void read_hits(struct reading *reading)
{
    struct scan *scan = reading->scan;
    struct slice key;
    struct raw_hit raw;

    if (!scan_enter(scan, '{'))
        return;
    while (scan_member(scan, &key)) {
        if (!slice_is(key, "hits")) {
            (void)scan_skip(scan);
            continue;
        }
        reading->has_hits = true;
        if (!scan_enter(scan, '['))
            return;
        while (scan_item(scan)) {
            read_raw_hit(scan, &raw);
            take_hit(reading, &raw);
        }
    }
}

static void read_timed_out(struct reading *reading)
{
    struct slice value;

    if (scan_value(reading->scan, &value, NULL))
        reading->timed_out = slice_is(value, "true");
}

static void read_members(struct reading *reading)
{
    struct scan *scan = reading->scan;
    struct slice key;

    if (!scan_enter(scan, '{'))
        return;
    while (scan_member(scan, &key)) {
        if (slice_is(key, "timed_out"))
            read_timed_out(reading);
        else if (slice_is(key, "_shards"))
            read_shards(reading);
        else if (slice_is(key, "hits"))
            read_hits(reading);
        else if (slice_is(key, "aggregations"))
            (void)scan_value(scan, &reading->answer.aggregations, NULL);
        else if (slice_is(key, "pit_id") || slice_is(key, "_scroll_id"))
            reading->answer.context_id = text_here(scan);
        else if (slice_is(key, "status"))
            (void)integer_here(scan, &reading->status);
        else if (slice_is(key, "error"))
            (void)scan_value(scan, &reading->fault, NULL);
        else
            (void)scan_skip(scan);
    }
}

/* The first "reason" whose value is a text, anywhere inside. */
static const char *first_reason(struct slice inside)
{
    static const char mark[] = "\"reason\"";

    if (!inside.size)
        return NULL;
    for (char *at = inside.at, *end = inside.at + inside.size; at < end; at++) {
        if (*at != '"' || (size_t)(end - at) < sizeof mark ||
            memcmp(at, mark, sizeof mark - 1) != 0)
            continue;
        struct scan scan;
        struct slice value;
        scan_init(&scan, at + sizeof mark - 1, (size_t)(end - at) - (sizeof mark - 1));
        if (scan.at < scan.end && *scan.at == ':') {
            scan.at++;
            if (scan_peek(&scan) == '"' && scan_value(&scan, &value, NULL))
                return slice_text(value);
        }
    }
    return NULL;
}

static bool check_whole(const struct reading *reading, bool *ret_again, struct error *err)
{
    const char *reason;

    if (reading->scan->fault)
        return error_set(err, ERROR_REMOTE, NULL,
                         "the answer is not what a search gives: expected %s at byte %zu",
                         reading->scan->fault, scan_offset(reading->scan));
    if (reading->fault.size) {
        reason = first_reason(reading->fault);
        *ret_again = retry_status((int)reading->status);
        return error_set(err, ERROR_REMOTE, NULL, "the search failed: %s", reason ? reason : "?");
    }
    *ret_again = true;
    if (reading->timed_out)
        return error_set(err, ERROR_REMOTE, NULL, "the search timed out in the cluster");
    if (reading->failed) {
        reason = first_reason(reading->failures);
        return error_set(err, ERROR_REMOTE, NULL, "%" PRId64 " of %" PRId64 " shards failed%s%s",
                         reading->failed, reading->answer.shards, reason ? ": " : "",
                         reason ? reason : "");
    }
    *ret_again = false;
    if (!reading->has_hits)
        return error_set(err, ERROR_REMOTE, NULL,
                         "the answer is not what a search gives: expected hits.hits");
    return true;
}

bool search_answer_scan(struct scan *scan, const struct query_groups *groups, struct arena *arena,
                        struct search_answer *ret, bool *ret_again, struct error *err)
{
    struct reading reading = {.scan = scan, .groups = groups, .arena = arena};

    read_members(&reading);
    ret->context_id = reading.answer.context_id;
    if (!check_whole(&reading, ret_again, err))
        return false;
    *ret = reading.answer;
    return true;
}

bool search_answer_read(char *text, size_t size, const struct query_groups *groups,
                        struct arena *arena, struct search_answer *ret, bool *ret_again,
                        struct error *err)
{
    struct scan scan;

    scan_init(&scan, text, size);
    if (!search_answer_scan(&scan, groups, arena, ret, ret_again, err))
        return false;
    if (!scan_end(&scan))
        return error_set(err, ERROR_REMOTE, NULL,
                         "the answer is not what a search gives: expected %s at byte %zu",
                         scan.fault, scan_offset(&scan));
    return true;
}
