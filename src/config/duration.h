/* SPDX-License-Identifier: GPL-3.0-or-later */
/* duration.h - lengths of time as people write them: 250ms, 30s, 5m, 36h, 90d, 1d12h. */
#ifndef RIGEL_CONFIG_DURATION_H
#define RIGEL_CONFIG_DURATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"

/* Microseconds. Whole numbers with the units ms, s, m, h and d, large ones first, or a lone 0.
 * False: something else, or beyond 1000 years; *ret_us untouched. */
MUST_CHECK bool duration_parse(const char *text, int64_t *ret_us);

#endif
