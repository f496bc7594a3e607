/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/dispatch.h"

#include "api/access.h"
#include "api/route.h"
#include "base/log.h"

void dispatch_refuse(struct request *request, const struct error *err)
{
    const char *allow = request->reply.allow;

    if (error_http_status(err->code) >= 500)
        log_error_line(LOG_WARNING, "api", "request failed", err);
    reply_problem(&request->reply, err, request->target);
    if (err->code == ERROR_METHOD)
        request->reply.allow = allow;
}

static bool call_handler(struct request *request, struct error *err)
{
    const struct route *route = request->route;
    const bool fine =
        (!route->needs_store || request_connect(request, err)) && route->handle(request, err);

    store_return(TAKE(request->connection));
    return fine;
}

/* Sets request->route; where it stays NULL without an error, OPTIONS was answered. */
static bool find_route(struct request *request, const struct target *target, struct error *err)
{
    const char *allow;
    const struct route *route = route_find(target, request, &allow);

    if (!allow || (request->api->probes_only && (!route || route->role != ROLE_OPEN)))
        return error_set(err, ERROR_NOT_FOUND, NULL,
                         "nothing is at this address; GET /api/v1 lists what there is");
    if (request->method == METHOD_OPTIONS) {
        reply_options(&request->reply, allow);
        return true;
    }
    request->reply.allow = allow;
    if (!route)
        return error_set(err, ERROR_METHOD, NULL, "this address has %s", allow);
    request->route = route;
    return true;
}

static bool admit(struct request *request, struct error *err)
{
    struct target *target = ARENA_NEW(request->arena, struct target);

    return target_parse(request->arena, request->target, target, err) &&
           find_route(request, target, err) &&
           (!request->route || (access_admit(request, err) &&
                                query_parse(target, request->route->takes, &request->query, err)));
}

bool dispatch_admit(struct request *request)
{
    struct error err;

    access_browsers(request);
    if (admit(request, &err))
        return request->route != NULL;
    dispatch_refuse(request, &err);
    return false;
}

static bool handle(struct request *request, struct error *err)
{
    if (!call_handler(request, err))
        return false;
    if (!request->waits_for && !buffer_ok(&request->reply.body))
        return error_set(err, ERROR_NO_MEMORY, NULL, "the answer does not fit into memory");
    return true;
}

void dispatch_handle(struct request *request)
{
    struct error err;

    if (handle(request, &err))
        return;
    request->waits_for = NULL;
    request->asks = false;
    dispatch_refuse(request, &err);
}

void dispatch_refuse_body(struct request *request, size_t size)
{
    struct error err;

    (void)error_set(&err, ERROR_LIMIT, "body", "%zu bytes or more; at most %zu are taken here",
                    size, request->route->body_most);
    dispatch_refuse(request, &err);
}

void dispatch(struct request *request)
{
    if (dispatch_admit(request))
        dispatch_handle(request);
}
