/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.h - is this UTF-8? (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF) */
#ifndef RIGEL_JSON_UTF8_H
#define RIGEL_JSON_UTF8_H

#include <stddef.h>

/* Bytes of the character at text, of which size (> 0) may be read; 0: not a character. */
size_t utf8_length(const char *text, size_t size);
/* Writes code (not a surrogate, at most 0x10ffff) and returns its bytes, 1 to 4. */
size_t utf8_encode(unsigned code, char out[4]);

#endif
