/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/response.h"

#include <stdlib.h>

#include "api/encoding.h"
#include "api/etag.h"
#include "api/shared_body.h"
#include "base/limits.h"
#include "base/log.h"

static const char *header_of(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

void response_header(struct MHD_Response *response, const char *name, const char *value)
{
    /* Fails only without memory or for a control character in a value: ours hold none. */
    if (MHD_add_response_header(response, name, value) != MHD_YES)
        log_warning("api", "header left out", "name=%s", name);
}

void response_common_headers(struct MHD_Response *response, const struct reply *reply)
{
    response_header(response, "X-Content-Type-Options", "nosniff");
    response_header(response, "Content-Security-Policy",
                    "default-src 'none'; frame-ancestors 'none'");
    response_header(response, "Referrer-Policy", "no-referrer");
    response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
                    reply->cacheable ? "no-cache" : "no-store");
    if (reply->allow)
        response_header(response, MHD_HTTP_HEADER_ALLOW, reply->allow);
    if (reply->content_type)
        response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    for (size_t i = 0; i < reply->header_count; i++)
        response_header(response, reply->headers[i].name, reply->headers[i].value);
    if (reply->status == 503)
        response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "5");
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

static void release_shared(void *shared)
{
    shared_body_release(shared);
}

/* The same of bytes that other requests get too: packed and tagged when they were made. */
static struct MHD_Response *make_shared(struct MHD_Connection *connection, struct reply *reply)
{
    struct shared_body *shared = reply->shared;
    const bool packs = shared->packed &&
                       encoding_takes_gzip(header_of(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING));
    const char *etag = packs ? shared->packed_etag : shared->plain_etag;
    const bool known = reply->cacheable &&
                       etag_matches(header_of(connection, MHD_HTTP_HEADER_IF_NONE_MATCH), etag);
    struct MHD_Response *response =
        known ? MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT)
              : MHD_create_response_from_buffer_with_free_callback_cls(
                    packs ? shared->packed_size : shared->plain_size,
                    packs ? shared->packed : shared->plain, release_shared, shared);

    if (!response)
        return NULL;
    if (known) {
        reply->status = MHD_HTTP_NOT_MODIFIED;
        reply->content_type = NULL;
    } else {
        reply->shared = NULL;
    }
    if (reply->cacheable)
        response_header(response, MHD_HTTP_HEADER_ETAG, etag);
    if (packs && !known)
        response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    response_header(response, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    response_common_headers(response, reply);
    return response;
}

/* The answer in the form that the client takes: packed, or 304 where it has it already. */
static struct MHD_Response *make_own(struct MHD_Connection *connection, struct reply *reply)
{
    AUTO_BUFFER packed;
    char etag[ETAG_SIZE] = "";

    buffer_init(&packed, LIMIT_API_ANSWER);
    const bool packs =
        reply->body.size >= ENCODING_LEAST &&
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
        response_header(response, MHD_HTTP_HEADER_ETAG, etag);
    if (packs && !known)
        response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    response_header(response, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    response_common_headers(response, reply);
    return response;
}

struct MHD_Response *response_make(struct MHD_Connection *connection, struct reply *reply)
{
    return reply->shared ? make_shared(connection, reply) : make_own(connection, reply);
}
