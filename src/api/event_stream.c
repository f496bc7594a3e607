/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/event_stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/token_cache.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "json/writer.h"

enum {
    PIECE = 32 * 1024, /* more than this is not made ready ahead */
    PAGE = 100,
    RETRY_MS = 5000
};

static const int64_t sign_of_life_us = 15 * CLOCK_SECOND;

struct event_stream {
    struct arena *arena; /* of what was copied */
    struct hub *hub;
    struct store *store;
    struct access *access;
    const char *token_hash;
    struct event_place place;
    struct event_filter filter;
    struct buffer out;
    size_t sent;
    int64_t started, last; /* monotonic; last: when something was sent */
    int64_t admitted;      /* monotonic: when it was last looked whether the listener may read */
    bool greeted;
};

static const char *const *copy_texts(struct arena *arena, const char *const *texts, size_t count)
{
    const char **copy = ARENA_ARRAY(arena, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
        copy[i] = arena_strdup(arena, texts[i]);
    return copy;
}

struct event_stream *event_stream_new(const struct event_stream_options *options)
{
    struct event_stream *stream = calloc(1, sizeof *stream);

    if (!stream)
        abort();
    stream->arena = arena_new();
    stream->hub = options->hub;
    stream->store = options->store;
    stream->access = options->access;
    stream->token_hash = arena_strdup(stream->arena, options->token_hash);
    stream->place = options->after;
    stream->filter = options->filter;
    stream->filter.test = arena_strdup(stream->arena, options->filter.test);
    stream->filter.kinds =
        copy_texts(stream->arena, options->filter.kinds, options->filter.kind_count);
    if (options->filter.projects)
        stream->filter.projects =
            copy_texts(stream->arena, options->filter.projects, options->filter.project_count);
    buffer_init(&stream->out, LIMIT_API_ANSWER);
    stream->started = stream->last = stream->admitted = clock_monotonic_us();
    return stream;
}

void event_stream_free(struct event_stream *stream)
{
    if (!stream)
        return;
    buffer_done(&stream->out);
    arena_free(stream->arena);
    free(stream);
}

const char *event_id_write(struct event_place place, char text[EVENT_ID_SIZE])
{
    (void)snprintf(text, EVENT_ID_SIZE, "%" PRId64 "-%" PRId64, place.transaction, place.event_id);
    return text;
}

/* Digits of a number that fits; NULL: they are not. */
static const char *read_number(const char *text, int64_t *ret_number)
{
    const size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 18)
        return NULL;
    *ret_number = strtoll(text, NULL, 10);
    return text + digits;
}

bool event_id_read(const char *text, struct event_place *ret_place)
{
    struct event_place place;

    text = read_number(text, &place.transaction);
    if (!text || *text != '-')
        return false;
    text = read_number(text + 1, &place.event_id);
    if (!text || *text != '\0')
        return false;
    *ret_place = place;
    return true;
}

static bool is_among(const char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return false;
}

static bool is_wanted(const struct event_stream *stream, const struct event_row *row)
{
    const struct event_filter *filter = &stream->filter;

    return (!filter->test || strcmp(filter->test, row->test) == 0) &&
           (filter->kind_count == 0 || is_among(filter->kinds, filter->kind_count, row->kind)) &&
           (!filter->projects || is_among(filter->projects, filter->project_count, row->project));
}

/* A body is what the database prints of JSON and may have line ends, which would end the data. */
static void write_data(struct buffer *out, const struct event_row *row)
{
    const size_t from = out->size;
    struct writer w = writer_on(out);

    writer_object(&w, NULL);
    writer_time(&w, "at", row->at);
    writer_text(&w, "test", row->test);
    writer_raw(&w, "body", row->body);
    writer_end(&w);
    for (size_t i = from; i < out->size; i++)
        if (out->data[i] == '\n' || out->data[i] == '\r')
            out->data[i] = ' ';
}

static bool take(void *context, const struct event_row *row)
{
    struct event_stream *stream = context;
    char id[EVENT_ID_SIZE];

    if (stream->out.size >= PIECE)
        return false;
    if (!is_wanted(stream, row))
        return true;
    buffer_printf(&stream->out, "id: %s\nevent: %s\ndata: ", event_id_write(row->place, id),
                  row->kind);
    write_data(&stream->out, row);
    buffer_text(&stream->out, "\n\n");
    return true;
}

/* Reads on from the database. base: where the ring began before this, which all that the database
 * shows now reaches. */
static bool catch_up(struct event_stream *stream, struct event_place base)
{
    AUTO_ARENA arena = arena_new();
    struct error err;
    struct event_row *rows;
    size_t count;
    struct store_connection *connection = stream->store ? store_borrow(stream->store, &err) : NULL;

    if (!connection)
        return false;
    const bool fine =
        events_load(connection, arena, stream->place, &stream->filter, PAGE, &rows, &count, &err);
    store_return(connection);
    if (!fine) {
        log_error_line(LOG_WARNING, "api", "events cannot be read", &err);
        return false;
    }
    for (size_t i = 0; i < count && take(stream, &rows[i]); i++)
        stream->place = rows[i].place;
    if (count < PAGE &&
        (count == 0 || event_place_compare(stream->place, rows[count - 1].place) == 0) &&
        event_place_compare(stream->place, base) < 0)
        stream->place = base;
    return true;
}

/* False: the stream is over. */
static bool make_ready(struct event_stream *stream)
{
    struct event_place base;

    while (stream->out.size < PIECE &&
           !event_ring_read(hub_events(stream->hub), &stream->place, take, stream, &base))
        if (!catch_up(stream, base))
            return false;
    return true;
}

/* The place goes with it, so that a client that comes again misses nothing, even where it was sent
 * no event. */
static void write_sign(struct event_stream *stream, const char *what)
{
    char id[EVENT_ID_SIZE];

    buffer_printf(&stream->out, "%s\nid: %s\n\n", what, event_id_write(stream->place, id));
}

/* A token may have been revoked, or be over, or reading been closed. */
static bool may_listen(struct event_stream *stream, int64_t now)
{
    if (now - stream->admitted < TOKEN_CACHE_LIFE_US)
        return true;
    stream->admitted = now;
    return access_stands(stream->access, stream->store, stream->token_hash);
}

static bool fill(struct event_stream *stream)
{
    const int64_t now = clock_monotonic_us();

    buffer_clear(&stream->out);
    stream->sent = 0;
    if (hub_stops(stream->hub) || now - stream->started > LIMIT_STREAM_SECONDS * CLOCK_SECOND ||
        !may_listen(stream, now))
        return false;
    if (!stream->greeted) {
        buffer_printf(&stream->out, "retry: %d\n", (int)RETRY_MS);
        write_sign(stream, ": events of rigel");
        stream->greeted = true;
    }
    if (!make_ready(stream))
        return false;
    if (stream->out.size == 0 && now >= event_stream_due(stream))
        write_sign(stream, ": still here");
    if (stream->out.size > 0)
        stream->last = now;
    return buffer_ok(&stream->out);
}

int event_stream_read(struct event_stream *stream, char *out, size_t most)
{
    if (stream->sent == stream->out.size && !fill(stream))
        return EVENT_STREAM_END;

    const size_t left = stream->out.size - stream->sent;
    const size_t size = left < most ? left : most;

    if (size > 0)
        memcpy(out, stream->out.data + stream->sent, size);
    stream->sent += size;
    return (int)size;
}

int64_t event_stream_due(const struct event_stream *stream)
{
    return stream->last + sign_of_life_us;
}
