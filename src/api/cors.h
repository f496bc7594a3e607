/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cors.h - which web pages of other origins may read the answers (the Fetch standard's CORS).
 *
 * Off without origins. Never with credentials of the browser (cookies): a page sends its token
 * itself, in Authorization, after a preflight. */
#ifndef RIGEL_API_CORS_H
#define RIGEL_API_CORS_H

#include <stddef.h>

#include "api/request.h"

struct cors {
    const char *const *origins; /* "https://dash.example:8443", or "*" for every one */
    size_t count;
};

/* Is text a scheme and a host with an optional port, as browsers send an origin, or "*"? */
bool cors_origin_valid(const char *text);
/* What Access-Control-Allow-Origin says to this Origin header; NULL: nothing. */
const char *cors_allowed(const struct cors *cors, const char *origin);
/* Adds what the answer to this request says of it, a preflight's words too. */
void cors_answer(const struct cors *cors, struct request *request);

#endif
