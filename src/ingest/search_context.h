/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_context.h - a point in time or scroll in the cluster, and the requests for its pages. */
#ifndef RIGEL_INGEST_SEARCH_CONTEXT_H
#define RIGEL_INGEST_SEARCH_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "ingest/search_answer.h"
#include "ingest/search_client.h"
#include "ingest/search_page.h"

struct search_context {
    struct search_client *client;
    const struct search_pages *pages;
    enum search_paging paging;
    char *id; /* NULL: nothing is open; malloc */
    int64_t shards;
    size_t size;   /* documents to ask for */
    bool unique;   /* one shard: its document numbers tell all documents apart */
    int64_t after; /* the next page starts behind this sort value */
    bool started;  /* scroll: the first page was read */
};

/* Opens what the server has. Close it in every case. */
MUST_CHECK bool search_context_open(struct search_context *context, struct search_client *client,
                                    const struct search_pages *pages, struct error *err);
/* The next page; its hits live as long as answer and arena. *ret_last: none follows. */
MUST_CHECK bool search_context_next(struct search_context *context, struct http_answer *answer,
                                    struct arena *arena, struct search_hits *ret, bool *ret_last,
                                    struct error *err);
/* A context that cannot be given back ends by itself after its time: that is logged only. */
void search_context_close(struct search_context *context);

#endif
