/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/python_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 17 };

/* The shortest "d.ddde[+-]xx" that reads back as number. */
static void shortest(double number, char *out, size_t size)
{
    for (int precision = 0; precision < MOST_DIGITS; precision++) {
        (void)snprintf(out, size, "%.*e", precision, number);
        if (strtod(out, NULL) == number)
            return;
    }
}

const char *python_float_text(struct arena *arena, double number)
{
    char scientific[40], digits[MOST_DIGITS + 1];
    size_t count = 0;

    if (isnan(number))
        return "nan";
    if (isinf(number))
        return number > 0 ? "inf" : "-inf";
    shortest(fabs(number), scientific, sizeof scientific);
    for (const char *at = scientific; *at != 'e'; at++)
        if (*at != '.')
            digits[count++] = *at;
    digits[count] = '\0';
    const int exponent = (int)strtol(strchr(scientific, 'e') + 1, NULL, 10);
    const char *sign = signbit(number) ? "-" : "";
    if (exponent < -4 || exponent >= 16)
        return arena_printf(arena, "%s%c%s%se%c%02d", sign, digits[0], count > 1 ? "." : "",
                            digits + 1, exponent < 0 ? '-' : '+', abs(exponent));
    if (exponent < 0)
        return arena_printf(arena, "%s0.%.*s%s", sign, -exponent - 1, "0000", digits);
    const int whole = exponent + 1;
    if ((size_t)whole >= count)
        return arena_printf(arena, "%s%s%.*s.0", sign, digits, whole - (int)count,
                            "0000000000000000");
    return arena_printf(arena, "%s%.*s.%s", sign, whole, digits, digits + whole);
}

/* Length of the UTF-8 character at `at`, and its code. text is valid UTF-8. */
static size_t character(const char *at, unsigned *ret_code)
{
    const unsigned char *bytes = (const unsigned char *)at;
    const size_t size = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    unsigned code = size == 1 ? bytes[0] : bytes[0] & (0x7fu >> size);
    size_t used = 1;

    for (; used < size && bytes[used]; used++)
        code = code << 6 | (bytes[used] & 0x3fu);
    *ret_code = code;
    return used;
}

/* Of what Python escapes as not printable, the characters that configurations can hold. */
static bool is_unprintable(unsigned code)
{
    return code < 0x20 || (code >= 0x7f && code <= 0xa0) || code == 0xad ||
           (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) ||
           (code >= 0x205f && code <= 0x206f) || code == 0x3000 || code == 0xfeff ||
           (code >= 0xe000 && code <= 0xf8ff);
}

static void append_character(struct buffer *out, const char *at, size_t size, unsigned code,
                             char quote)
{
    static const char named[] = "\t\n\r\\", letters[] = "tnr\\";
    const char *found = code && code < 0x80 ? strchr(named, (int)code) : NULL;

    if (found)
        buffer_printf(out, "\\%c", letters[found - named]);
    else if (code == (unsigned char)quote)
        buffer_printf(out, "\\%c", quote);
    else if (is_unprintable(code))
        buffer_printf(out, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
    else
        buffer_append(out, at, size);
}

void python_string_repr(struct buffer *out, const char *text)
{
    const char quote = strchr(text, '\'') && !strchr(text, '"') ? '"' : '\'';

    buffer_byte(out, quote);
    for (size_t size; *text; text += size) {
        unsigned code;
        size = character(text, &code);
        append_character(out, text, size, code, quote);
    }
    buffer_byte(out, quote);
}
