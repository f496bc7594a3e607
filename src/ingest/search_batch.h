/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_batch.h - several aggregating searches in one round trip (_msearch).
 *
 * Each search is one JSON object without hits. Answers that are not whole (shards that failed, time
 * out) make the whole batch be asked again, then fail it. */
#ifndef RIGEL_INGEST_SEARCH_BATCH_H
#define RIGEL_INGEST_SEARCH_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "ingest/search_client.h"
#include "json/field.h"
#include "json/writer.h"

/* Searches that go in one request at most. */
enum { SEARCH_BATCH = 8 };

struct search_batch {
    struct search_client *client;
    const char *index; /* pattern */
    struct buffer lines;
    struct writer writer;
    size_t count;
};

void search_batch_init(struct search_batch *batch, struct search_client *client, const char *index);
void search_batch_done(struct search_batch *batch);

/* Begins a search; the caller writes the members of its body to the writer returned ("query",
 * "aggs"), then calls search_batch_end. */
struct writer *search_batch_begin(struct search_batch *batch);
void search_batch_end(struct search_batch *batch);

/* aggregations.value is NULL where the search found no index. item counts from 0. */
typedef bool batch_take(void *context, size_t item, const struct field *aggregations,
                        struct error *err);
/* Sends what was added, if anything, and empties the batch. *ret_refused (may be NULL) is set where
 * the server refused a search as such (not for being busy): asking for less can help. */
MUST_CHECK bool search_batch_send(struct search_batch *batch, batch_take *take, void *context,
                                  bool *ret_refused, struct error *err);

#endif
