/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/token_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"
#include "store/token_text.h"

enum { WAYS = 8, PLACES = TOKEN_CACHE_SIZE / WAYS };

struct entry {
    struct arena *arena; /* of the row's texts; NULL: the entry is free */
    char hash[TOKEN_HASH_SIZE];
    int64_t looked_up; /* 0: expired */
    struct token_row row;
};

struct token_cache {
    pthread_mutex_t lock;
    struct entry entries[PLACES][WAYS];
};

struct token_cache *token_cache_new(void)
{
    struct token_cache *cache = calloc(1, sizeof *cache);

    if (cache)
        (void)pthread_mutex_init(&cache->lock, NULL); /* without attributes it cannot fail */
    return cache;
}

void token_cache_free(struct token_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < PLACES; i++)
        for (size_t way = 0; way < WAYS; way++)
            arena_free(cache->entries[i][way].arena);
    (void)pthread_mutex_destroy(&cache->lock);
    free(cache);
}

static struct entry *place_of(struct token_cache *cache, const char *hash)
{
    return cache->entries[name_hash(NAME_HASH_SEED, hash, TOKEN_HASH_SIZE) % PLACES];
}

static struct entry *find(struct token_cache *cache, const char *hash)
{
    struct entry *entries = place_of(cache, hash);

    for (size_t i = 0; i < WAYS; i++)
        if (entries[i].arena && token_hash_equal(entries[i].hash, hash))
            return &entries[i];
    return NULL;
}

static struct token_row copy_row(struct arena *arena, const struct token_row *row)
{
    struct token_row copy = {.token_id = row->token_id,
                             .name = arena_strdup(arena, row->name),
                             .role = arena_strdup(arena, row->role),
                             .project_count = row->project_count,
                             .expires_at = row->expires_at};

    if (row->projects) {
        const char **projects = ARENA_ARRAY(arena, const char *, row->project_count);
        for (size_t i = 0; i < row->project_count; i++)
            projects[i] = arena_strdup(arena, row->projects[i]);
        copy.projects = projects;
    }
    return copy;
}

enum cached_token token_cache_get(struct token_cache *cache, const char *hash, int64_t now_us,
                                  struct arena *arena, struct token_row *ret_row)
{
    enum cached_token found = CACHED_NONE;

    (void)pthread_mutex_lock(&cache->lock);
    const struct entry *entry = find(cache, hash);
    if (entry) {
        found = entry->looked_up && now_us - entry->looked_up < TOKEN_CACHE_LIFE_US ? CACHED_FRESH
                                                                                    : CACHED_STALE;
        if (found == CACHED_FRESH)
            *ret_row = copy_row(arena, &entry->row);
    }
    (void)pthread_mutex_unlock(&cache->lock);
    return found;
}

static struct entry *room_for(struct token_cache *cache, const char *hash)
{
    struct entry *entries = place_of(cache, hash), *oldest = entries;

    for (size_t i = 0; i < WAYS; i++) {
        if (!entries[i].arena)
            return &entries[i];
        if (entries[i].looked_up < oldest->looked_up)
            oldest = &entries[i];
    }
    return oldest;
}

void token_cache_put(struct token_cache *cache, const char *hash, int64_t now_us,
                     const struct token_row *row)
{
    (void)pthread_mutex_lock(&cache->lock);
    struct entry *entry = find(cache, hash);
    if (!entry && row)
        entry = room_for(cache, hash);
    if (entry) {
        arena_free(entry->arena);
        *entry = (struct entry){.arena = NULL};
        if (row) {
            entry->arena = arena_new();
            entry->looked_up = now_us;
            entry->row = copy_row(entry->arena, row);
            memcpy(entry->hash, hash, TOKEN_HASH_SIZE);
        }
    }
    (void)pthread_mutex_unlock(&cache->lock);
}

void token_cache_expire(struct token_cache *cache)
{
    (void)pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < PLACES; i++)
        for (size_t way = 0; way < WAYS; way++)
            cache->entries[i][way].looked_up = 0;
    (void)pthread_mutex_unlock(&cache->lock);
}
