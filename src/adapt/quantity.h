/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quantity.h - numbers as people read them: "45.03ms", "1.05k", "50.36KB", "97.85%".
 *
 * Decimal units move the point of the printed number before it becomes a double, so it is rounded
 * once. Inside the adapt room. */
#ifndef RIGEL_ADAPT_QUANTITY_H
#define RIGEL_ADAPT_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"

enum quantity {
    QUANTITY_PLAIN,   /* a number; k, M, G, T, P are thousands */
    QUANTITY_TIME,    /* us, ms, s, m, h: milliseconds */
    QUANTITY_SECONDS, /* the same: seconds */
    QUANTITY_BYTES,   /* B, KB, MB, GB, TB, PB of 1024: bytes */
    QUANTITY_PERCENT  /* % */
};

/* size bytes, all of them. *ret_finite false (and *ret 0): "nan" as C prints it, with its unit.
 * False: not such a quantity. */
MUST_CHECK bool quantity_read(const char *text, size_t size, enum quantity kind, double *ret,
                              bool *ret_finite);

#endif
