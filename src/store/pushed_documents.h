/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pushed_documents.h - documents that came over HTTP: what a search cluster holds for other sources
 * lies in pushed_document here.
 *
 * A push is one transaction: its documents, the answer under its idempotency key, a request to
 * pull each of its runs now, and its row in the audit. Killed anywhere it is there whole or not at
 * all. */
#ifndef RIGEL_STORE_PUSHED_DOCUMENTS_H
#define RIGEL_STORE_PUSHED_DOCUMENTS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

struct push_row {
    const char *run_uuid, *index_name, *document_id;
    const char *body; /* JSON */
};

struct push {
    const char *source;
    const char *who, *address;   /* for the audit; address may be NULL */
    const char *detail;          /* JSON, for the audit */
    const char *key;             /* idempotency key; NULL: none */
    const char *hash;            /* of the request: the same key is for the same request only */
    const char *answer;          /* JSON: what the push is answered, now and when it comes again */
    const struct push_row *rows; /* of equal run, index and id the last one counts */
    size_t count;
};

enum push_outcome {
    PUSH_STORED,
    PUSH_REPEATED, /* the key was there with the same hash: *ret_answer is what was said then */
    PUSH_OTHER     /* the key was there with another hash */
};

/* A document whose text is there already is not touched. ret_answer lives in arena. */
MUST_CHECK bool store_push(struct store_connection *connection, struct arena *arena,
                           const struct push *push, enum push_outcome *ret_outcome,
                           const char **ret_answer, struct error *err);
/* What was answered under a key; *ret_answer NULL: nothing, or by another request. */
MUST_CHECK bool store_push_find(struct store_connection *connection, struct arena *arena,
                                const struct push *push, enum push_outcome *ret_outcome,
                                const char **ret_answer, struct error *err);

#endif
