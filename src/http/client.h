/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client.h - HTTP requests to one server, over libcurl: TLS, credentials, timeouts, retries.
 *
 * A client keeps its connections open between requests. It belongs to one thread at a time; only
 * http_client_interrupt may be called from another one. The program calls http_library_start once,
 * in cmd/, before its first thread: libcurl's own global state is the only one.
 *
 * What is tried again: answers 429, 502, 503, 504, connections that cannot be made, that are cut or
 * that time out; after waits that grow exponentially with full jitter (retry.h), or as long as the
 * server's Retry-After says, up to HTTP_RETRY_AFTER_MAX_US. Redirects are not followed: credentials
 * go to the configured server only.
 *
 * Passwords, keys and tokens never get into errors, logs or URLs: what stands before '@' in
 * base_url is taken out, used for basic authentication, and not shown again. */
#ifndef RIGEL_HTTP_CLIENT_H
#define RIGEL_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/stop.h"

#define HTTP_CLOSING_US INT64_C(5000000)

enum http_auth {
    HTTP_AUTH_NONE,
    HTTP_AUTH_BASIC,
    HTTP_AUTH_API_KEY, /* Authorization: ApiKey ... */
    HTTP_AUTH_BEARER,
    HTTP_AUTH_SIGV4 /* AWS signature version 4 */
};

/* Everything is copied by http_client_new. Zero or NULL where not wanted. */
struct http_options {
    const char *base_url; /* http:// or https://, no query; a path is put before every request's */
    enum http_auth auth;
    const char *user;          /* BASIC; SIGV4: access key id */
    const char *secret;        /* password, API key, token, secret key */
    const char *session_token; /* SIGV4 */
    const char *region, *service;
    const char *ca_file; /* NULL: the system's */
    bool insecure;       /* certificates are not verified */
    bool compress;       /* gzip for request bodies, gzip or deflate asked of answers */
    int64_t connect_timeout_us;
    int64_t timeout_us; /* of one try, connecting included */
    int64_t stall_us;   /* a try without a byte for so long has timed out; 0: timeout_us decides */
    int64_t backoff_us; /* the first wait is at most this long; 0: HTTP_BACKOFF_US */
    int64_t retry_after_max_us; /* a server's Retry-After counts up to this; 0: as long as it says,
                                   up to HTTP_RETRY_AFTER_MAX_US */
    unsigned retries;           /* tries after the first one */
    size_t answer_limit;        /* bytes of an answer's body, unpacked */
};

/* When a failed try may be made again. */
enum http_retry {
    HTTP_RETRY_ALWAYS, /* repeating does no harm */
    HTTP_RETRY_UNSEEN, /* only when the server did not act: no connection, 429, 503 */
    HTTP_RETRY_NEVER
};

/* Gets the body of an answer with status 200-299 as it arrives; false with err set ends it. Once
 * it was called the request is not tried again. */
typedef bool http_sink(void *context, const char *bytes, size_t size, struct error *err);

struct http_request {
    const char *method; /* "GET", "POST", "PUT", "DELETE" */
    const char *path; /* from '/', with query, percent-encoded; query parameters in order of name */
    const char *content_type;
    const char *accept;          /* NULL: any */
    const char *idempotency_key; /* NULL: none */
    const char *const *headers;  /* more of them: "Name: value"; borrowed for the call */
    size_t header_count;
    const char *body; /* NULL: none; borrowed for the call */
    size_t body_size;
    enum http_retry retry;
    bool closing; /* gives something back: sent once, with HTTP_CLOSING_US of time, after a stop too
                   */
    http_sink *sink; /* NULL: the body goes to the answer */
    void *sink_context;
};

struct http_answer {
    int status;
    unsigned tries;
    struct buffer body; /* http_answer_init makes it, http_answer_done frees it */
};

struct http_client;

MUST_CHECK bool http_library_start(void);
void http_library_stop(void);

MUST_CHECK struct http_client *http_client_new(const struct http_options *options,
                                               struct stop *stop, struct error *err);
void http_client_free(struct http_client *client); /* NULL is fine */

void http_answer_init(struct http_answer *answer);
void http_answer_done(struct http_answer *answer);

/* true: an answer of any status is there (http_status_check reads it). false: ERROR_NETWORK,
 * ERROR_REMOTE (not HTTP, bad encoding), ERROR_LIMIT (larger than answer_limit), ERROR_CANCELLED
 * within a second of a stop, or what the sink set. answer's memory is used again. */
MUST_CHECK bool http_client_send(struct http_client *client, const struct http_request *request,
                                 struct http_answer *answer, struct error *err);

/* Copies a header of the answer that the last send gave; false: it has none of that name. Cut at
 * size. */
bool http_client_header(const struct http_client *client, const char *name, char *out, size_t size);

/* For faults that only the answer's content shows: waits as before the next try number `tried`
 * (from 1) and returns true, or false: no try is left, or a stop was asked for. */
bool http_client_wait(struct http_client *client, unsigned tried);

/* Ends a running send or wait of another thread with ERROR_CANCELLED, and every later one, until
 * http_client_resume. */
void http_client_interrupt(struct http_client *client);
void http_client_resume(struct http_client *client);

/* The base URL, without user and password. */
const char *http_client_address(const struct http_client *client);

/* "POST http://host:9200/index/_search": for errors and logs, without query and secrets. */
const char *http_client_place(const struct http_client *client, const struct http_request *request,
                              char *out, size_t size);

/* true: 200-299. Else 401 and 403 give ERROR_REMOTE_AUTH, others ERROR_REMOTE, with reason (may be
 * NULL) in the text. */
MUST_CHECK bool http_status_check(int status, const char *place, const char *reason,
                                  struct error *err);

#endif
