/* SPDX-License-Identifier: GPL-3.0-or-later */
/* python_text.h - what Python's str() and repr() print, since Orion sends such texts to the server:
 * True, 4.2, ['a', 'b'], {'key': 1}. */
#ifndef RIGEL_CONFIG_PYTHON_TEXT_H
#define RIGEL_CONFIG_PYTHON_TEXT_H

#include "base/arena.h"
#include "base/buffer.h"

/* The shortest digits that read back as the same number; always with a point, an exponent, or the
 * words inf and nan. */
const char *python_float_text(struct arena *arena, double number);
/* text in quotes, with Python's choice of quote and its escapes. */
void python_string_repr(struct buffer *out, const char *text);

#endif
