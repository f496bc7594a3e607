/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server.h - the HTTP side of the service: listens, answers on a pool of threads, stops cleanly. */
#ifndef RIGEL_API_SERVER_H
#define RIGEL_API_SERVER_H

#include "api/request.h"

struct server;

struct server_options {
    const char *address;  /* an IPv4 or IPv6 address; not a name */
    unsigned port;        /* 0: a free one */
    unsigned threads;     /* >= 1 */
    unsigned connections; /* most at once, >= threads */
    unsigned per_address; /* most of one address; 0: no limit of its own */
    unsigned waiting;     /* most answers put off and listeners at once; 0: there are none */
    struct store *news;   /* a pool of one for the thread that hears of news; NULL: it hears none */
    int64_t event_retention_us, verdict_retention_us; /* 0: for ever */
    const char *tls_certificate, *tls_key;            /* PEM files; NULL: plain HTTP */
    struct api api;                                   /* its objects must outlive the server */
};

/* Answers from now on. options are copied, their texts used during the call only. Errors:
 * ERROR_CONFIG (address), ERROR_IO (port in use, no permission). */
MUST_CHECK struct server *server_start(const struct server_options *options, struct error *err);
unsigned server_port(const struct server *server);
/* "http://127.0.0.1:8080" (an IPv6 address in brackets), or https. */
const char *server_url(const struct server *server);
/* Certificate and key from these files from now on, for new connections. False: those in use stay.
 * ERROR_CONFIG: a file is wrong, or the server began without TLS, which takes a restart. */
MUST_CHECK bool server_reload_tls(struct server *server, const char *certificate, const char *key,
                                  struct error *err);
/* Takes no new connection, finishes requests under way (a few seconds at most), ends all threads
 * and frees. NULL is fine. */
void server_stop(struct server *server);

#endif
