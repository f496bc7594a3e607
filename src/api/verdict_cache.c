/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/verdict_cache.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"

enum { BUCKETS = 16384 };

struct entry {
    struct entry *next;          /* of the bucket */
    struct entry *newer, *older; /* by when it was asked for */
    struct shared_body *body;
    size_t size;
    uint64_t hash;
    char key[];
};

struct verdict_cache {
    pthread_mutex_t lock;
    struct entry *buckets[BUCKETS];
    struct entry *newest, *oldest;
    size_t used, most;
};

struct verdict_cache *verdict_cache_new(size_t most)
{
    struct verdict_cache *cache = calloc(1, sizeof *cache);

    if (!cache)
        return NULL;
    cache->most = most;
    if (pthread_mutex_init(&cache->lock, NULL) != 0) {
        free(cache);
        return NULL;
    }
    return cache;
}

static uint64_t hash_of(const char *key)
{
    return name_hash(NAME_HASH_SEED, key, strlen(key));
}

static struct entry **place_of(struct verdict_cache *cache, const char *key, uint64_t hash)
{
    struct entry **place = &cache->buckets[hash % BUCKETS];

    while (*place && ((*place)->hash != hash || strcmp((*place)->key, key) != 0))
        place = &(*place)->next;
    return place;
}

static void unlink_age(struct verdict_cache *cache, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void link_newest(struct verdict_cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void drop(struct verdict_cache *cache, struct entry *entry)
{
    *place_of(cache, entry->key, entry->hash) = entry->next;
    unlink_age(cache, entry);
    cache->used -= entry->size;
    shared_body_release(entry->body);
    free(entry);
}

/* The oldest first, until no more than `most` bytes are used. */
static void drop_until(struct verdict_cache *cache, size_t most)
{
    struct entry *newer;

    for (struct entry *each = cache->oldest; each && cache->used > most; each = newer) {
        newer = each->newer;
        drop(cache, each);
    }
}

void verdict_cache_free(struct verdict_cache *cache)
{
    if (!cache)
        return;
    drop_until(cache, 0);
    (void)pthread_mutex_destroy(&cache->lock);
    free(cache);
}

struct shared_body *verdict_cache_get(struct verdict_cache *cache, const char *key)
{
    struct shared_body *body = NULL;

    if (!cache)
        return NULL;
    const uint64_t hash = hash_of(key);
    (void)pthread_mutex_lock(&cache->lock);
    struct entry *entry = *place_of(cache, key, hash);
    if (entry) {
        unlink_age(cache, entry);
        link_newest(cache, entry);
        body = shared_body_take(entry->body);
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return body;
}

static struct entry *entry_of(const char *key, struct shared_body *body)
{
    const size_t length = strlen(key) + 1;
    struct entry *entry = calloc(1, sizeof *entry + length);

    if (!entry)
        return NULL;
    memcpy(entry->key, key, length);
    entry->hash = hash_of(key);
    entry->size = sizeof *entry + length + shared_body_size(body);
    entry->body = shared_body_take(body);
    return entry;
}

void verdict_cache_put(struct verdict_cache *cache, const char *key, struct shared_body *body)
{
    struct entry *entry = cache ? entry_of(key, body) : NULL;

    if (!entry)
        return;
    (void)pthread_mutex_lock(&cache->lock);
    struct entry *old = *place_of(cache, key, entry->hash);
    if (old)
        drop(cache, old);
    entry->next = cache->buckets[entry->hash % BUCKETS];
    cache->buckets[entry->hash % BUCKETS] = entry;
    link_newest(cache, entry);
    cache->used += entry->size;
    drop_until(cache, cache->most);
    (void)pthread_mutex_unlock(&cache->lock);
}

size_t verdict_cache_used(struct verdict_cache *cache)
{
    (void)pthread_mutex_lock(&cache->lock);
    const size_t used = cache->used;
    (void)pthread_mutex_unlock(&cache->lock);
    return used;
}
