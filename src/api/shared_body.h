/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shared_body.h - the bytes of an answer that many requests get: counted by its users, packed and
 * tagged once. Any thread. */
#ifndef RIGEL_API_SHARED_BODY_H
#define RIGEL_API_SHARED_BODY_H

#include <stdatomic.h>
#include <stddef.h>

#include "api/etag.h"
#include "base/buffer.h"

struct shared_body {
    atomic_uint users;
    char *plain, *packed; /* packed NULL: not smaller */
    size_t plain_size, packed_size;
    char plain_etag[ETAG_SIZE], packed_etag[ETAG_SIZE];
    const char *content_type; /* lives for ever */
    int mark;                 /* the maker's */
};

/* Takes the bytes out of body; one user. NULL: no memory. */
struct shared_body *shared_body_new(struct buffer *body, const char *content_type, int mark);
struct shared_body *shared_body_take(struct shared_body *shared); /* one user more */
void shared_body_release(struct shared_body *shared);             /* NULL is fine */
/* Of one in memory, for a bound on many. */
size_t shared_body_size(const struct shared_body *shared);

#endif
