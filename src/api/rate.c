/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/rate.h"

#include <pthread.h>
#include <stdlib.h>

enum { WAYS = 8, PLACES = RATE_BUCKETS / WAYS, LOCKS = 64 };

struct client {
    uint64_t key;
    struct bucket bucket;
    bool is_used;
};

struct rate {
    pthread_mutex_t locks[LOCKS];
    struct rate_limit limit; /* changed with all the locks held */
    struct client clients[PLACES][WAYS];
};

static void fill(struct bucket *bucket, struct rate_limit limit, int64_t now_us)
{
    /* A caller's time may be a little older than that of one on another thread. */
    if (now_us <= bucket->at_us)
        return;
    bucket->credit += (double)(now_us - bucket->at_us) / 1e6 * limit.per_second;
    if (bucket->credit > limit.burst)
        bucket->credit = limit.burst;
    bucket->at_us = now_us;
}

static bool has_credit(const struct bucket *bucket, struct rate_limit limit, int64_t *ret_wait_us)
{
    if (bucket->credit >= 1)
        return true;
    *ret_wait_us = (int64_t)((1 - bucket->credit) / limit.per_second * 1e6) + 1;
    return false;
}

bool bucket_take(struct bucket *bucket, struct rate_limit limit, int64_t now_us,
                 int64_t *ret_wait_us)
{
    if (limit.per_second <= 0)
        return true;
    fill(bucket, limit, now_us);
    if (!has_credit(bucket, limit, ret_wait_us))
        return false;
    bucket->credit -= 1;
    return true;
}

struct rate *rate_new(struct rate_limit limit)
{
    struct rate *rate = calloc(1, sizeof *rate);

    if (!rate)
        return NULL;
    rate->limit = limit;
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_init(&rate->locks[i], NULL); /* without attributes it cannot fail */
    return rate;
}

void rate_free(struct rate *rate)
{
    if (!rate)
        return;
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_destroy(&rate->locks[i]);
    free(rate);
}

void rate_set_limit(struct rate *rate, struct rate_limit limit)
{
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_lock(&rate->locks[i]);
    rate->limit = limit;
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_unlock(&rate->locks[i]);
}

/* Under the lock of its place. */
static struct bucket *bucket_of(struct rate *rate, uint64_t key, int64_t now_us)
{
    struct client *clients = rate->clients[key % PLACES], *oldest = clients;

    for (size_t i = 0; i < WAYS; i++) {
        struct client *client = &clients[i];
        if (client->is_used && client->key == key)
            return &client->bucket;
        if (oldest->is_used && (!client->is_used || client->bucket.at_us < oldest->bucket.at_us))
            oldest = client;
    }
    *oldest = (struct client){
        .key = key, .bucket = {.credit = rate->limit.burst, .at_us = now_us}, .is_used = true};
    return &oldest->bucket;
}

static bool ask(struct rate *rate, uint64_t key, int64_t now_us, bool takes, int64_t *ret_wait_us)
{
    pthread_mutex_t *lock = &rate->locks[key % PLACES % LOCKS];
    bool may = true;

    (void)pthread_mutex_lock(lock);
    if (rate->limit.per_second > 0) {
        struct bucket *bucket = bucket_of(rate, key, now_us);
        may = bucket_take(bucket, rate->limit, now_us, ret_wait_us);
        if (may && !takes)
            bucket->credit += 1;
    }
    (void)pthread_mutex_unlock(lock);
    return may;
}

bool rate_take(struct rate *rate, uint64_t key, int64_t now_us, int64_t *ret_wait_us)
{
    return ask(rate, key, now_us, true, ret_wait_us);
}

bool rate_may(struct rate *rate, uint64_t key, int64_t now_us, int64_t *ret_wait_us)
{
    return ask(rate, key, now_us, false, ret_wait_us);
}
