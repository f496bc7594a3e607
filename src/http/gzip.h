/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip.h - packs a request body. */
#ifndef RIGEL_HTTP_GZIP_H
#define RIGEL_HTTP_GZIP_H

#include <stddef.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"

/* Replaces out's content by the gzip form (RFC 1952) of bytes. ERROR_NO_MEMORY. */
MUST_CHECK bool gzip_pack(const char *bytes, size_t size, struct buffer *out, struct error *err);

#endif
