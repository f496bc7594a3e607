/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/exchange.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "api/dispatch.h"
#include "api/hub.h"
#include "api/place_rounds.h"
#include "api/response.h"
#include "api/route.h"
#include "api/stream_response.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

struct exchange {
    const struct api *api;
    struct watch *watch;
    struct watched *watched;
    char *target;
    char address[64];
    int64_t started; /* monotonic */
    struct request request;
    struct waiter waiter; /* of an answer that is put off */
    char *waits_for;
    int64_t *waits_tests;
    int64_t waits_since;
    int64_t waited_us; /* in all */
    uint64_t looked;   /* at the hub, before the tables */
    bool is_waiting;
    bool is_asking; /* the request is kept meanwhile */
    bool again;     /* put off before */
    struct MHD_Connection *connection;
    struct buffer body;
    size_t body_size; /* of what came, taken or not */
    bool is_admitted; /* request is initialised, and its route takes what comes */
};

static struct watched *watched_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

/* Of the other end of the connection, without the port. */
static void read_address(struct MHD_Connection *connection, char *out, size_t size)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    const socklen_t length = address && address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                                       : sizeof(struct sockaddr_in);

    if (!address ||
        getnameinfo(address, length, out, (socklen_t)size, NULL, 0, NI_NUMERICHOST) != 0)
        out[0] = '\0';
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
        .connection = connection,
        .target = strdup(target),
        .started = clock_monotonic_us(),
    };
    buffer_init(&exchange->body, 0);
    read_address(connection, exchange->address, sizeof exchange->address);
    watch_phase(watch, exchange->watched, PHASE_READING);
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    if (!exchange)
        return;
    watch_phase(exchange->watch, exchange->watched, PHASE_IDLE);
    if (exchange->is_admitted)
        request_done(&exchange->request);
    buffer_done(&exchange->body);
    free(exchange->waits_for);
    free(exchange->waits_tests);
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

static void count_request(const struct exchange *exchange, const struct request *request,
                          const char *method)
{
    const char *route = request->route ? request->route->pattern : "none";
    const int64_t us = clock_monotonic_us() - exchange->started - exchange->waited_us;
    const double seconds = (double)us / 1e6;
    char status[16];

    (void)snprintf(status, sizeof status, "%d", request->reply.status);
    metrics_add(exchange->api->metrics, METRIC_HTTP_REQUESTS, 1, route, status);
    metrics_observe(exchange->api->metrics, METRIC_HTTP_SECONDS, seconds, route, NULL);
    log_debug("api", "request", "method=%.16s route=%s status=%s seconds=%.6f", method, route,
              status, seconds);
}

static struct MHD_Response *make_stream(const struct exchange *exchange,
                                        struct MHD_Connection *connection, struct request *request)
{
    struct MHD_Response *response = stream_response(TAKE(request->stream), exchange->api->hub,
                                                    connection, exchange->watch, exchange->watched);

    if (response)
        response_common_headers(response, &request->reply);
    return response;
}

/* Sends request->reply and ends the request. closes: something of the request is left unread. */
static enum MHD_Result send_reply(struct exchange *exchange, struct MHD_Connection *connection,
                                  const char *method, bool closes)
{
    struct request *request = &exchange->request;
    struct MHD_Response *response = request->stream ? make_stream(exchange, connection, request)
                                                    : response_make(connection, &request->reply);
    const unsigned status = (unsigned)request->reply.status;

    count_request(exchange, request, method);
    request_done(request);
    exchange->is_admitted = false;
    if (!response)
        return MHD_NO;
    if (closes)
        response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    watch_phase(exchange->watch, exchange->watched, PHASE_REPLYING);
    const enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static const char *read_header(void *context, const char *name)
{
    return header_of(context, name);
}

struct taken_header {
    const char *name;
    void (*take)(void *taker, const char *value);
    void *taker;
};

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    const struct taken_header *taken = context;

    (void)kind;
    if (value && strcasecmp(name, taken->name) == 0)
        taken->take(taken->taker, value);
    return MHD_YES;
}

static void each_header(void *context, const char *name,
                        void (*take)(void *taker, const char *value), void *taker)
{
    struct taken_header taken = {name, take, taker};

    (void)MHD_get_connection_values(context, MHD_HEADER_KIND, take_header, &taken);
}

static void init_request(struct exchange *exchange, struct MHD_Connection *connection,
                         const char *method)
{
    const bool has_body = announces_body(connection);
    const struct request_head head = {
        .header = read_header,
        .each = each_header,
        .context = connection,
        .address = exchange->address[0] ? exchange->address : NULL,
        .started_us = exchange->started,
        .can_wait = exchange->api->hub && !has_body && !hub_stops(exchange->api->hub),
        .can_ask = !has_body,
        .again = exchange->again,
    };

    request_init(&exchange->request, exchange->api, method,
                 exchange->target ? exchange->target : "/", &head);
    exchange->is_admitted = true;
}

