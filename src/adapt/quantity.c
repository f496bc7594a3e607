/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/quantity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 40 };

struct unit {
    const char *name;
    double factor; /* multiplied last: units that are no power of ten */
    enum quantity kind;
    int exponent; /* decimal places the point moves */
};

static const struct unit units[] = {
    {"", 1, QUANTITY_PLAIN, 0},        {"k", 1, QUANTITY_PLAIN, 3},
    {"M", 1, QUANTITY_PLAIN, 6},       {"G", 1, QUANTITY_PLAIN, 9},
    {"T", 1, QUANTITY_PLAIN, 12},      {"P", 1, QUANTITY_PLAIN, 15},
    {"us", 1, QUANTITY_TIME, -3},      {"ms", 1, QUANTITY_TIME, 0},
    {"s", 1, QUANTITY_TIME, 3},        {"m", 60, QUANTITY_TIME, 3},
    {"h", 3600, QUANTITY_TIME, 3},     {"us", 1, QUANTITY_SECONDS, -6},
    {"ms", 1, QUANTITY_SECONDS, -3},   {"s", 1, QUANTITY_SECONDS, 0},
    {"m", 60, QUANTITY_SECONDS, 0},    {"h", 3600, QUANTITY_SECONDS, 0},
    {"B", 1, QUANTITY_BYTES, 0},       {"KB", 0x1p10, QUANTITY_BYTES, 0},
    {"MB", 0x1p20, QUANTITY_BYTES, 0}, {"GB", 0x1p30, QUANTITY_BYTES, 0},
    {"TB", 0x1p40, QUANTITY_BYTES, 0}, {"PB", 0x1p50, QUANTITY_BYTES, 0},
    {"%", 1, QUANTITY_PERCENT, 0},
};

static const struct unit *unit_of(enum quantity kind, const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (units[i].kind == kind && strlen(units[i].name) == size &&
            memcmp(units[i].name, name, size) == 0)
            return &units[i];
    return NULL;
}

static bool is_nan(const char *text, size_t size, enum quantity kind)
{
    if (size && *text == '-') {
        text++;
        size--;
    }
    return size >= 3 && memcmp(text, "nan", 3) == 0 && unit_of(kind, text + 3, size - 3);
}

static size_t digits_at(const char *text, size_t size)
{
    size_t count = 0;

    while (count < size && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

/* Bytes of "12" or "12.5" at the start; 0: no number. */
static size_t number_at(const char *text, size_t size)
{
    const size_t whole = digits_at(text, size);

    if (whole == 0 || whole == size || text[whole] != '.')
        return whole;
    const size_t part = digits_at(text + whole + 1, size - whole - 1);
    return part ? whole + 1 + part : 0;
}

bool quantity_read(const char *text, size_t size, enum quantity kind, double *ret, bool *ret_finite)
{
    char number[DIGITS + 8];
    const size_t length = number_at(text, size);

    if (is_nan(text, size, kind)) {
        *ret = 0;
        *ret_finite = false;
        return true;
    }
    if (length == 0 || length > DIGITS)
        return false;
    const struct unit *unit = unit_of(kind, text + length, size - length);
    if (!unit)
        return false;
    (void)snprintf(number, sizeof number, "%.*se%d", (int)length, text, unit->exponent);
    *ret = strtod(number, NULL) * unit->factor;
    *ret_finite = isfinite(*ret);
    return *ret_finite;
}
