/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_scalar.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config/python_text.h"
#include "config/yaml_time.h"

#define DIGITS "0123456789"

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

static bool read_word(const char *text, struct yaml_scalar *ret)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const yes[] = {"yes",  "Yes", "YES", "true", "True",
                                      "TRUE", "on",  "On",  "ON",   NULL};
    static const char *const no[] = {"no",    "No",  "NO",  "false", "False",
                                     "FALSE", "off", "Off", "OFF",   NULL};

    if (is_one_of(text, nulls))
        ret->value = (struct value){.type = VALUE_NULL, .text = "None"};
    else if (is_one_of(text, yes))
        ret->value = (struct value){.type = VALUE_BOOL, .text = "True", .integer = 1, .real = 1};
    else if (is_one_of(text, no))
        ret->value = (struct value){.type = VALUE_BOOL, .text = "False"};
    else
        return false;
    return true;
}

/* True: all of text from `at` on is made of `set`. */
static bool only(const char *at, const char *set)
{
    return *at && at[strspn(at, set)] == '\0';
}

/* text without its underscores. */
static char *bare(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text), *out = copy;

    for (const char *at = text; *at; at++)
        if (*at != '_')
            *out++ = *at;
    *out = '\0';
    return copy;
}

static const char *after_sign(const char *text)
{
    return text + (*text == '-' || *text == '+');
}

/* (:[0-5]?[0-9])+ up to `end`, which must be the rest. */
static bool is_sixties(const char *at, const char *end)
{
    if (*at != ':')
        return false;
    while (*at == ':') {
        const size_t digits = strspn(++at, DIGITS);
        if (digits == 0 || digits > 2 || (digits == 2 && *at > '5'))
            return false;
        at += digits;
    }
    return strcmp(at, end) == 0 || (*end == '.' && *at == '.');
}

/* 0: not an integer; else its base, 60 for sexagesimal. */
static int integer_base(const char *text)
{
    const char *at = after_sign(text);

    if (at[0] == '0' && at[1] == 'b')
        return only(at + 2, "01_") ? 2 : 0;
    if (at[0] == '0' && at[1] == 'x')
        return only(at + 2, DIGITS "abcdefABCDEF_") ? 16 : 0;
    if (at[0] == '0')
        return at[1] == '\0' ? 10 : only(at + 1, "01234567_") ? 8 : 0;
    if (*at < '1' || *at > '9')
        return 0;
    at += strspn(at, DIGITS "_");
    return *at == '\0' ? 10 : is_sixties(at, "") ? 60 : 0;
}

static void set_integer(struct arena *arena, int64_t number, struct yaml_scalar *ret)
{
    ret->value = (struct value){.type = VALUE_INTEGER,
                                .text = arena_printf(arena, "%" PRId64, number),
                                .integer = number,
                                .real = (double)number};
}

static bool sixties_integer(struct arena *arena, const char *digits, bool minus,
                            struct yaml_scalar *ret)
{
    int64_t total = 0;

    for (const char *at = digits;;) {
        char *end;
        const long long part = strtoll(at, &end, 10);
        if (part > 1000000000 || total > INT64_C(100000000000000))
            return false;
        total = total * 60 + part;
        if (*end != ':')
            break;
        at = end + 1;
    }
    set_integer(arena, minus ? -total : total, ret);
    return true;
}

static bool read_integer(struct arena *arena, const char *text, int base, struct yaml_scalar *ret,
                         const char **ret_fault)
{
    const bool minus = text[0] == '-';
    const char *digits = bare(arena, after_sign(text));
    char *end;

    if (base == 2 || base == 16)
        digits += 2;
    if (base == 60) {
        *ret_fault = "this base-60 number is too large";
        return sixties_integer(arena, digits, minus, ret);
    }
    if (*digits == '\0') {
        *ret_fault = "this is a number without digits; quote it if it is a text";
        return false;
    }
    errno = 0;
    const char *whole = arena_printf(arena, "%s%s", minus ? "-" : "", digits);
    const long long number = strtoll(whole, &end, base);
    if (errno == 0) {
        set_integer(arena, number, ret);
        return true;
    }
    *ret_fault = "this number needs more than 64 bits";
    ret->value = (struct value){
        .type = VALUE_REAL, .text = whole, .real = base == 10 ? strtod(whole, NULL) : 0};
    return base == 10;
}

/* d.d*(e[+-]d+)?, with at least one digit before the point or one right after it. */
static bool is_decimal(const char *at)
{
    const bool leading = *at >= '0' && *at <= '9';

    at += leading ? strspn(at, DIGITS "_") : 0;
    if (*at++ != '.')
        return false;
    if (!leading && (*at < '0' || *at > '9'))
        return false;
    at += strspn(at, DIGITS "_");
    if (*at == '\0')
        return true;
    return (*at == 'e' || *at == 'E') && (at[1] == '-' || at[1] == '+') && only(at + 2, DIGITS);
}

static bool is_sixties_real(const char *at)
{
    const char *point = strchr(at, '.');

    if (*at < '0' || *at > '9' || !point || point[1 + strspn(point + 1, DIGITS "_")] != '\0')
        return false;
    return is_sixties(at + strspn(at, DIGITS "_"), point);
}

static double sixties_real(const char *digits)
{
    double total = 0;

    for (const char *at = digits;;) {
        char *end;
        total = total * 60 + strtod(at, &end);
        if (*end != ':')
            return total;
        at = end + 1;
    }
}

static bool read_real(struct arena *arena, const char *text, struct yaml_scalar *ret)
{
    static const char *const infinities[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};
    const char *unsigned_text = after_sign(text);
    double number;

    if (is_one_of(unsigned_text, infinities))
        number = (double)INFINITY;
    else if (is_one_of(text, nans))
        number = (double)NAN;
    else if (is_sixties_real(unsigned_text))
        number = sixties_real(bare(arena, unsigned_text));
    else if (is_decimal(unsigned_text) && (unsigned_text == text || *unsigned_text != '.'))
        number = strtod(bare(arena, unsigned_text), NULL);
    else
        return false;
    if (text[0] == '-')
        number = -number;
    ret->value = (struct value){
        .type = VALUE_REAL, .text = python_float_text(arena, number), .real = number};
    return true;
}

bool yaml_scalar_read(struct arena *arena, const char *text, struct yaml_scalar *ret,
                      const char **ret_fault)
{
    struct yaml_scalar read = {.repr = NULL};

    *ret_fault = NULL;
    if (strchr("yYnNtTfFoO~", text[0]) && read_word(text, &read)) {
        *ret = read;
        return true;
    }
    read.value = (struct value){.type = VALUE_TEXT, .text = text};
    if (strchr("-+.0123456789", text[0])) {
        const int base = integer_base(text);
        if (base && !read_integer(arena, text, base, &read, ret_fault))
            return false;
        if (!base && !read_real(arena, text, &read) && yaml_time_looks_so(text)) {
            *ret_fault = "this looks like a date but is none; quote it if it is a text";
            if (!yaml_time_read(arena, text, &read.value.text, &read.repr))
                return false;
        }
    }
    *ret_fault = NULL;
    *ret = read;
    return true;
}
