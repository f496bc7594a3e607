/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/search_page.h"

#include <pthread.h>

#include "base/arena.h"
#include "http/client.h"
#include "ingest/search_context.h"

/* Pages go round through two of these: one is being filled while the other is being worked on. */
struct slot {
    struct http_answer answer;
    struct arena *arena;
    struct search_hits hits;
    bool full;
};

struct pipe {
    struct search_context *context;
    struct slot slots[2];
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under lock, as slots[].full */
    bool ended;  /* the fetching thread puts no more pages */
    bool failed; /* it ended with fault */
    bool unwanted;
    struct error fault;
};

static bool fetch(struct pipe *pipe, struct slot *slot, bool *ret_last, struct error *err)
{
    return search_context_next(pipe->context, &slot->answer, slot->arena, &slot->hits, ret_last,
                               err);
}

/* Waits until the slot is free; false: nobody wants more. */
static bool wait_free(struct pipe *pipe, const struct slot *slot)
{
    (void)pthread_mutex_lock(&pipe->lock);
    while (slot->full && !pipe->unwanted)
        (void)pthread_cond_wait(&pipe->changed, &pipe->lock);
    const bool wanted = !pipe->unwanted;
    (void)pthread_mutex_unlock(&pipe->lock);
    return wanted;
}

static void *fetch_rest(void *context)
{
    struct pipe *pipe = context;
    bool last = false, fine = true;
    struct error err = {0};

    for (size_t turn = 1; fine && !last; turn++) {
        struct slot *slot = &pipe->slots[turn % 2];
        if (!wait_free(pipe, slot))
            break;
        fine = fetch(pipe, slot, &last, &err);
        (void)pthread_mutex_lock(&pipe->lock);
        slot->full = fine;
        pipe->ended = !fine || last;
        if (!fine) {
            pipe->failed = true;
            pipe->fault = err;
        }
        (void)pthread_cond_broadcast(&pipe->changed);
        (void)pthread_mutex_unlock(&pipe->lock);
    }
    return NULL;
}

/* Waits for the slot's page; false: there is none any more. */
static bool wait_full(struct pipe *pipe, const struct slot *slot)
{
    (void)pthread_mutex_lock(&pipe->lock);
    while (!slot->full && !pipe->ended)
        (void)pthread_cond_wait(&pipe->changed, &pipe->lock);
    const bool full = slot->full;
    (void)pthread_mutex_unlock(&pipe->lock);
    return full;
}

static void set_free(struct pipe *pipe, struct slot *slot)
{
    (void)pthread_mutex_lock(&pipe->lock);
    slot->full = false;
    (void)pthread_cond_broadcast(&pipe->changed);
    (void)pthread_mutex_unlock(&pipe->lock);
}

static bool give(const struct slot *slot, hit_sink *sink, void *context, struct error *err)
{
    return slot->hits.count == 0 || sink(context, slot->hits.hits, slot->hits.count, err);
}

/* The first page is in slot 0; the thread fetches the others. */
static bool run_thread(struct pipe *pipe, hit_sink *sink, void *context, struct error *err)
{
    struct http_client *http = search_client_http(pipe->context->client);
    pthread_t thread;
    bool fine = true;

    pipe->slots[0].full = true;
    if (pthread_create(&thread, NULL, fetch_rest, pipe) != 0)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no thread for a search");
    for (size_t turn = 0; fine; turn++) {
        struct slot *slot = &pipe->slots[turn % 2];
        if (!wait_full(pipe, slot))
            break;
        fine = give(slot, sink, context, err);
        if (fine)
            set_free(pipe, slot);
    }
    (void)pthread_mutex_lock(&pipe->lock);
    pipe->unwanted = true;
    (void)pthread_cond_broadcast(&pipe->changed);
    (void)pthread_mutex_unlock(&pipe->lock);
    if (!fine)
        http_client_interrupt(http);
    (void)pthread_join(thread, NULL);
    http_client_resume(http);
    if (fine && pipe->failed) {
        *err = pipe->fault;
        fine = false;
    }
    return fine;
}

static bool read_all(struct pipe *pipe, hit_sink *sink, void *context, struct error *err)
{
    bool last;

    if (!fetch(pipe, &pipe->slots[0], &last, err))
        return false;
    if (last)
        return give(&pipe->slots[0], sink, context, err);
    return run_thread(pipe, sink, context, err);
}

bool search_pages_read(struct search_client *client, const struct search_pages *pages,
                       hit_sink *sink, void *context, struct error *err)
{
    struct search_context searched;
    struct pipe pipe = {.context = &searched};

    if (!search_context_open(&searched, client, pages, err))
        return error_within(err, "index %s", pages->index);
    (void)pthread_mutex_init(&pipe.lock, NULL);
    (void)pthread_cond_init(&pipe.changed, NULL);
    for (size_t i = 0; i < 2; i++) {
        http_answer_init(&pipe.slots[i].answer);
        pipe.slots[i].arena = arena_new();
    }
    const bool fine = read_all(&pipe, sink, context, err);
    search_context_close(&searched);
    for (size_t i = 0; i < 2; i++) {
        http_answer_done(&pipe.slots[i].answer);
        arena_free(pipe.slots[i].arena);
    }
    (void)pthread_cond_destroy(&pipe.changed);
    (void)pthread_mutex_destroy(&pipe.lock);
    return fine;
}
