/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/stream_response.h"

#include <stdlib.h>

enum { BLOCK = 4096 };

struct streaming {
    struct event_stream *stream;
    struct hub *hub;
    struct MHD_Connection *connection;
    struct watch *watch;
    struct watched *watched;
    struct waiter waiter;
};

static void resume(void *context)
{
    MHD_resume_connection(context);
}

/* The library asks again when the connection is resumed. */
static ssize_t wait_for_news(struct streaming *streaming, uint64_t looked)
{
    streaming->waiter = (struct waiter){
        .until = event_stream_due(streaming->stream),
        .fd = watched_fd(streaming->watched),
        .resume = resume,
        .context = streaming->connection,
    };
    watch_phase(streaming->watch, streaming->watched, PHASE_WAITING);
    MHD_suspend_connection(streaming->connection);
    if (!hub_wait(streaming->hub, &streaming->waiter, looked))
        MHD_resume_connection(streaming->connection);
    return 0;
}

static ssize_t read_stream(void *context, uint64_t position, char *out, size_t most)
{
    struct streaming *streaming = context;

    (void)position;
    if (streaming->waiter.why == WAKE_GONE || streaming->waiter.why == WAKE_FULL)
        return MHD_CONTENT_READER_END_WITH_ERROR;

    const uint64_t looked = hub_look(streaming->hub);
    const int size = event_stream_read(streaming->stream, out, most);

    if (size == EVENT_STREAM_IDLE)
        return wait_for_news(streaming, looked);
    /* Each piece has its own time to be taken in. */
    watch_phase(streaming->watch, streaming->watched, PHASE_REPLYING);
    return size == EVENT_STREAM_END ? MHD_CONTENT_READER_END_OF_STREAM : size;
}

static void end_stream(void *context)
{
    struct streaming *streaming = context;

    event_stream_free(streaming->stream);
    free(streaming);
}

struct MHD_Response *stream_response(struct event_stream *stream, struct hub *hub,
                                     struct MHD_Connection *connection, struct watch *watch,
                                     struct watched *watched)
{
    struct streaming *streaming = malloc(sizeof *streaming);

    if (!streaming) {
        event_stream_free(stream);
        return NULL;
    }
    *streaming = (struct streaming){
        .stream = stream, .hub = hub, .connection = connection, .watch = watch, .watched = watched};
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, BLOCK, read_stream, streaming, end_stream);
    if (!response)
        end_stream(streaming);
    return response;
}
