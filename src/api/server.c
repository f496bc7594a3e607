/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/exchange.h"
#include "api/hub.h"
#include "api/place_rounds.h"
#include "api/tls.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

enum {
    CONNECTION_MEMORY = 32 * 1024, /* of one connection: the head of a request must fit */
    THREAD_STACK = 512 * 1024,
    BACKLOG = 511,
    DRAIN_SECONDS = 8,
    OTHER_DESCRIPTORS = 512
};

struct server {
    struct api api; /* its hub is this server's */
    struct watch *watch;
    struct tls *tls;       /* NULL: plain HTTP */
    unsigned connections;  /* at most */
    _Atomic unsigned open; /* just now */
    struct MHD_Daemon *daemon;
    int listener; /* -1 once the daemon has it */
    unsigned port;
    char url[128];
};

static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    const struct server *server = context;

    return exchange_new(&server->api, server->watch, connection, target);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **state)
{
    (void)context;
    (void)url;
    (void)version;
    return *state ? exchange_take(*state, connection, method, upload, upload_size) : MHD_NO;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode how)
{
    (void)context;
    (void)connection;
    (void)how;
    exchange_free(*state);
    *state = NULL;
}

/* The library, at its own limit, would leave clients unanswered in the queue of the listener: here
 * each is closed at once. */
static enum MHD_Result on_accept(void *context, const struct sockaddr *address, socklen_t length)
{
    const struct server *server = context;

    (void)address;
    (void)length;
    if (atomic_load(&server->open) < server->connections)
        return MHD_YES;
    metrics_add(server->api.metrics, METRIC_HTTP_REFUSED, 1, NULL, NULL);
    return MHD_NO;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *server = context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        atomic_fetch_add(&server->open, 1);
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *socket_context = info ? watch_connection(server->watch, info->connect_fd) : NULL;
    } else {
        watch_end(server->watch, *socket_context);
        *socket_context = NULL;
        atomic_fetch_sub(&server->open, 1);
    }
}

/* The library hands over nothing of ours but through the connection. */
static int on_handshake(gnutls_session_t session, const gnutls_datum_t *authorities,
                        int authority_count, const gnutls_pk_algorithm_t *algorithms,
                        int algorithm_count, gnutls_pcert_st **ret_certificates,
                        unsigned *ret_count, gnutls_privkey_t *ret_key)
{
    struct MHD_Connection *connection = gnutls_session_get_ptr(session);
    const union MHD_ConnectionInfo *info =
        connection ? MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT) : NULL;
    const struct server *server = info ? watched_owner(info->socket_context) : NULL;

    (void)authorities;
    (void)authority_count;
    (void)algorithms;
    (void)algorithm_count;
    if (!server)
        return -1;
    tls_pair(server->tls, ret_certificates, ret_count, ret_key);
    return 0;
}

/* target.c decodes, once. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

PRINTF_LIKE(2, 0) static void log_library(void *context, const char *format, va_list args)
{
    char line[512];

    (void)context;
    if (vsnprintf(line, sizeof line, format, args) < 0)
        return;
    line[strcspn(line, "\n")] = '\0';
    log_debug("api", "http library", "message=\"%s\"", line);
}

static bool open_listener(struct server *server, const struct server_options *options,
                          struct error *err)
{
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char port[16];
    const int yes = 1;

    (void)snprintf(port, sizeof port, "%u", options->port);
    if (getaddrinfo(options->address, port, &hints, &found) != 0 || !found)
        return error_set(err, ERROR_CONFIG, "listen address", "'%s' is not an IPv4 or IPv6 address",
                         options->address);
    server->listener = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    const bool fine =
        server->listener >= 0 && fcntl(server->listener, F_SETFD, FD_CLOEXEC) == 0 &&
        setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(server->listener, found->ai_addr, found->ai_addrlen) == 0 &&
        listen(server->listener, BACKLOG) == 0;
    freeaddrinfo(found);
    if (!fine)
        return error_set(err, ERROR_IO, "listen address", "cannot listen on %s port %u: %s",
                         options->address, options->port, strerror(errno));
    return true;
}

static bool learn_address(struct server *server, struct error *err)
{
    struct sockaddr_storage bound;
    socklen_t length = sizeof bound;
    char host[64], port[16];

    if (getsockname(server->listener, (struct sockaddr *)&bound, &length) != 0 ||
        getnameinfo((struct sockaddr *)&bound, length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return error_set(err, ERROR_IO, "listen address", "cannot read back the address in use");
    server->port = (unsigned)strtoul(port, NULL, 10);
    (void)snprintf(server->url, sizeof server->url,
                   bound.ss_family == AF_INET6 ? "%s://[%s]:%s" : "%s://%s:%s",
                   server->tls ? "https" : "http", host, port);
    return true;
}

static bool start_daemon(struct server *server, const struct server_options *options,
                         struct error *err)
{
    const unsigned flags = MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC |
                           MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME |
                           (server->tls ? MHD_USE_TLS : 0);
    /* The library takes pointers to functions as plain pointers here. */
    struct MHD_OptionItem secure[] = {
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(uintptr_t)on_handshake},
        {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem *more = server->tls ? secure : &secure[ARRAY_LEN(secure) - 1];
    const unsigned pool = options->threads > 1 ? options->threads : 0;
    /* It is divided among the threads, and any of them may come to have all. */
    const unsigned most = (options->connections + 1) * (pool ? pool : 1);

    server->daemon =
        MHD_start_daemon(flags, 0, on_accept, server, on_request, server,
                         /* the logger comes first: it hears of the other options' faults */
                         MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,                 /* */
                         MHD_OPTION_LISTEN_SOCKET, server->listener,                    /* */
                         MHD_OPTION_THREAD_POOL_SIZE, pool,                             /* */
                         MHD_OPTION_THREAD_STACK_SIZE, (size_t)THREAD_STACK,            /* */
                         MHD_OPTION_CONNECTION_LIMIT, most,                             /* */
                         MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->per_address,      /* */
                         MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIMIT_IDLE_SECONDS,   /* */
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, /* */
                         MHD_OPTION_STRICT_FOR_CLIENT, 1,                               /* */
                         MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,              /* */
                         MHD_OPTION_URI_LOG_CALLBACK, on_target, server,                /* */
                         MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,               /* */
                         MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,           /* */
                         MHD_OPTION_ARRAY, more,                                        /* */
                         MHD_OPTION_END);
    if (!server->daemon)
        return error_set(err, ERROR_IO, "listen address",
                         "the HTTP server did not start (threads, descriptors or memory)");
    server->listener = -1;
    return true;
}

