/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.h - instants as microseconds since 1970-01-01T00:00:00Z in int64_t, and their texts. */
#ifndef RIGEL_BASE_CLOCK_H
#define RIGEL_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"

enum { CLOCK_TEXT_SIZE = 40 };
#define CLOCK_SECOND INT64_C(1000000)
#define CLOCK_DAY (INT64_C(86400) * CLOCK_SECOND)
/* Years 1900 to 9999: what a benchmark document can mean. */
#define CLOCK_MIN (INT64_C(-2208988800) * CLOCK_SECOND)
#define CLOCK_MAX (INT64_C(253402300799) * CLOCK_SECOND)

int64_t clock_now_us(void);       /* wall clock */
int64_t clock_monotonic_us(void); /* for durations and deadlines */

/* RFC 3339 / ISO 8601 as producers write it: date, date and time ('T', 't' or blank), fraction of
 * any length (cut to microseconds), zone Z or +hh:mm or +hhmm, none means UTC; or a number of
 * seconds (milliseconds when 12 digits or more) in digits. False: not such a text, or outside
 * CLOCK_MIN..CLOCK_MAX; *ret_us untouched. */
MUST_CHECK bool clock_parse(const char *text, int64_t *ret_us);
/* Epoch seconds, or milliseconds when 1e11 or more. False: not finite or out of range. */
MUST_CHECK bool clock_from_number(double number, int64_t *ret_us);

/* "2026-11-22T12:00:00Z", with .ffffff only where the fraction is not zero. Returns out. */
char *clock_format(int64_t us, char out[CLOCK_TEXT_SIZE]);

#endif
