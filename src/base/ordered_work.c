/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of slots: those in [first, taken) are being worked on or done, those in [taken, last)
 * wait. Numbers count puts; a slot is its number modulo the size of the ring. */
#include "base/ordered_work.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct slot {
    void *item;
    size_t weight;
    bool done;
};

struct worker {
    struct ordered_work *work;
    void *tool;
    pthread_t thread;
};

struct ordered_work {
    struct ordered_work_setup setup;
    pthread_mutex_t lock;
    pthread_cond_t work_came, room_came;
    struct slot *slots;
    size_t first, taken, last;
    size_t weight; /* of [first, last) */
    bool delivering, closed;
    struct worker *workers;
    size_t started;
};

static struct slot *slot_of(struct ordered_work *work, size_t number)
{
    return &work->slots[number % work->setup.max_items];
}

/* With the lock held, which is let go while an item is delivered. Whoever finds another thread
 * delivering leaves its item to that thread. */
static void deliver_done(struct ordered_work *work)
{
    if (work->delivering)
        return;
    work->delivering = true;
    while (work->first < work->taken && slot_of(work, work->first)->done) {
        const struct slot slot = *slot_of(work, work->first);

        (void)pthread_mutex_unlock(&work->lock);
        work->setup.deliver(work->setup.context, slot.item);
        (void)pthread_mutex_lock(&work->lock);
        work->first++;
        work->weight -= slot.weight;
        (void)pthread_cond_signal(&work->room_came);
    }
    work->delivering = false;
}

static void *worker_main(void *argument)
{
    struct worker *worker = argument;
    struct ordered_work *work = worker->work;

    (void)pthread_mutex_lock(&work->lock);
    for (;;) {
        while (work->taken == work->last && !work->closed)
            (void)pthread_cond_wait(&work->work_came, &work->lock);
        if (work->taken == work->last)
            break;

        struct slot *slot = slot_of(work, work->taken++);

        (void)pthread_mutex_unlock(&work->lock);
        work->setup.work(worker->tool, slot->item);
        (void)pthread_mutex_lock(&work->lock);
        slot->done = true;
        deliver_done(work);
    }
    (void)pthread_mutex_unlock(&work->lock);
    return NULL;
}

static bool start_workers(struct ordered_work *work)
{
    for (size_t i = 0; i < work->setup.threads; i++) {
        struct worker *worker = &work->workers[i];

        *worker = (struct worker){.work = work, .tool = work->setup.tools[i]};
        if (pthread_create(&worker->thread, NULL, worker_main, worker) != 0)
            return false;
        work->started++;
    }
    return true;
}

bool ordered_work_new(const struct ordered_work_setup *setup, struct ordered_work **ret_work,
                      struct error *err)
{
    struct ordered_work *work = calloc(1, sizeof *work);

    assert(setup->threads > 0 && setup->max_items > 0);
    if (!work)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the workers");
    work->setup = *setup;
    (void)pthread_mutex_init(&work->lock, NULL);
    (void)pthread_cond_init(&work->work_came, NULL);
    (void)pthread_cond_init(&work->room_came, NULL);
    work->slots = calloc(setup->max_items, sizeof *work->slots);
    work->workers = calloc(setup->threads, sizeof *work->workers);
    if (!work->slots || !work->workers || !start_workers(work)) {
        ordered_work_finish(work);
        return error_set(err, ERROR_NO_MEMORY, NULL, "%zu threads could not be started",
                         setup->threads);
    }
    *ret_work = work;
    return true;
}

void ordered_work_put(struct ordered_work *work, void *item, size_t weight)
{
    (void)pthread_mutex_lock(&work->lock);
    while (work->last - work->first == work->setup.max_items ||
           (work->last > work->first &&
            (weight > work->setup.max_weight || work->weight > work->setup.max_weight - weight)))
        (void)pthread_cond_wait(&work->room_came, &work->lock);
    *slot_of(work, work->last++) = (struct slot){.item = item, .weight = weight};
    work->weight += weight;
    (void)pthread_cond_signal(&work->work_came);
    (void)pthread_mutex_unlock(&work->lock);
}

void ordered_work_finish(struct ordered_work *work)
{
    if (!work)
        return;
    (void)pthread_mutex_lock(&work->lock);
    work->closed = true;
    (void)pthread_cond_broadcast(&work->work_came);
    (void)pthread_mutex_unlock(&work->lock);
    for (size_t i = 0; i < work->started; i++)
        (void)pthread_join(work->workers[i].thread, NULL);
    (void)pthread_cond_destroy(&work->room_came);
    (void)pthread_cond_destroy(&work->work_came);
    (void)pthread_mutex_destroy(&work->lock);
    free(work->workers);
    free(work->slots);
    free(work);
}
