/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_page.h - every document of a query, page by page, each exactly once.
 *
 * Where the server has points in time: search_after on _doc where there is one shard; else on
 * _seq_no, which is unique within a shard, and of a full page the documents that share its last
 * number are left to the next page, so none is lost at a border. Without them: a scroll. The point
 * in time or scroll is given back in every case, after a stop and after errors too. While the sink
 * works on a page, a thread of this call fetches the next. */
#ifndef RIGEL_INGEST_SEARCH_PAGE_H
#define RIGEL_INGEST_SEARCH_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "ingest/search_client.h"
#include "ingest/search_query.h"
#include "ingest/source.h"

struct search_pages {
    const char *index;                 /* pattern; something must fit it */
    const struct buffer *query;        /* JSON value of "query" */
    const struct query_groups *groups; /* of the named clauses in query; NULL: none */
    bool ids_only;                     /* hits come with a _source of {} */
    unsigned page_size;                /* most documents a page, 1 to LIMIT_PAGE */
};

/* Pages larger than LIMIT_ANSWER_SIZE are asked again in halves. */
MUST_CHECK bool search_pages_read(struct search_client *client, const struct search_pages *pages,
                                  hit_sink *sink, void *context, struct error *err);

#endif
