/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bearer.h - the token of an Authorization header (RFC 6750): "Bearer rigel_...". */
#ifndef RIGEL_API_BEARER_H
#define RIGEL_API_BEARER_H

#include <stdbool.h>

#include "store/token_text.h"

/* False: another scheme, or nothing that has a token's form; out is untouched. */
MUST_CHECK bool bearer_parse(const char *header, char out[TOKEN_TEXT_SIZE]);

#endif
