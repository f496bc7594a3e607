/* SPDX-License-Identifier: GPL-3.0-or-later */
/* yaml_text.h - is this text that YAML allows? */
#ifndef RIGEL_CONFIG_YAML_TEXT_H
#define RIGEL_CONFIG_YAML_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* UTF-8, of the control characters only tab, line feed, carriage return and next line. text[size]
 * is NUL. False: *ret_bad is the offset of the first byte that is not. */
bool yaml_text_valid(const char *text, size_t size, size_t *ret_bad);

#endif
