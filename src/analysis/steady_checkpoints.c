/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/steady_checkpoints.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void steady_checkpoints_init(struct steady_checkpoints *checkpoints)
{
    checkpoints->count = 0;
}

void steady_checkpoints_done(struct steady_checkpoints *checkpoints)
{
    while (checkpoints->count)
        free(checkpoints->items[--checkpoints->count].bytes);
}

static void forget(struct steady_checkpoints *checkpoints, size_t at)
{
    free(checkpoints->items[at].bytes);
    memmove(&checkpoints->items[at], &checkpoints->items[at + 1],
            (--checkpoints->count - at) * sizeof checkpoints->items[0]);
}

static unsigned digits_of(size_t distance)
{
    unsigned digits = 0;

    for (; distance; distance >>= 1)
        digits++;
    return digits;
}

/* Of three whose distances from `length` have as many digits the middle one goes. */
static void thin_out(struct steady_checkpoints *checkpoints, size_t length)
{
    for (size_t i = checkpoints->count; i-- > 2;) {
        const struct steady_checkpoint *const last = &checkpoints->items[i];
        const unsigned digits = digits_of((length - last->length) / STEADY_CHECKPOINT_EVERY);

        if (digits_of((length - last[-2].length) / STEADY_CHECKPOINT_EVERY) == digits)
            forget(checkpoints, i - 1);
    }
}

enum analysis_status steady_checkpoints_keep(struct steady_checkpoints *checkpoints,
                                             struct steady *steady)
{
    const size_t length = steady_length(steady);
    const size_t last = checkpoints->count ? checkpoints->items[checkpoints->count - 1].length : 0;
    struct steady_checkpoint made = {.length = length};
    enum analysis_status status;

    if (length < last + STEADY_CHECKPOINT_EVERY)
        return ANALYSIS_OK;
    status = steady_save(steady, &made.bytes, &made.size);
    if (status != ANALYSIS_OK)
        return status;
    thin_out(checkpoints, length);
    if (checkpoints->count == STEADY_CHECKPOINTS_MOST)
        forget(checkpoints, 0);
    checkpoints->items[checkpoints->count++] = made;
    return ANALYSIS_OK;
}

struct steady *steady_checkpoints_reopen(struct steady_checkpoints *checkpoints,
                                         const struct steady_plan *plan, size_t position)
{
    while (checkpoints->count) {
        const struct steady_checkpoint *const last = &checkpoints->items[checkpoints->count - 1];
        enum analysis_status status = ANALYSIS_OK;
        struct steady *steady = NULL;

        if (last->length <= position)
            steady = steady_restore(plan, last->bytes, last->size, &status);
        if (steady || status == ANALYSIS_NO_MEMORY)
            return steady;
        forget(checkpoints, checkpoints->count - 1);
    }
    return steady_new(plan);
}
