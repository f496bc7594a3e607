/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hmac.h - HMAC-SHA256 (RFC 2104, FIPS 198-1), written as 64 lower-case hexadecimal digits. */
#ifndef RIGEL_BASE_HMAC_H
#define RIGEL_BASE_HMAC_H

#include "base/sha256.h"

/* Of the parts, as if they stood one behind another. */
void hmac_text(const char *key, const struct sha256_part *parts, size_t count,
               char out[SHA256_TEXT_SIZE]);

#endif
