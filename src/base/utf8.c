/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

static size_t length_by_first(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

size_t utf8_sequence(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    const size_t length = length_by_first(at[0]);

    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] > 0x9f) ||
        (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
        return 0;
    return length;
}

bool utf8_valid(const char *text)
{
    while (*text) {
        const size_t length = utf8_sequence(text);
        if (!length)
            return false;
        text += length;
    }
    return true;
}
