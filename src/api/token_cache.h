/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token_cache.h - tokens that were found valid a moment ago, so that a busy client costs a look
 * into the database every few seconds only.
 *
 * A bounded number of them, by hash; of those that share a place the one looked up longest ago
 * makes room. Any number of threads. */
#ifndef RIGEL_API_TOKEN_CACHE_H
#define RIGEL_API_TOKEN_CACHE_H

#include "base/arena.h"
#include "base/clock.h"
#include "store/tokens.h"

/* So long a revoked token may still be taken. */
#define TOKEN_CACHE_LIFE_US (3 * CLOCK_SECOND)
enum { TOKEN_CACHE_SIZE = 512 };

enum cached_token {
    CACHED_NONE,  /* not known here */
    CACHED_STALE, /* was valid once: look again */
    CACHED_FRESH  /* valid, and *ret_row is filled */
};

struct token_cache;

struct token_cache *token_cache_new(void);        /* NULL: no memory */
void token_cache_free(struct token_cache *cache); /* NULL is fine */
/* The texts of *ret_row go into arena. now_us is monotonic. */
enum cached_token token_cache_get(struct token_cache *cache, const char *hash, int64_t now_us,
                                  struct arena *arena, struct token_row *ret_row);
/* row is copied; NULL: the token is not valid, forget it. */
void token_cache_put(struct token_cache *cache, const char *hash, int64_t now_us,
                     const struct token_row *row);
/* Every one has to be looked up again. */
void token_cache_expire(struct token_cache *cache);

#endif
