/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_checkpoints.h - saved states of a series at earlier lengths, from which a late, changed or
 * removed value re-opens it.
 *
 * The order of the values decides, not that of their arrival. So a value that comes late goes to
 * its place: the last checkpoint before that is restored, and all values behind it are appended
 * again. Of old checkpoints few are kept: as many as their distances from the newest have binary
 * digits, two of each. To go back twice as far costs twice as many appends. */
#ifndef RIGEL_ANALYSIS_STEADY_CHECKPOINTS_H
#define RIGEL_ANALYSIS_STEADY_CHECKPOINTS_H

#include <stddef.h>

#include "analysis/steady.h"

/* A checkpoint is worth its bytes when so many values have come since the last. */
enum { STEADY_CHECKPOINT_EVERY = 256, STEADY_CHECKPOINTS_MOST = 80 };

struct steady_checkpoints {
    struct steady_checkpoint {
        size_t length; /* values and gaps there were */
        unsigned char *bytes;
        size_t size;
    } items[STEADY_CHECKPOINTS_MOST];
    size_t count; /* ascending lengths */
};

void steady_checkpoints_init(struct steady_checkpoints *checkpoints);
void steady_checkpoints_done(struct steady_checkpoints *checkpoints);
/* Saves the series if enough values came since the last checkpoint. */
enum analysis_status steady_checkpoints_keep(struct steady_checkpoints *checkpoints,
                                             struct steady *steady);
/* The series as it was before the value at `position`, or earlier: steady_length says from where on
 * values are to be appended again. Later checkpoints are forgotten. NULL: no memory (a checkpoint
 * that cannot be restored is passed over; without any an empty series is the answer). */
struct steady *steady_checkpoints_reopen(struct steady_checkpoints *checkpoints,
                                         const struct steady_plan *plan, size_t position);

#endif
