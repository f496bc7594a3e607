/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unpack.h - a request body as its client meant it: gzip unpacked, up to a limit. */
#ifndef RIGEL_API_UNPACK_H
#define RIGEL_API_UNPACK_H

#include "api/request.h"

/* *ret_text ends with NUL and lives as long as out (initialised by the caller, whose limit is the
 * most the body may unpack to) or the request. ERROR_MEDIA_TYPE: another Content-Encoding than
 * gzip and identity; ERROR_INPUT: no gzip, or cut off; ERROR_LIMIT. */
MUST_CHECK bool unpack_body(const struct request *request, struct buffer *out,
                            const char **ret_text, size_t *ret_size, struct error *err);

#endif
