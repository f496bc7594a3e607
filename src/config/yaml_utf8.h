/* SPDX-License-Identifier: GPL-3.0-or-later */
/* yaml_utf8.h - is this text that YAML allows? */
#ifndef RIGEL_CONFIG_YAML_UTF8_H
#define RIGEL_CONFIG_YAML_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* UTF-8 in its shortest form, no surrogates, of the control characters only tab, line feed,
 * carriage return and next line. False: *ret_bad is the offset of the first byte that is not. */
bool yaml_utf8_is_text(const char *text, size_t size, size_t *ret_bad);

#endif
