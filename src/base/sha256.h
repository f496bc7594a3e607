/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sha256.h - SHA-256 (FIPS 180-4), written as 64 lower-case hexadecimal digits.
 *
 * OpenSSL's, and the one place that calls it for this. It fails only without memory, or in an
 * OpenSSL that was built or set up without SHA-256; both end the process with a message. */
#ifndef RIGEL_BASE_SHA256_H
#define RIGEL_BASE_SHA256_H

#include <stddef.h>

enum { SHA256_TEXT_SIZE = 65 }; /* with the NUL at its end */

struct sha256_part {
    const void *bytes;
    size_t size;
};

/* Of the bytes. */
void sha256_text(const void *bytes, size_t size, char out[SHA256_TEXT_SIZE]);
/* Of the parts, as if they stood one behind another. */
void sha256_parts_text(const struct sha256_part *parts, size_t count, char out[SHA256_TEXT_SIZE]);

#endif
