/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_answer.h - one answer to a search, read in one pass without a tree.
 *
 * Gives the hits as slices of the answer's own bytes, and refuses answers that are not whole: a
 * search that timed out, or of which a shard failed, would silently hold fewer documents. */
#ifndef RIGEL_INGEST_SEARCH_ANSWER_H
#define RIGEL_INGEST_SEARCH_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "ingest/search_query.h"
#include "ingest/source.h"
#include "json/scan.h"

struct search_hits {
    struct hit *hits; /* point into the answer's text and the arena */
    int64_t *sorts;   /* the first sort value of each; INT64_MIN where there is none */
    size_t count;
};

struct search_answer {
    int64_t shards;
    char *context_id; /* pit_id, id or _scroll_id; NULL: none */
    struct search_hits hits;
    struct slice aggregations; /* at is NULL: none */
};

/* Reads the whole text, which it changes in place (texts unescaped). groups gives the meaning of
 * named clauses; NULL: none were sent. Where it fails, *ret_again says whether asking again can
 * help, and ret->context_id is what is to be given back all the same. ERROR_REMOTE with the offset
 * of the fault, or with the first failed shard's reason. */
MUST_CHECK bool search_answer_read(char *text, size_t size, const struct query_groups *groups,
                                   struct arena *arena, struct search_answer *ret, bool *ret_again,
                                   struct error *err);

/* The same for one answer inside a larger text (_msearch). */
MUST_CHECK bool search_answer_scan(struct scan *scan, const struct query_groups *groups,
                                   struct arena *arena, struct search_answer *ret, bool *ret_again,
                                   struct error *err);

#endif
