/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.h - is a text from outside UTF-8 (RFC 3629: no overlong form, no surrogate, at most
 * U+10FFFF)? PostgreSQL and JSON take nothing else. */
#ifndef RIGEL_BASE_UTF8_H
#define RIGEL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes (1 to 4) of the sequence that starts at text; 0: it is none. text ends with a NUL byte,
 * which itself is a sequence of 1. */
size_t utf8_sequence(const char *text);
bool utf8_valid(const char *text);
/* The same of text without a NUL byte at its end, of which size (> 0) may be read; 0: not a whole
 * character. */
size_t utf8_length(const char *text, size_t size);
/* Writes code (not a surrogate, at most 0x10ffff) and returns its bytes, 1 to 4. */
size_t utf8_encode(unsigned code, char out[4]);

#endif
