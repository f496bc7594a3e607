/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/events.h"

#include <string.h>

#include "api/event_stream.h"
#include "api/page.h"

enum { KINDS_MOST = 8 };

/* "verdict,regression": query.c has checked the words. */
static void split_kinds(struct request *request, struct event_filter *filter)
{
    const char *text = QUERY_TEXT(&request->query, KIND);
    const char **kinds = ARENA_ARRAY(request->arena, const char *, KINDS_MOST);

    filter->kinds = kinds;
    while (text && filter->kind_count < KINDS_MOST) {
        const char *comma = strchr(text, ',');

        kinds[filter->kind_count++] =
            comma ? arena_strndup(request->arena, text, (size_t)(comma - text)) : text;
        text = comma ? comma + 1 : NULL;
    }
}

/* A browser that comes again says the id of the last event it got in a header, and the address as
 * it was: so the header wins. */
static bool find_place(struct request *request, struct hub *hub, struct event_place *ret_place,
                       struct error *err)
{
    const char *last = request_header(request, "Last-Event-ID");
    const char *after = QUERY_TEXT(&request->query, AFTER);

    if (last && *last)
        return event_id_read(last, ret_place) ||
               error_set(err, ERROR_INPUT, "Last-Event-ID", "'%.60s' is not the id of an event",
                         last);
    if (after)
        return event_id_read(after, ret_place) ||
               error_set(err, ERROR_PARAMETER, "after", "'%.60s' is not the id of an event", after);
    return event_ring_end(hub_events(hub), ret_place) ||
           events_now(request->connection, ret_place, err);
}

bool events_get(struct request *request, struct error *err)
{
    struct hub *hub = request->api->hub;
    struct event_stream_options options = {
        .hub = hub,
        .store = request->api->store,
        .access = request->api->access,
        .token_hash = request->principal.token_hash,
        .filter = {.test = QUERY_TEXT(&request->query, TEST),
                   .projects = request->principal.projects,
                   .project_count = request->principal.project_count},
    };
    const int64_t *test_id;

    if (!request->head.can_wait)
        return error_set(err, ERROR_BUSY, NULL, "this process has no events to listen to just now");
    if (hub_is_full(hub))
        return error_set(err, ERROR_BUSY, NULL, "as many listen and wait as may (api.waiting)");
    if (!page_test(request, &test_id, err) || !find_place(request, hub, &options.after, err))
        return false;
    split_kinds(request, &options.filter);
    request->reply.status = 200;
    request->reply.content_type = "text/event-stream";
    /* nginx would keep events back until its buffer is full. */
    reply_header(&request->reply, "X-Accel-Buffering", "no");
    request->stream = event_stream_new(&options);
    return true;
}
