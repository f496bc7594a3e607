/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reply.h - the small vocabulary of answers: JSON, problem (RFC 9457), text, nothing.
 *
 * A handler fills a reply; how it travels (ETag, gzip, HEAD) is exchange.h's matter. Each word may
 * be said once more and then replaces what was there. */
#ifndef RIGEL_API_REPLY_H
#define RIGEL_API_REPLY_H

#include "api/shared_body.h"
#include "base/arena.h"
#include "base/error.h"
#include "json/writer.h"

enum { REPLY_HEADERS = 12 };

struct reply_header {
    const char *name, *value;
};

struct reply {
    int status;
    const char *content_type; /* NULL: no body */
    const char *allow;        /* methods, with 204 to OPTIONS and 405 */
    bool cacheable;           /* has an ETag; false: no-store */
    struct buffer body;
    struct shared_body *shared;                 /* instead of body, where it is set */
    struct reply_header headers[REPLY_HEADERS]; /* besides those that every answer has */
    size_t header_count;
};

void reply_init(struct reply *reply);
void reply_done(struct reply *reply);

/* Where to write a JSON answer of this status; end what was begun, then it is complete. */
struct writer reply_json(struct reply *reply, int status);
/* Text of the given type, copied into the body. */
void reply_text(struct reply *reply, int status, const char *content_type, const char *text);
/* Bytes that other requests get too; the reply becomes their user instead of the caller. */
void reply_shared(struct reply *reply, int status, struct shared_body *shared);
/* A header besides; name and value must live as long as the request. At most REPLY_HEADERS
 * (asserted); a word said later keeps them. */
void reply_header(struct reply *reply, const char *name, const char *value);
/* An empty 204 with the methods that the resource has. */
void reply_options(struct reply *reply, const char *allow);
/* application/problem+json: type, title, status, detail, instance; "parameter" names the culprit
 * of an ERROR_PARAMETER, "place" that of another error that has one. Errors of ours (5xx) keep
 * their details for the log. */
void reply_problem(struct reply *reply, const struct error *err, const char *instance);

/* Where the problem types live: this and the error's slug. */
#define PROBLEM_TYPE "/api/v1/problems/"

#endif
