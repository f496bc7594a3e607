/* SPDX-License-Identifier: GPL-3.0-or-later */
/* push_send.h - documents to a service, as NDJSON in requests of bounded size.
 *
 * Each request has an idempotency key made from its content, so that trying again after an answer
 * that got lost stores nothing twice. The service takes a request whole or not at all. */
#ifndef RIGEL_CMD_PUSH_SEND_H
#define RIGEL_CMD_PUSH_SEND_H

#include "adapt/adapt.h"
#include "http/client.h"

struct push_sender {
    struct http_client *client; /* NULL: the lines go to standard output */
    const char *path;           /* of the request, with its parameters */
    struct buffer lines;
    size_t documents;                 /* in lines */
    size_t taken, rejected, replayed; /* by the service; replayed: requests it had already */
    size_t sent;
};

void push_sender_init(struct push_sender *sender, struct http_client *client, const char *path);
void push_sender_done(struct push_sender *sender);

/* For adapt_files: the context is the sender. */
bool push_sender_take(void *context, const struct adapt_document *document, struct error *err);
/* Sends what is left. */
MUST_CHECK bool push_sender_flush(struct push_sender *sender, struct error *err);

#endif
