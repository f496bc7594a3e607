/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tokens.h - access tokens as rows: who may do what, in which projects, until when.
 *
 * Only the hash of a token is known here (token_text.h). A revoked token's row stays, out of every
 * list, and its name is free again. */
#ifndef RIGEL_STORE_TOKENS_H
#define RIGEL_STORE_TOKENS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/browse.h"
#include "store/store.h"

struct token_row {
    int64_t token_id;
    const char *name;
    const char *role;            /* read, push, triage or admin */
    const char *const *projects; /* it is bound to; NULL: to none, it has all */
    size_t project_count;
    int64_t created_at;
    const char *created_by;
    int64_t expires_at; /* INT64_MAX: never */
    bool was_used;
    int64_t last_used_at; /* to the minute; where was_used */
};

/* Inserts name, role, projects, expires_at and created_by of row; sets its created_at.
 * ERROR_CONFLICT: a token of that name is there. */
MUST_CHECK bool token_insert(struct store_connection *connection, struct token_row *row,
                             const char *hash, struct error *err);
/* The valid token of this hash with token_id, name, role, projects, expires_at and last use, in
 * arena; *ret_row NULL: it is unknown, expired or revoked. */
MUST_CHECK bool token_find(struct store_connection *connection, struct arena *arena,
                           const char *hash, const struct token_row **ret_row, struct error *err);
/* Notes that the token is used now. */
MUST_CHECK bool token_use(struct store_connection *connection, int64_t token_id, struct error *err);
/* Of those bound to projects of the scope and no other: ascending names after `after` ("" from the
 * start), at most `most`. */
MUST_CHECK bool tokens_list(struct store_connection *connection, struct arena *arena,
                            struct browse_scope scope, const char *after, size_t most,
                            struct token_row **ret_rows, size_t *ret_count, struct error *err);
/* ERROR_NOT_FOUND: no token in scope has this name. */
MUST_CHECK bool token_revoke(struct store_connection *connection, struct browse_scope scope,
                             const char *name, struct error *err);

#endif
