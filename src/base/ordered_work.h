/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ordered_work.h - items worked on by several threads and handed on in the order they came.
 *
 * One thread puts items in; each is worked on by one of the threads; then `deliver` gets it, one at
 * a time, in the order of the puts, as soon as all before it were delivered. What waits is bounded
 * in number and in weight: put sleeps while the bounds are met (an item heavier than the bound goes
 * in alone). */
#ifndef RIGEL_BASE_ORDERED_WORK_H
#define RIGEL_BASE_ORDERED_WORK_H

#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"

struct ordered_work;

struct ordered_work_setup {
    size_t threads;     /* 1 or more */
    void *const *tools; /* tools[i] is given to thread i with each item; kept until finish */
    size_t max_items;   /* put and not yet delivered, 1 or more */
    size_t max_weight;  /* of the same, in the unit of put's weight */
    void (*work)(void *tool, void *item);       /* on any of the threads */
    void (*deliver)(void *context, void *item); /* on any of the threads, never two at once */
    void *context;
};

/* ERROR_NO_MEMORY: not enough of it, or a thread could not be started. */
MUST_CHECK bool ordered_work_new(const struct ordered_work_setup *setup,
                                 struct ordered_work **ret_work, struct error *err);
void ordered_work_put(struct ordered_work *work, void *item, size_t weight);
/* Returns when every item is delivered and the threads are gone; frees. NULL is fine. */
void ordered_work_finish(struct ordered_work *work);

#endif
