/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token_terms.h - what somebody asks of a new token, checked: name, role, projects, expiry.
 *
 * The same for POST /api/v1/tokens and `rigel token create`. */
#ifndef RIGEL_API_TOKEN_TERMS_H
#define RIGEL_API_TOKEN_TERMS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "store/tokens.h"
#include "json/writer.h"

struct token_terms {
    const char *name, *role;     /* NULL: not given */
    const char *const *projects; /* NULL: all */
    size_t project_count;
    const char *expires; /* "90d", or a time or date; NULL: never */
};

/* Fills name, role, projects and expires_at of *ret_row, borrowing the terms. now_us: wall clock.
 * ERROR_INPUT with the term's name as place. */
MUST_CHECK bool token_terms_check(const struct token_terms *terms, int64_t now_us,
                                  struct token_row *ret_row, struct error *err);
/* role, projects and expires_at as members of an object, for answers and the audit. */
void token_terms_write(struct writer *writer, const struct token_row *row);

/* Makes the token of a checked row (created_by too) and records it, in a transaction on
 * connection. token: the caller's to tell once, and to wipe. address: of the client; NULL: none. */
MUST_CHECK bool token_create(struct store_connection *connection, struct token_row *row,
                             const char *address, char token[], struct error *err);
/* Revokes and records it, likewise. who: does it. */
MUST_CHECK bool token_end(struct store_connection *connection, struct browse_scope scope,
                          const char *name, const char *who, const char *address,
                          struct error *err);

#endif
