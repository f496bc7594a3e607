/* SPDX-License-Identifier: GPL-3.0-or-later */
/* api_client.h - a rigel service as our own subcommands ask it: address from --server or
 * RIGEL_SERVER, token from --token-file or RIGEL_TOKEN, never from the command line, where every
 * user of the machine could read it. */
#ifndef RIGEL_CMD_API_CLIENT_H
#define RIGEL_CMD_API_CLIENT_H

#include "base/attributes.h"
#include "base/error.h"
#include "base/stop.h"
#include "http/client.h"

struct api_client_options {
    const char *server;     /* NULL: RIGEL_SERVER */
    const char *token_file; /* its first line; NULL: RIGEL_TOKEN, which may be absent */
    const char *ca_file;    /* NULL: the system's */
    int64_t timeout_us;     /* of one try */
    unsigned retries;
};

/* The caller's to http_client_free. ERROR_USAGE: no server, no http(s) address; ERROR_IO. */
MUST_CHECK struct http_client *api_client_open(const struct api_client_options *options,
                                               struct stop *stop, struct error *err);
/* Error of an answer that is none of success: the problem's own words where it has some, each line
 * of its `errors` left to the caller. */
MUST_CHECK bool api_client_check(const struct http_answer *answer, const char *place,
                                 struct error *err);

#endif
