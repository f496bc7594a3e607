/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_bytes.h - inside the room: the layout of a saved state.
 *
 * Version, options, counters and sums, gaps (distances), weak points (distances, sums, numbers),
 * kept points (position, segments, numbers, script), values from `base` on, checksum of all that.
 * Everything is in the order in which state_save.c writes and state_restore.c reads it; another
 * order, or another meaning, is another version. */
#ifndef RIGEL_ANALYSIS_STATE_BYTES_H
#define RIGEL_ANALYSIS_STATE_BYTES_H

#include "analysis/append.h"
#include "analysis/plan.h"
#include "analysis/state_codec.h"

enum {
    STATE_VERSION = 1,
    STATE_CHECKSUM = 8 /* bytes, at the end, lowest first */
};

#endif