static bool load_tls(struct server *server, const struct server_options *options, struct error *err)
{
    watch_set_owner(server->watch, server);
    if (!options->tls_certificate && !options->tls_key)
        return true;
    if (!options->tls_certificate || !options->tls_key)
        return error_set(err, ERROR_CONFIG,
                         options->tls_key ? "api.tls_certificate" : "api.tls_key",
                         "certificate and key go together, and this one is missing");
    server->tls = tls_new(options->tls_certificate, options->tls_key, err);
    server->api.has_tls = server->tls != NULL;
    return server->api.has_tls;
}

bool server_reload_tls(struct server *server, const char *certificate, const char *key,
                       struct error *err)
{
    if (!server->tls && !certificate && !key)
        return true;
    if (!server->tls || !certificate || !key)
        return error_set(err, ERROR_CONFIG, "api.tls_certificate",
                         "to begin or end with TLS takes a restart");
    return tls_load(server->tls, certificate, key, err);
}

static bool start_hub(struct server *server, const struct server_options *options,
                      struct error *err)
{
    const struct hub_options hub = {
        .store = options->news,
        .metrics = options->api.metrics,
        .most = options->waiting,
        .retention = {options->event_retention_us, options->verdict_retention_us},
    };

    if (options->waiting == 0)
        return true;
    server->api.hub = hub_new(&hub, err);
    return server->api.hub != NULL;
}

static bool start_rounds(struct server *server, struct error *err)
{
    const struct place_rounds_options rounds = {.lookup = place_lookup_store,
                                                .context = server->api.store,
                                                .patience_us = LIMIT_PLACES_SECONDS * CLOCK_SECOND};

    if (!server->api.store || server->api.probes_only)
        return true;
    server->api.rounds = place_rounds_new(&rounds, err);
    return server->api.rounds != NULL;
}

/* Descriptors for all connections, and for what else a process opens. */
static void raise_descriptors(const struct server_options *options)
{
    const rlim_t wanted = (rlim_t)options->connections + OTHER_DESCRIPTORS;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        log_warning("api", "too few file descriptors for api.connections",
                    "connections=%u descriptors=%llu", options->connections,
                    (unsigned long long)limit.rlim_cur);
}

struct server *server_start(const struct server_options *options, struct error *err)
{
    struct server *server = calloc(1, sizeof *server);

    if (!server) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the HTTP server");
        return NULL;
    }
    server->api = options->api;
    server->connections = options->connections;
    raise_descriptors(options);
    server->listener = -1;
    server->watch = watch_new(options->api.metrics, err);
    if (!server->watch || !load_tls(server, options, err) || !start_hub(server, options, err) ||
        !start_rounds(server, err) || !open_listener(server, options, err) ||
        !learn_address(server, err) || !start_daemon(server, options, err)) {
        server_stop(server);
        return NULL;
    }
    return server;
}

unsigned server_port(const struct server *server)
{
    return server->port;
}

const char *server_url(const struct server *server)
{
    return server->url;
}

/* Any number of times. */
static void end_rounds(struct server *server)
{
    if (server->api.rounds)
        place_rounds_stop(server->api.rounds);
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    if (server->daemon) {
        server->listener = MHD_quiesce_daemon(server->daemon);
        if (server->api.hub)
            hub_stop(server->api.hub);
        if (!watch_drain(server->watch, DRAIN_SECONDS * CLOCK_SECOND))
            log_warning("api", "requests cut", "seconds=%d", (int)DRAIN_SECONDS);
        end_rounds(server);
        MHD_stop_daemon(server->daemon);
    }
    if (server->listener >= 0)
        (void)close(server->listener);
    end_rounds(server);
    place_rounds_free(server->api.rounds);
    hub_free(server->api.hub);
    watch_free(server->watch);
    tls_free(server->tls);
    free(server);
}
