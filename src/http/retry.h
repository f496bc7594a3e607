/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retry.h - what is tried again, and how long to wait before.
 *
 * Exponential backoff with full jitter: the wait before try n+1 is uniform in
 * [0, min(HTTP_BACKOFF_MAX_US, first * 2^(n-1))], so that many clients do not come back at once
 * (Brooker, "Exponential Backoff And Jitter", 2015). Pure functions: no clock, no randomness. */
#ifndef RIGEL_HTTP_RETRY_H
#define RIGEL_HTTP_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#define HTTP_BACKOFF_US INT64_C(500000)
#define HTTP_BACKOFF_MAX_US INT64_C(30000000)
#define HTTP_RETRY_AFTER_MAX_US INT64_C(120000000)

/* first_us: the most the first wait may be. tried: tries made, from 1. retry_after_us: as the
 * server said, 0 for nothing. random: 64 random bits. */
int64_t retry_wait_us(int64_t first_us, unsigned tried, int64_t retry_after_us, uint64_t random);

/* 429, 502, 503, 504. */
bool retry_status(int status);

#endif
