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

#endif
