/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/dispatch.h"

#include "api/route.h"
#include "base/log.h"

static const char allowed_methods[] = "GET, HEAD, OPTIONS";

static bool call_handler(struct request *request, struct error *err)
{
    const struct route *route = request->route;

    if (!route->needs_store)
        return route->handle(request, err);
    if (!request->api->store)
        return error_set(err, ERROR_DATABASE, NULL, "this process has no database");
    request->connection = store_borrow(request->api->store, err);
    if (!request->connection)
        return false;
    const bool fine = route->handle(request, err);
    store_return(TAKE(request->connection));
    return fine;
}

static bool answer(struct request *request, struct error *err)
{
    struct target *target = ARENA_NEW(request->arena, struct target);

    if (!target_parse(request->arena, request->target, target, err))
        return false;
    request->route = route_find(target, request);
    if (!request->route || (request->api->probes_only && request->route->role != ROLE_OPEN))
        return error_set(err, ERROR_NOT_FOUND, NULL,
                         "nothing is at this address; GET /api/v1 lists what there is");
    if (request->method == METHOD_OPTIONS) {
        reply_options(&request->reply, allowed_methods);
        return true;
    }
    if (request->method == METHOD_OTHER)
        return error_set(err, ERROR_METHOD, NULL, "this address has %s", allowed_methods);
    if (!query_parse(target, request->route->takes, &request->query, err))
        return false;
    if (!call_handler(request, err))
        return false;
    if (!buffer_ok(&request->reply.body))
        return error_set(err, ERROR_NO_MEMORY, NULL, "the answer does not fit into memory");
    return true;
}

void dispatch(struct request *request)
{
    struct error err;

    if (answer(request, &err))
        return;
    if (error_http_status(err.code) >= 500)
        log_error_line(LOG_WARNING, "api", "request failed", &err);
    reply_problem(&request->reply, &err, request->target);
    if (err.code == ERROR_METHOD)
        request->reply.allow = allowed_methods;
}
