/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tokens.h - GET and POST /api/v1/tokens, DELETE /api/v1/tokens/{name}. An administrator whose own
 * token is bound to projects sees, makes and revokes only tokens that are bound to these. */
#ifndef RIGEL_API_TOKENS_H
#define RIGEL_API_TOKENS_H

#include "api/request.h"
#include "api/token_terms.h"

bool tokens_get(struct request *request, struct error *err);
bool tokens_post(struct request *request, struct error *err);
bool tokens_delete(struct request *request, struct error *err);

/* The body of a POST: what it asks for, not checked yet. ERROR_INPUT with the member as place. */
MUST_CHECK bool tokens_read_terms(struct request *request, struct token_terms *ret_terms,
                                  struct error *err);

#endif
