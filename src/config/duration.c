/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/duration.h"

#include <stddef.h>
#include <string.h>

#include "base/clock.h"

#define MOST (INT64_C(365250) * CLOCK_DAY)

static const struct {
    const char *name;
    int64_t us;
} units[] = {{"d", CLOCK_DAY},
             {"h", 3600 * CLOCK_SECOND},
             {"m", 60 * CLOCK_SECOND},
             {"s", CLOCK_SECOND},
             {"ms", CLOCK_SECOND / 1000}};

/* Position of the unit whose name is at[0, length); -1: none. */
static int unit_of(const char *at, size_t length)
{
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (strlen(units[i].name) == length && memcmp(units[i].name, at, length) == 0)
            return (int)i;
    return -1;
}

bool duration_parse(const char *text, int64_t *ret_us)
{
    int64_t total = 0;
    int last = -1;

    if (strcmp(text, "0") == 0) {
        *ret_us = 0;
        return true;
    }
    for (const char *at = text; *at || at == text;) {
        const size_t digits = strspn(at, "0123456789");
        const size_t letters = strspn(at + digits, "dhms");
        const int unit = unit_of(at + digits, letters);
        int64_t number = 0;
        if (digits == 0 || digits > 15 || unit <= last)
            return false;
        for (size_t i = 0; i < digits; i++)
            number = number * 10 + (at[i] - '0');
        if (number > MOST / units[unit].us)
            return false;
        total += number * units[unit].us;
        last = unit;
        at += digits + letters;
    }
    if (total > MOST)
        return false;
    *ret_us = total;
    return true;
}
