/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backoff.h - when an alert that did not go out is tried again. Pure functions. */
#ifndef RIGEL_ALERT_BACKOFF_H
#define RIGEL_ALERT_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

#define BACKOFF_MOST_US (INT64_C(600) * 1000000)
#define BACKOFF_ASKED_MOST_US (INT64_C(3600) * 1000000)

/* first_us doubled with each try made (tried, from 1), up to BACKOFF_MOST_US; of it the upper half
 * by chance, so that many deliveries do not come back at once. asked_us: Retry-After, 0: none; not
 * before that, up to BACKOFF_ASKED_MOST_US. random: 64 random bits. */
int64_t backoff_wait_us(int64_t first_us, unsigned tried, int64_t asked_us, uint64_t random);

/* Another try with the same request cannot help: 3xx, and 4xx but for 408, 409, 423, 425, 429. */
bool backoff_is_final(int status);

#endif
