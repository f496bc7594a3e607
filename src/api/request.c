/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/request.h"

#include <string.h>

#include "api/event_stream.h"
#include "api/place_rounds.h"
#include "api/route.h"
#include "base/clock.h"

static enum method method_of(const char *word)
{
    for (int method = METHOD_GET; method < METHOD_OTHER; method++)
        if (strcmp(word, method_name((enum method)method)) == 0)
            return (enum method)method;
    return METHOD_OTHER;
}

void request_init(struct request *request, const struct api *api, const char *method,
                  const char *target, const struct request_head *head)
{
    *request = (struct request){.api = api, .arena = arena_new(), .method = method_of(method)};
    if (head)
        request->head = *head;
    request->target = arena_strdup(request->arena, target);
    reply_init(&request->reply);
}

void request_done(struct request *request)
{
    event_stream_free(TAKE(request->stream));
    reply_done(&request->reply);
    arena_free(request->arena);
    request->arena = NULL;
}

const char *request_header(const struct request *request, const char *name)
{
    return request->head.header ? request->head.header(request->head.context, name) : NULL;
}

bool request_may(const struct request *request, const char *project)
{
    const struct principal *principal = &request->principal;

    for (size_t i = 0; i < principal->project_count; i++)
        if (strcmp(principal->projects[i], project) == 0)
            return true;
    return !principal->projects;
}

bool request_connect(struct request *request, struct error *err)
{
    if (request->connection)
        return true;
    if (!request->api->store)
        return error_set(err, ERROR_DATABASE, NULL, "this process has no database");
    request->connection = store_borrow(request->api->store, err);
    return request->connection != NULL;
}

bool request_ask(struct request *request, const char *uuid)
{
    if (!request->api->rounds || !request->head.can_ask || request->asker)
        return false;
    request->asker = ARENA_NEW(request->arena, struct place_asker);
    request->asker->uuid = uuid;
    request->asker->arena = request->arena;
    request->asks = true;
    return true;
}

bool request_wait(struct request *request, const char *uuid, int64_t us)
{
    const int64_t until = request->head.started_us + us;

    if (!request->head.can_wait || clock_monotonic_us() >= until)
        return false;
    request->waits_for = arena_strdup(request->arena, uuid);
    request->waits_until = until;
    return true;
}

void request_wait_tests(struct request *request, const int64_t *test_ids, size_t count)
{
    int64_t *copy = ARENA_ARRAY(request->arena, int64_t, count + 1);

    for (size_t i = 0; i < count; i++)
        copy[i] = test_ids[i];
    request->waits_tests = copy;
    request->waits_test_count = count;
}
