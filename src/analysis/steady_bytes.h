/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady_bytes.h - the layout of a saved series of `steady`.
 *
 * Version, options, counters, record and what was carried over; finals, what the next change
 * can need of the last one put away; faded ones; open changes; values from
 * `kept` on, each with the gaps before it; checksum of all that. Everything is in the order in
 * which steady_save.c writes and steady_restore.c reads it; another order, or another meaning, is
 * another version. */
#ifndef RIGEL_ANALYSIS_STEADY_BYTES_H
#define RIGEL_ANALYSIS_STEADY_BYTES_H

#include "analysis/state_codec.h"
#include "analysis/steady_state.h"

enum {
    STEADY_VERSION = 4,
    STEADY_CHECKSUM = 8, /* bytes, at the end, lowest first */
    STEADY_OPTIONS = 27
};

/* The options as numbers, in the order of their structure. */
void steady_bytes_options(const struct steady_options *options, double ret_numbers[STEADY_OPTIONS]);

#endif
