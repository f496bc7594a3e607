/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/cors.h"

#include <string.h>

bool cors_origin_valid(const char *text)
{
    const size_t scheme = strncmp(text, "http://", 7) == 0    ? 7
                          : strncmp(text, "https://", 8) == 0 ? 8
                                                              : 0;

    if (strcmp(text, "*") == 0)
        return true;
    /* Browsers send it in lower case; anything else would never match. */
    return scheme && text[scheme] &&
           strspn(text + scheme, "abcdefghijklmnopqrstuvwxyz0123456789.-_:[]") ==
               strlen(text + scheme);
}

const char *cors_allowed(const struct cors *cors, const char *origin)
{
    for (size_t i = 0; origin && i < cors->count; i++) {
        if (strcmp(cors->origins[i], "*") == 0)
            return "*";
        if (strcmp(cors->origins[i], origin) == 0)
            return cors->origins[i];
    }
    return NULL;
}

void cors_answer(const struct cors *cors, struct request *request)
{
    struct reply *reply = &request->reply;

    if (cors->count == 0)
        return;
    reply_header(reply, "Vary", "Origin");
    const char *allowed = cors_allowed(cors, request_header(request, "Origin"));
    if (!allowed)
        return;
    /* The answer may outlive the configuration's list. */
    reply_header(reply, "Access-Control-Allow-Origin", arena_strdup(request->arena, allowed));
    if (request->method != METHOD_OPTIONS) {
        reply_header(reply, "Access-Control-Expose-Headers",
                     "ETag, Location, Retry-After, WWW-Authenticate");
    } else if (request_header(request, "Access-Control-Request-Method")) {
        reply_header(reply, "Access-Control-Allow-Methods",
                     "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        reply_header(reply, "Access-Control-Allow-Headers",
                     "Authorization, Content-Type, Content-Encoding, Idempotency-Key, "
                     "If-Match, If-None-Match, Last-Event-ID");
        reply_header(reply, "Access-Control-Max-Age", "600");
    }
}
