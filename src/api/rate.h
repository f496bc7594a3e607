/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rate.h - how often one client may ask: a token bucket each, in bounded memory.
 *
 * A bucket holds `burst` requests and fills at `per_second`. RATE_BUCKETS clients are remembered;
 * of the eight that share a place, the one not seen for longest makes room, and starts anew with a
 * full bucket when it comes back. Any number of threads; a call holds one of many locks for a few
 * dozen instructions. */
#ifndef RIGEL_API_RATE_H
#define RIGEL_API_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"

enum { RATE_BUCKETS = 8192 };

struct rate_limit {
    double per_second; /* 0: no limit */
    double burst;      /* 1 or more */
};

/* One client's. Starts as {.credit = limit.burst, .at_us = now}. */
struct bucket {
    double credit;
    int64_t at_us; /* monotonic: when credit was right */
};

/* Takes one out of it; false: it is empty, and *ret_wait_us (more than 0) is the time until it is
 * not. */
bool bucket_take(struct bucket *bucket, struct rate_limit limit, int64_t now_us,
                 int64_t *ret_wait_us);

struct rate;

struct rate *rate_new(struct rate_limit limit); /* NULL: no memory */
void rate_free(struct rate *rate);              /* NULL is fine */
/* From the next request on; clients keep what credit they have. */
void rate_set_limit(struct rate *rate, struct rate_limit limit);
/* As bucket_take, of the client with this key. */
bool rate_take(struct rate *rate, uint64_t key, int64_t now_us, int64_t *ret_wait_us);
/* The same without taking. */
bool rate_may(struct rate *rate, uint64_t key, int64_t now_us, int64_t *ret_wait_us);

#endif
