/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/request.h"

#include <string.h>

static enum method method_of(const char *word)
{
    if (strcmp(word, "GET") == 0)
        return METHOD_GET;
    if (strcmp(word, "HEAD") == 0)
        return METHOD_HEAD;
    return strcmp(word, "OPTIONS") == 0 ? METHOD_OPTIONS : METHOD_OTHER;
}

void request_init(struct request *request, const struct api *api, const char *method,
                  const char *target)
{
    *request = (struct request){.api = api, .arena = arena_new(), .method = method_of(method)};
    request->target = arena_strdup(request->arena, target);
    reply_init(&request->reply);
}

void request_done(struct request *request)
{
    reply_done(&request->reply);
    arena_free(request->arena);
    request->arena = NULL;
}
