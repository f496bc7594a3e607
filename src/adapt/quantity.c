/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/quantity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 40 };

struct unit {
    enum quantity kind;
    const char *name;
    int exponent;  /* decimal places the point moves */
    double factor; /* then multiplied: units that are no power of ten */
};

static const struct unit units[] = {
    {QUANTITY_PLAIN, "", 0, 1},        {QUANTITY_PLAIN, "k", 3, 1},
    {QUANTITY_PLAIN, "M", 6, 1},       {QUANTITY_PLAIN, "G", 9, 1},
    {QUANTITY_PLAIN, "T", 12, 1},      {QUANTITY_PLAIN, "P", 15, 1},
    {QUANTITY_TIME, "us", -3, 1},      {QUANTITY_TIME, "ms", 0, 1},
    {QUANTITY_TIME, "s", 3, 1},        {QUANTITY_TIME, "m", 3, 60},
    {QUANTITY_TIME, "h", 3, 3600},     {QUANTITY_SECONDS, "us", -6, 1},
    {QUANTITY_SECONDS, "ms", -3, 1},   {QUANTITY_SECONDS, "s", 0, 1},
    {QUANTITY_SECONDS, "m", 0, 60},    {QUANTITY_SECONDS, "h", 0, 3600},
    {QUANTITY_BYTES, "B", 0, 1},       {QUANTITY_BYTES, "KB", 0, 0x1p10},
    {QUANTITY_BYTES, "MB", 0, 0x1p20}, {QUANTITY_BYTES, "GB", 0, 0x1p30},
    {QUANTITY_BYTES, "TB", 0, 0x1p40}, {QUANTITY_BYTES, "PB", 0, 0x1p50},
    {QUANTITY_PERCENT, "%", 0, 1},
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
