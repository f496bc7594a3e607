/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_text.h"

#include <string.h>

#include "base/utf8.h"

static bool is_allowed(const char *at, size_t length)
{
    const unsigned char first = (unsigned char)at[0];

    if (length == 1)
        return (first >= 0x20 && first != 0x7f) || first == '\t' || first == '\n' || first == '\r';
    if (first == 0xc2) /* U+0080 to U+009F, of which U+0085 ends a line */
        return (unsigned char)at[1] >= 0xa0 || (unsigned char)at[1] == 0x85;
    return length != 3 ||
           (memcmp(at, "\xef\xbf\xbe", 3) != 0 && memcmp(at, "\xef\xbf\xbf", 3) != 0);
}

bool yaml_text_valid(const char *text, size_t size, size_t *ret_bad)
{
    for (size_t at = 0, length; at < size; at += length) {
        length = utf8_sequence(text + at);
        if (length == 0 || !is_allowed(text + at, length)) {
            *ret_bad = at;
            return false;
        }
    }
    return true;
}
