/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_utf8.h"

/* Bytes of the character that begins with `lead`, 0: none can. */
static size_t length_of(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static bool is_allowed(unsigned code, size_t length)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};

    if (code < least[length] || code > 0x10ffff)
        return false;
    if (code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    return (code < 0x7f || code > 0x9f || code == 0x85) && (code < 0xd800 || code > 0xdfff) &&
           code != 0xfffe && code != 0xffff;
}

bool yaml_utf8_is_text(const char *text, size_t size, size_t *ret_bad)
{
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t at = 0, length; at < size; at += length) {
        length = length_of(bytes[at]);
        bool fine = length > 0 && length <= size - at;
        unsigned code = length == 1 ? bytes[at] : bytes[at] & (0x7fu >> length);
        for (size_t i = 1; fine && i < length; i++) {
            fine = (bytes[at + i] & 0xc0) == 0x80;
            code = code << 6 | (bytes[at + i] & 0x3fu);
        }
        if (!fine || !is_allowed(code, length)) {
            *ret_bad = at;
            return false;
        }
    }
    return true;
}
