/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stamp.h - times as documents hold them, to seconds since 1970, and time ranges of the command. */
#ifndef RIGEL_ORION_STAMP_H
#define RIGEL_ORION_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "orion/frame.h"

struct stamp {
    bool known; /* false: null, or no such field */
    bool nat;   /* not known, and to pandas the text "NaT", which sorts behind all times */
    int64_t seconds;
};

/* Whole numbers and texts of digits are seconds; other numbers nanoseconds, as Orion takes them;
 * other texts ISO 8601 or RFC 1123. correct: large numbers are milliseconds, others seconds.
 * Fractions are cut. ERROR_INPUT: none of these, or beyond what a nanosecond clock holds. */
MUST_CHECK bool stamp_read(const struct cell *cell, bool correct, struct stamp *ret,
                           struct error *err);

#endif
