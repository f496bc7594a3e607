/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/dispatch.h"
#include "api/encoding.h"
#include "api/etag.h"
#include "api/route.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

enum { LEAST_TO_PACK = 512 };

struct exchange {
    const struct api *api;
    struct watch *watch;
    struct watched *watched;
    char *target;
    int64_t started; /* monotonic */
    bool complete;   /* the library's second call: nothing of the request is left unread */
};

static struct watched *watched_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

struct exchange *exchange_new(const struct api *api, struct watch *watch,
                              struct MHD_Connection *connection, const char *target)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);

    if (!exchange)
        return NULL;
    *exchange = (struct exchange){
        .api = api,
        .watch = watch,
        .watched = watched_of(connection),
        .target = strdup(target),
        .started = clock_monotonic_us(),
    };
    watch_phase(watch, exchange->watched, PHASE_READING);
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    if (!exchange)
        return;
    watch_phase(exchange->watch, exchange->watched, PHASE_IDLE);
    free(exchange->target);
    free(exchange);
}

static const char *header_of(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static bool announces_body(struct MHD_Connection *connection)
{
    const char *length = header_of(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return header_of(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING) ||
           (length && strcmp(length, "0") != 0);
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    /* Fails only without memory or for a control character in a value: ours hold none. */
    if (MHD_add_response_header(response, name, value) != MHD_YES)
        log_warning("api", "header left out", "name=%s", name);
}

static void add_common_headers(struct MHD_Response *response, const struct reply *reply)
{
    add_header(response, "X-Content-Type-Options", "nosniff");
    add_header(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add_header(response, "Referrer-Policy", "no-referrer");
    add_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, reply->cacheable ? "no-cache" : "no-store");
    if (reply->allow)
        add_header(response, MHD_HTTP_HEADER_ALLOW, reply->allow);
    if (reply->content_type)
        add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    if (reply->status == 503)
        add_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "5");
}

/* Hands the bytes over to the response. NULL: no memory. */
static struct MHD_Response *response_of(struct buffer *body)
{
    size_t size;
    char *bytes = buffer_take(body, &size);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, bytes, MHD_RESPMEM_MUST_FREE);

    if (!response)
        free(bytes);
    return response;
}

/* The answer in the form that the client takes: packed, or 304 where it has it already. */
static struct MHD_Response *make_response(struct MHD_Connection *connection, struct reply *reply)
{
    AUTO_BUFFER packed;
    char etag[ETAG_SIZE] = "";

    buffer_init(&packed, LIMIT_API_ANSWER);
    const bool packs =
        reply->body.size >= LEAST_TO_PACK &&
        encoding_takes_gzip(header_of(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING)) &&
        encoding_gzip(&reply->body, &packed);
    if (reply->cacheable)
        (void)etag_make(reply->body.data, reply->body.size, packs, etag);
    const bool known =
        etag[0] && etag_matches(header_of(connection, MHD_HTTP_HEADER_IF_NONE_MATCH), etag);
    if (known) {
        buffer_clear(&reply->body);
        reply->status = MHD_HTTP_NOT_MODIFIED;
        reply->content_type = NULL;
    }
    struct MHD_Response *response = response_of(packs && !known ? &packed : &reply->body);
    if (!response)
        return NULL;
    if (etag[0])
        add_header(response, MHD_HTTP_HEADER_ETAG, etag);
    if (packs && !known)
        add_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    add_header(response, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    add_common_headers(response, reply);
    return response;
}

static void count_request(const struct exchange *exchange, const struct request *request,
                          const char *method)
{
    const char *route = request->route ? request->route->pattern : "none";
    const double seconds = (double)(clock_monotonic_us() - exchange->started) / 1e6;
    char status[16];

    (void)snprintf(status, sizeof status, "%d", request->reply.status);
    metrics_add(exchange->api->metrics, METRIC_HTTP_REQUESTS, 1, route, status);
    metrics_observe(exchange->api->metrics, METRIC_HTTP_SECONDS, seconds, route, NULL);
    log_debug("api", "request", "method=%.16s route=%s status=%s seconds=%.6f", method, route,
              status, seconds);
}

enum MHD_Result exchange_answer(struct exchange *exchange, struct MHD_Connection *connection,
                                const char *method)
{
    struct request request;
    struct MHD_Response *response;
    const bool has_body = announces_body(connection);

    /* An answer at the first call makes the library close the connection: right for a body that
     * nobody reads (what follows it cannot be told from the next request), wasteful without. */
    if (!exchange->complete && !has_body) {
        exchange->complete = true;
        return MHD_YES;
    }
    watch_phase(exchange->watch, exchange->watched, PHASE_WORKING);
    request_init(&request, exchange->api, method, exchange->target ? exchange->target : "/");
    dispatch(&request);
    response = make_response(connection, &request.reply);
    const unsigned status = (unsigned)request.reply.status;
    count_request(exchange, &request, method);
    request_done(&request);
    if (!response)
        return MHD_NO;
    if (has_body)
        add_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    watch_phase(exchange->watch, exchange->watched, PHASE_REPLYING);
    const enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}
