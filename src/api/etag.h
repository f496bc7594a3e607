/* SPDX-License-Identifier: GPL-3.0-or-later */
/* etag.h - strong entity tags from the bytes of an answer (RFC 9110, section 8.8.3).
 *
 * A tag names one form of the answer: the packed form of the same JSON has the ending "-gzip". */
#ifndef RIGEL_API_ETAG_H
#define RIGEL_API_ETAG_H

#include <stdbool.h>
#include <stddef.h>

enum { ETAG_SIZE = 48 };

/* With its quotes: the first 128 bits of SHA-256 over the plain bytes. Returns out. */
char *etag_make(const void *bytes, size_t size, bool gzip, char out[ETAG_SIZE]);
/* Does an If-None-Match value name this tag? Weak comparison, as that header asks for: W/ is not
 * looked at, and both forms of the same answer count as one. header may be NULL. */
bool etag_matches(const char *header, const char *etag);

#endif
