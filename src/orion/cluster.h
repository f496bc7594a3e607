/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cluster.h - searches in OpenSearch or Elasticsearch, as Orion's command line makes them.
 *
 * One connection, kept between requests; certificates are never verified; user and password may
 * stand in the URL. A failed try is made again three times; a server's Retry-After
 * counts up to five seconds. Belongs to one thread at a time. */
#ifndef RIGEL_ORION_CLUSTER_H
#define RIGEL_ORION_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/stop.h"
#include "json/scan.h"

struct cluster;

/* Talks to no server yet. timeout_us is the longest a try may take. ERROR_USAGE: not a URL. stop
 * may be NULL. */
MUST_CHECK struct cluster *cluster_open(const char *url, int64_t timeout_us, struct stop *stop,
                                        struct error *err);
void cluster_close(struct cluster *cluster); /* NULL is fine */

/* A document of an answer: slices of it as they came, gone with the next search. */
struct cluster_hit {
    struct slice index, id, source, sort;
};

/* false with err set ends the search. */
typedef bool cluster_sink(void *context, const struct cluster_hit *hit, struct error *err);

struct cluster_answer {
    struct slice aggregations; /* at is NULL: none; gone with the next search */
    struct slice last_sort;    /* of the last hit */
    size_t hits;
    bool no_index; /* no shard was searched: no index fits the pattern */
};

enum cluster_reply {
    CLUSTER_FINE,
    CLUSTER_REFUSED, /* the server does not take this request: no such index, a field that does not
                        fit the query */
    CLUSTER_FAILED   /* no answer, no credentials, overloaded, an answer that makes no sense */
};

/* The address, without user and password. */
const char *cluster_address(const struct cluster *cluster);

/* POST /<index>/_search; index NULL or "": all. Hits go to sink (NULL: passed over) while the
 * answer is read. err is set unless the reply is fine. What only some shards answered is taken with
 * a warning, as Orion does. */
MUST_CHECK enum cluster_reply cluster_search(struct cluster *cluster, const char *index,
                                             const struct buffer *body, cluster_sink *sink,
                                             void *context, struct cluster_answer *ret,
                                             struct error *err);

/* How all hits of a search are walked through. */
struct cluster_walk {
    size_t page;   /* the size that body asks for */
    size_t most;   /* hits after which it ends; 0: none */
    bool exact;    /* hits of one instant are not lost at the borders of pages (fault 16) */
    size_t *taken; /* where not NULL and most is: what the sink took so far, counted by it */
};

/* Pages on with search_after until no hit is left. body is changed. */
MUST_CHECK enum cluster_reply cluster_walk(struct cluster *cluster, const char *index,
                                           struct buffer *body, const struct cluster_walk *walk,
                                           cluster_sink *sink, void *context, struct error *err);

/* Reads one answer; text is changed by nobody. ERROR_REMOTE: not what a search gives. */
MUST_CHECK bool cluster_answer_read(char *text, size_t size, cluster_sink *sink, void *context,
                                    struct cluster_answer *ret, struct error *err);

#endif
