/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/event_ring.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* One event in one piece of memory. */
struct kept {
    struct event_row row;
    char texts[];
};

struct event_ring {
    pthread_mutex_t lock;
    bool begun;
    struct event_place base; /* of the newest event that is not in the ring */
    struct event_place end;
    size_t first, count;
    struct kept *kept[EVENT_RING_SIZE];
};

struct event_ring *event_ring_new(void)
{
    struct event_ring *ring = calloc(1, sizeof *ring);

    if (ring && pthread_mutex_init(&ring->lock, NULL) != 0) {
        free(ring);
        return NULL;
    }
    return ring;
}

/* The lock is held, or nobody else is there. */
static void drop_first(struct event_ring *ring)
{
    struct kept *kept = ring->kept[ring->first];

    ring->base = kept->row.place;
    free(kept);
    ring->kept[ring->first] = NULL;
    ring->first = (ring->first + 1) % EVENT_RING_SIZE;
    ring->count--;
}

void event_ring_free(struct event_ring *ring)
{
    if (!ring)
        return;
    while (ring->count > 0)
        drop_first(ring);
    (void)pthread_mutex_destroy(&ring->lock);
    free(ring);
}

void event_ring_begin(struct event_ring *ring, struct event_place place)
{
    (void)pthread_mutex_lock(&ring->lock);
    while (ring->count > 0)
        drop_first(ring);
    ring->begun = true;
    ring->base = ring->end = place;
    (void)pthread_mutex_unlock(&ring->lock);
}

static const char *copy(char **to, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *at = *to;

    memcpy(at, text, size);
    *to += size;
    return at;
}

static struct kept *keep(const struct event_row *row)
{
    struct kept *kept = malloc(sizeof *kept + strlen(row->kind) + strlen(row->test) +
                               strlen(row->project) + strlen(row->body) + 4);
    char *to;

    if (!kept)
        abort();
    to = kept->texts;
    kept->row = (struct event_row){.place = row->place, .at = row->at};
    kept->row.kind = copy(&to, row->kind);
    kept->row.test = copy(&to, row->test);
    kept->row.project = copy(&to, row->project);
    kept->row.body = copy(&to, row->body);
    return kept;
}

void event_ring_add(struct event_ring *ring, const struct event_row *rows, size_t count)
{
    (void)pthread_mutex_lock(&ring->lock);
    for (size_t i = 0; i < count; i++) {
        if (ring->count == EVENT_RING_SIZE)
            drop_first(ring);
        ring->kept[(ring->first + ring->count++) % EVENT_RING_SIZE] = keep(&rows[i]);
        ring->end = rows[i].place;
    }
    (void)pthread_mutex_unlock(&ring->lock);
}

bool event_ring_end(struct event_ring *ring, struct event_place *ret_place)
{
    (void)pthread_mutex_lock(&ring->lock);
    const bool begun = ring->begun;
    if (begun)
        *ret_place = ring->end;
    (void)pthread_mutex_unlock(&ring->lock);
    return begun;
}

/* The lock is held. How many of the ring are at or before the place. */
static size_t count_until(const struct event_ring *ring, struct event_place place)
{
    size_t low = 0, high = ring->count;

    while (low < high) {
        const size_t middle = (low + high) / 2;
        const struct kept *kept = ring->kept[(ring->first + middle) % EVENT_RING_SIZE];

        if (event_place_compare(kept->row.place, place) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool event_ring_read(struct event_ring *ring, struct event_place *place, event_taker *take,
                     void *context, struct event_place *ret_base)
{
    (void)pthread_mutex_lock(&ring->lock);
    const bool reaches = ring->begun && event_place_compare(*place, ring->base) >= 0;
    *ret_base = ring->base;
    for (size_t i = reaches ? count_until(ring, *place) : ring->count; i < ring->count; i++) {
        const struct kept *kept = ring->kept[(ring->first + i) % EVENT_RING_SIZE];

        if (!take(context, &kept->row))
            break;
        *place = kept->row.place;
    }
    (void)pthread_mutex_unlock(&ring->lock);
    return reaches;
}
