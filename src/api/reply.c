/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/reply.h"

#include <assert.h>

#include "base/limits.h"

void reply_init(struct reply *reply)
{
    *reply = (struct reply){.status = 500};
    buffer_init(&reply->body, LIMIT_API_ANSWER);
}

void reply_done(struct reply *reply)
{
    shared_body_release(reply->shared);
    buffer_done(&reply->body);
}

static void start(struct reply *reply, int status, const char *content_type)
{
    shared_body_release(reply->shared);
    reply->shared = NULL;
    buffer_clear(&reply->body);
    reply->status = status;
    reply->content_type = content_type;
    reply->allow = NULL;
    reply->cacheable = false;
}

struct writer reply_json(struct reply *reply, int status)
{
    start(reply, status, "application/json");
    reply->cacheable = status == 200;
    return writer_on(&reply->body);
}

void reply_text(struct reply *reply, int status, const char *content_type, const char *text)
{
    start(reply, status, content_type);
    buffer_text(&reply->body, text);
}

void reply_shared(struct reply *reply, int status, struct shared_body *shared)
{
    start(reply, status, shared->content_type);
    reply->cacheable = status == 200;
    reply->shared = shared;
}

void reply_header(struct reply *reply, const char *name, const char *value)
{
    assert(reply->header_count < REPLY_HEADERS);
    reply->headers[reply->header_count++] = (struct reply_header){name, value};
}

void reply_options(struct reply *reply, const char *allow)
{
    start(reply, 204, NULL);
    reply->allow = allow;
}

static const char *public_detail(const struct error *err)
{
    switch (err->code) {
    case ERROR_DATABASE:
        return "the database does not answer; the service's log says more";
    case ERROR_BUSY:
        return "too much is under way; try again in a moment";
    default:
        return error_http_status(err->code) >= 500 ? "the service's log says more" : err->text;
    }
}

void reply_problem(struct reply *reply, const struct error *err, const char *instance)
{
    const int status = error_http_status(err->code);

    start(reply, status, "application/problem+json");
    struct writer w = writer_on(&reply->body);
    writer_object(&w, NULL);
    AUTO_BUFFER type;
    buffer_init(&type, 256);
    buffer_printf(&type, PROBLEM_TYPE "%s", error_slug(err->code));
    writer_text(&w, "type", type.data);
    writer_text(&w, "title", error_title(err->code));
    writer_integer(&w, "status", status);
    writer_text(&w, "detail", public_detail(err));
    writer_text(&w, "instance", instance);
    if (err->place[0] && status < 500)
        writer_text(&w, err->code == ERROR_PARAMETER ? "parameter" : "place", err->place);
    writer_end(&w);
}
