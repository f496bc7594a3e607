/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/document_visits.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ingest/document_tree.h"
#include "ingest/match.h"

enum { TERM_SIZE = 64 };

/* ---- runs ---- */

struct time_visit {
    int64_t since_us;
};

static bool is_since(void *context, const json_t *value)
{
    const struct time_visit *visit = context;
    int64_t at;

    if (json_is_string(value))
        return clock_parse(json_string_value(value), &at) && at >= visit->since_us;
    return json_is_number(value) && clock_from_number(json_number_value(value), &at) &&
           at >= visit->since_us;
}

bool document_is_of(const struct test *test, const json_t *document, const char *uuid)
{
    char text[TERM_SIZE];
    const char *run = document_run(document, test->uuid_field, text, sizeof text);

    return run && strcmp(run, uuid) == 0;
}

bool run_query_takes(const struct run_query *query, const json_t *document)
{
    struct time_visit visit = {query->since_us};

    if (query->uuid && !document_is_of(query->test, document, query->uuid))
        return false;
    if (query->since_us != INT64_MIN &&
        !match_values(document, query->test->timestamp, is_since, &visit))
        return false;
    return match_run(document, &query->test->runs);
}

/* ---- metrics ---- */

size_t document_metrics(const struct test *test, const json_t *document, uint16_t *out)
{
    size_t count = 0;

    for (size_t i = 0; i < test->metric_count; i++)
        if (!test->metrics[i].is_metadata && match_metric(document, &test->metrics[i]))
            out[count++] = (uint16_t)i;
    return count;
}

bool document_offer(void *context, size_t run, const struct visited_document *document,
                    struct error *err)
{
    const struct document_offer *offer = context;
    struct hit_page *page = offer->page;
    struct hit hit = document->hit;
    uint16_t *matched = ARENA_ARRAY(page->arena, uint16_t, offer->test->metric_count + 1);

    (void)run;
    hit.matched = matched;
    hit.matched_count = document_metrics(offer->test, document->tree, matched);
    if (hit.matched_count > 0)
        return hit_page_add(page, &hit, err);
    page->bytes += hit.source_size;
    return page->bytes > (1u << 20) ? hit_page_flush(page, err) : true;
}

bool document_aggregates(struct source *source, const struct test *test, const char *const *uuids,
                         size_t count, aggregate_sink *sink, void *context, struct error *err)
{
    (void)source;
    (void)uuids;
    (void)count;
    (void)sink;
    (void)context;
    return error_set(err, ERROR_CONFIG, test->place,
                     "pull: aggregates needs a search cluster; files and pushed documents are "
                     "read with pull: documents");
}

/* ---- values of group_by ---- */

static const char *without_keyword(struct arena *arena, const char *field)
{
    const size_t length = strlen(field), ending = sizeof ".keyword" - 1;

    if (length > ending && strcmp(field + length - ending, ".keyword") == 0)
        return arena_strndup(arena, field, length - ending);
    return field;
}

void document_groups_init(struct document_groups *groups, const struct metric *metric,
                          struct arena *arena)
{
    *groups = (struct document_groups){
        .metric = metric,
        .arena = arena,
        .page = arena_new(),
        .field = without_keyword(arena, metric->group_by),
        .seen = strmap_new(arena),
    };
}

void document_groups_done(struct document_groups *groups)
{
    arena_free(groups->page);
}

static bool keep_term(void *context, const json_t *value)
{
    struct document_groups *groups = context;
    char text[TERM_SIZE];
    const char *term = match_term(value, text, sizeof text);

    if (!term || strmap_has(groups->seen, term))
        return false;
    strmap_put(groups->seen, term, groups);
    groups->values = arena_grow(groups->arena, groups->values, groups->count, &groups->capacity,
                                sizeof *groups->values);
    groups->values[groups->count++] = arena_strdup(groups->arena, term);
    return false;
}

bool document_group(void *context, size_t run, const struct visited_document *document,
                    struct error *err)
{
    struct document_groups *groups = context;

    (void)run;
    (void)err;
    if (match_metric(document->tree, groups->metric))
        (void)match_values(document->tree, groups->field, keep_term, groups);
    arena_reset(groups->page);
    return true;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void document_groups_get(struct document_groups *groups, const char *const **ret_values,
                         size_t *ret_count)
{
    if (groups->count > 0)
        qsort(groups->values, groups->count, sizeof *groups->values, by_text);
    *ret_values = groups->values;
    *ret_count = groups->count;
}
