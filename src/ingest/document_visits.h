/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_visits.h - inside the sources that evaluate conditions themselves (files, pushed
 * documents): what is done with each document that such a source walks over. */
#ifndef RIGEL_INGEST_DOCUMENT_VISITS_H
#define RIGEL_INGEST_DOCUMENT_VISITS_H

#include <jansson.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/strmap.h"
#include "config/test.h"
#include "ingest/hit_page.h"
#include "ingest/source.h"

struct visited_document {
    struct hit hit; /* index, id and bytes; lives in the arena of the call */
    json_t *tree;
};

/* run: position in the uuids of the walk. The tree is borrowed for the call; the walk's arena may
 * be reset. */
typedef bool document_visit(void *context, size_t run, const struct visited_document *document,
                            struct error *err);

/* Which metadata documents source_ops.runs asks for. */
struct run_query {
    const struct test *test;
    int64_t since_us;
    const char *uuid;
};

bool run_query_takes(const struct run_query *query, const json_t *document);
/* Whether the document is of this run, by the test's uuid field. */
bool document_is_of(const struct test *test, const json_t *document, const char *uuid);

/* How many analysed metrics the document meets; their positions into out (room for all). */
size_t document_metrics(const struct test *test, const json_t *document, uint16_t *out);

/* Offers the documents that a metric takes to a page; context is a struct document_offer, and the
 * walk's arena that of the page. */
struct document_offer {
    const struct test *test;
    struct hit_page *page;
};
document_visit document_offer;

/* Collects the values of metric->group_by; context is a struct document_groups, and the walk's
 * arena its page. */
struct document_groups {
    const struct metric *metric;
    struct arena *arena, *page;
    const char *field; /* without .keyword */
    struct strmap *seen;
    const char **values;
    size_t count, capacity;
};
void document_groups_init(struct document_groups *groups, const struct metric *metric,
                          struct arena *arena);
void document_groups_done(struct document_groups *groups); /* the values stay, in arena */
document_visit document_group;
/* Sorted as text. */
void document_groups_get(struct document_groups *groups, const char *const **ret_values,
                         size_t *ret_count);

/* source_ops.aggregates of a source that cannot: an error that says so. */
MUST_CHECK bool document_aggregates(struct source *source, const struct test *test,
                                    const char *const *uuids, size_t count, aggregate_sink *sink,
                                    void *context, struct error *err);

#endif
