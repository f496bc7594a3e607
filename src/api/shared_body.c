/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/shared_body.h"

#include <stdlib.h>

#include "api/encoding.h"
#include "base/limits.h"

struct shared_body *shared_body_new(struct buffer *body, const char *content_type, int mark)
{
    struct shared_body *shared = calloc(1, sizeof *shared);
    struct buffer packed;

    if (!shared)
        return NULL;
    buffer_init(&packed, LIMIT_API_ANSWER);
    (void)etag_make(body->data, body->size, false, shared->plain_etag);
    (void)etag_make(body->data, body->size, true, shared->packed_etag);
    if (body->size >= ENCODING_LEAST && encoding_gzip(body, &packed))
        shared->packed = buffer_take(&packed, &shared->packed_size);
    buffer_done(&packed);
    shared->plain = buffer_take(body, &shared->plain_size);
    shared->content_type = content_type;
    shared->mark = mark;
    atomic_init(&shared->users, 1);
    return shared;
}

struct shared_body *shared_body_take(struct shared_body *shared)
{
    atomic_fetch_add(&shared->users, 1);
    return shared;
}

void shared_body_release(struct shared_body *shared)
{
    if (!shared || atomic_fetch_sub(&shared->users, 1) != 1)
        return;
    free(shared->plain);
    free(shared->packed);
    free(shared);
}

size_t shared_body_size(const struct shared_body *shared)
{
    return sizeof *shared + shared->plain_size + shared->packed_size;
}
