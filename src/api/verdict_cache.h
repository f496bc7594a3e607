/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_cache.h - answers that were made already, as long as nothing they were made from changed.
 *
 * The key says all of it: the run, the form, the options and the revision of each test (and who may
 * see which), so an entry is never wrong, only no longer asked for; what was not asked for longest
 * goes first when the bytes are used up. Any thread. */
#ifndef RIGEL_API_VERDICT_CACHE_H
#define RIGEL_API_VERDICT_CACHE_H

#include <stddef.h>

#include "api/shared_body.h"
#include "base/attributes.h"

struct verdict_cache;

/* most: bytes. NULL: no memory. */
MUST_CHECK struct verdict_cache *verdict_cache_new(size_t most);
void verdict_cache_free(struct verdict_cache *cache); /* NULL is fine */

/* The caller is a user of what it gets. NULL: not there (or no cache). */
struct shared_body *verdict_cache_get(struct verdict_cache *cache, const char *key);
/* The cache becomes a user too; what does not fit is not kept. */
void verdict_cache_put(struct verdict_cache *cache, const char *key, struct shared_body *body);
size_t verdict_cache_used(struct verdict_cache *cache); /* bytes */

#endif
