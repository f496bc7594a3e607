/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "report/python_number.h"

enum { NUMBER_TEXT_SIZE = 512 }; /* of the longest text that is tried as a number */

/* Size of the white space character (str.isspace()) that starts at text; 0: it is none. */
static size_t space_at(const unsigned char *text, size_t size)
{
    if (size >= 1 && ((*text >= 0x09 && *text <= 0x0d) || (*text >= 0x1c && *text <= 0x20)))
        return 1;
    if (size >= 2 && text[0] == 0xc2 && (text[1] == 0x85 || text[1] == 0xa0))
        return 2;
    if (size < 3)
        return 0;
    const unsigned code = (text[0] & 0x0fu) << 12 | (text[1] & 0x3fu) << 6 | (text[2] & 0x3fu);
    const bool blank = (text[0] & 0xf0u) == 0xe0 &&
                       (code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
                        code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000);
    return blank ? 3 : 0;
}

size_t python_rstrip(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;

    for (;;) {
        size_t length = 0;
        for (size_t back = 1; back <= 3 && back <= size && !length; back++)
            if (space_at(bytes + size - back, back) == back)
                length = back;
        if (!length)
            return size;
        size -= length;
    }
}

size_t python_strip(const char **text, size_t size)
{
    for (size_t length; (length = space_at((const unsigned char *)*text, size)) > 0;) {
        *text += length;
        size -= length;
    }
    return python_rstrip(*text, size);
}

/* Copies a run of digits, in which single underscores may stand between two; 0: none here. */
static size_t copy_digits(const char *text, char **out)
{
    size_t size = 0;

    while (isdigit((unsigned char)text[size]) ||
           (text[size] == '_' && size > 0 && text[size - 1] != '_' &&
            isdigit((unsigned char)text[size + 1]))) {
        if (text[size] != '_')
            *(*out)++ = text[size];
        size++;
    }
    return size;
}

/* Copies text without white space around it and a sign; false: too long to be a number. */
static bool stripped(const char *text, char copy[NUMBER_TEXT_SIZE])
{
    const size_t size = python_strip(&text, strlen(text));

    if (size == 0 || size >= NUMBER_TEXT_SIZE)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    return true;
}

/* What most texts fail: no character but those of numbers. */
static bool may_be_number(const char *text)
{
    const unsigned char first = (unsigned char)*text;

    if (first && first < 0x80 && first > ' ' && !strchr("+-.0123456789iInN", first))
        return false;
    for (; *text; text++)
        if (*text > ' ' && !strchr("0123456789+-._eEiInNfFaAtTyY", *text))
            return false;
    return true;
}

bool python_reads_int(const char *text)
{
    char copy[NUMBER_TEXT_SIZE], digits[NUMBER_TEXT_SIZE], *out = digits;

    if (!may_be_number(text) || !stripped(text, copy))
        return false;
    const char *at = copy + (*copy == '+' || *copy == '-');
    const size_t size = copy_digits(at, &out);
    return size > 0 && at[size] == '\0';
}

static bool reads_word(const char *text, double *ret_number)
{
    const bool minus = *text == '-';

    text += *text == '+' || *text == '-';
    if (!strcasecmp(text, "inf") || !strcasecmp(text, "infinity"))
        *ret_number = minus ? -INFINITY : INFINITY;
    else if (!strcasecmp(text, "nan"))
        *ret_number = NAN;
    else
        return false;
    return true;
}

bool python_reads_float(const char *text, double *ret_number)
{
    char copy[NUMBER_TEXT_SIZE], plain[NUMBER_TEXT_SIZE], *out = plain;
    size_t mantissa, size;

    if (!may_be_number(text) || !stripped(text, copy))
        return false;
    if (reads_word(copy, ret_number))
        return true;
    const char *at = copy;
    if (*at == '+' || *at == '-')
        *out++ = *at++;
    at += mantissa = copy_digits(at, &out);
    if (*at == '.') {
        *out++ = *at++;
        at += size = copy_digits(at, &out);
        mantissa += size;
    }
    if (mantissa == 0)
        return false;
    if (*at == 'e' || *at == 'E') {
        *out++ = *at++;
        if (*at == '+' || *at == '-')
            *out++ = *at++;
        at += size = copy_digits(at, &out);
        if (size == 0)
            return false;
    }
    if (*at)
        return false;
    *out = '\0';
    *ret_number = strtod(plain, NULL);
    return true;
}
