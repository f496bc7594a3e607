/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nearest.h - the known word that a mistyped one probably means. */
#ifndef RIGEL_CONFIG_NEAREST_H
#define RIGEL_CONFIG_NEAREST_H

#include <stddef.h>

/* word itself when it is among them; else the one with the fewest changes (a letter more, less or
 * other, or two neighbours swapped), at most a third of its length and never more than 3; NULL:
 * none is near. */
const char *nearest_of(const char *word, const char *const *known, size_t count);

#endif
