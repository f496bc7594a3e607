/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_client.h - one search cluster: what it is, and requests to it with its errors read.
 *
 * Knows OpenSearch 1-3 and Elasticsearch 7-8. One thread at a time. Errors name the request's URL
 * and carry the server's own reason (the first root cause) in one line. */
#ifndef RIGEL_INGEST_SEARCH_CLIENT_H
#define RIGEL_INGEST_SEARCH_CLIENT_H

#include <stdbool.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/stop.h"
#include "config/service.h"
#include "http/client.h"

/* How all documents of a query are walked through. */
enum search_paging {
    PAGING_OPENSEARCH_PIT, /* OpenSearch from 2.4: _search/point_in_time */
    PAGING_ELASTIC_PIT,    /* Elasticsearch from 8: _pit */
    PAGING_SCROLL /* older ones; Elasticsearch 7 without its commercial part has no other */
};

struct search_server {
    bool opensearch;
    int major, minor;
    enum search_paging paging;
};

struct search_client;

/* Talks to no server yet. config and stop must outlive it. */
MUST_CHECK struct search_client *search_client_open(const struct source_config *config,
                                                    struct stop *stop, struct error *err);
/* The same over a connection of the caller's making, which becomes the client's (closed here, too,
 * where this fails); name is for errors and must outlive it. */
MUST_CHECK struct search_client *search_client_over(struct http_client *http, const char *name,
                                                    struct error *err);
void search_client_free(struct search_client *client); /* NULL is fine */

/* What the cluster says of itself (GET /), asked once. */
MUST_CHECK bool search_client_server(struct search_client *client, struct search_server *ret,
                                     struct error *err);

struct search_request {
    const char *method, *path;
    const struct buffer *body; /* JSON; NULL: none */
    bool lines;                /* the body is newline-delimited JSON (_msearch) */
    enum http_retry retry;
    bool closing;
};

/* true: answer holds the body of an answer with status 200-299. */
MUST_CHECK bool search_client_send(struct search_client *client,
                                   const struct search_request *request, struct http_answer *answer,
                                   struct error *err);

/* As search_client_send, then check(context, answer, &again, err) reads the answer; where it fails
 * with *again set (shards that failed, a search that timed out), the request is made again. */
typedef bool search_check(void *context, struct http_answer *answer, bool *ret_again,
                          struct error *err);
MUST_CHECK bool search_client_call(struct search_client *client,
                                   const struct search_request *request, struct http_answer *answer,
                                   search_check *check, void *context, struct error *err);

struct http_client *search_client_http(struct search_client *client);

#endif