/* Bytes of body that the head announces: SIZE_MAX where it does not say how many. */
static size_t announced_size(struct MHD_Connection *connection)
{
    const char *length = header_of(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return length ? (size_t)strtoull(length, NULL, 10) : SIZE_MAX;
}

/* The head is complete. An answer now makes the library close the connection: right where a body
 * follows that nobody reads, wasteful without, so a refusal without a body waits for the end. */
static enum MHD_Result take_head(struct exchange *exchange, struct MHD_Connection *connection,
                                 const char *method)
{
    const bool has_body = announces_body(connection);

    init_request(exchange, connection, method);
    if (!has_body)
        return MHD_YES;
    watch_phase(exchange->watch, exchange->watched, PHASE_WORKING);
    if (!dispatch_admit(&exchange->request))
        return send_reply(exchange, connection, method, true);
    const size_t most = exchange->request.route->body_most;
    const size_t announced = announced_size(connection);
    if (most == 0 || (announced != SIZE_MAX && announced > most)) {
        if (most == 0)
            dispatch_handle(&exchange->request);
        else
            dispatch_refuse_body(&exchange->request, announced);
        return send_reply(exchange, connection, method, true);
    }
    buffer_init(&exchange->body, most);
    watch_phase(exchange->watch, exchange->watched, PHASE_BODY);
    return MHD_YES;
}

static void resume(void *context)
{
    MHD_resume_connection(context);
}

/* What the waiter refers to must outlive the request. */
static void fill_waiter(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    const size_t count = request->waits_test_count;

    free(exchange->waits_for);
    free(exchange->waits_tests);
    exchange->waits_for = strdup(request->waits_for);
    exchange->waits_tests = calloc(count + 1, sizeof *exchange->waits_tests);
    if (!exchange->waits_for || !exchange->waits_tests)
        abort();
    for (size_t i = 0; i < count; i++)
        exchange->waits_tests[i] = request->waits_tests[i];
    exchange->waiter = (struct waiter){
        .uuid = exchange->waits_for,
        .tests = exchange->waits_tests,
        .test_count = count,
        .until = request->waits_until,
        .fd = watched_fd(exchange->watched),
        .resume = resume,
        .context = exchange->connection,
    };
}

/* Suspends the connection, which costs no thread. It is resumed in any case, and exchange_take
 * called anew by this same thread of the library, so not before this returns. */
static enum MHD_Result put_off(struct exchange *exchange)
{
    fill_waiter(exchange);
    exchange->is_waiting = true;
    exchange->waits_since = clock_monotonic_us();
    watch_phase(exchange->watch, exchange->watched, PHASE_WAITING);
    MHD_suspend_connection(exchange->connection);
    if (!hub_wait(exchange->api->hub, &exchange->waiter, exchange->looked)) {
        const bool is_full = exchange->waiter.why == WAKE_FULL;

        MHD_resume_connection(exchange->connection);
        if (is_full) /* the request is kept for the refusal */
            return MHD_YES;
    }
    request_done(&exchange->request);
    exchange->is_admitted = false;
    return MHD_YES;
}

/* The same for a moment, and with the request as it is. */
static enum MHD_Result ask(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    struct place_rounds *rounds = exchange->api->rounds;

    request->asks = false;
    request->asker->resume = resume;
    request->asker->context = exchange->connection;
    exchange->is_asking = true;
    MHD_suspend_connection(exchange->connection);
    if (!place_rounds_ask(rounds, request->asker))
        MHD_resume_connection(exchange->connection);
    return MHD_YES;
}

/* After the handler. */
static enum MHD_Result go_on(struct exchange *exchange, struct MHD_Connection *connection,
                             const char *method)
{
    if (exchange->request.asks)
        return ask(exchange);
    if (exchange->request.waits_for)
        return put_off(exchange);
    return send_reply(exchange, connection, method, false);
}

static enum MHD_Result answer(struct exchange *exchange, struct MHD_Connection *connection,
                              const char *method)
{
    exchange->looked = exchange->api->hub ? hub_look(exchange->api->hub) : 0;
    dispatch(&exchange->request);
    return go_on(exchange, connection, method);
}

static enum MHD_Result take_up(struct exchange *exchange, struct MHD_Connection *connection,
                               const char *method)
{
    struct error err;

    exchange->is_waiting = false;
    exchange->waited_us += clock_monotonic_us() - exchange->waits_since;
    watch_phase(exchange->watch, exchange->watched, PHASE_WORKING);
    if (exchange->waiter.why == WAKE_GONE)
        return MHD_NO;
    if (exchange->waiter.why == WAKE_FULL) {
        (void)error_set(&err, ERROR_BUSY, "wait", "as many requests wait as may (api.waiting)");
        dispatch_refuse(&exchange->request, &err);
        return send_reply(exchange, connection, method, false);
    }
    exchange->again = true;
    init_request(exchange, connection, method);
    return answer(exchange, connection, method);
}

static enum MHD_Result take_end(struct exchange *exchange, struct MHD_Connection *connection,
                                const char *method)
{
    struct request *request = &exchange->request;

    watch_phase(exchange->watch, exchange->watched, PHASE_WORKING);
    if (exchange->body_size == 0 && !announces_body(connection))
        return answer(exchange, connection, method);
    if (buffer_ok(&exchange->body)) {
        request->body = exchange->body.data;
        request->body_size = exchange->body.size;
        dispatch_handle(request);
    } else {
        dispatch_refuse_body(request, exchange->body_size);
    }
    return send_reply(exchange, connection, method, false);
}

enum MHD_Result exchange_take(struct exchange *exchange, struct MHD_Connection *connection,
                              const char *method, const char *bytes, size_t *size)
{
    if (exchange->is_waiting)
        return take_up(exchange, connection, method);
    if (exchange->is_asking) {
        exchange->is_asking = false;
        dispatch_handle(&exchange->request);
        return go_on(exchange, connection, method);
    }
    if (!exchange->is_admitted)
        return take_head(exchange, connection, method);
    if (*size == 0)
        return take_end(exchange, connection, method);
    exchange->body_size += *size;
    /* Past the limit nothing more is kept, and the end is answered with the refusal. */
    buffer_append(&exchange->body, bytes, *size);
    *size = 0;
    return MHD_YES;
}
