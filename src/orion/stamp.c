/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/stamp.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

/* What pandas' clock of nanoseconds can hold, in seconds either side of 1970. */
#define SECONDS_MOST INT64_C(9223372036)

static int64_t floor_seconds(int64_t us)
{
    return us / CLOCK_SECOND - (us % CLOCK_SECOND < 0);
}

static bool take_seconds(int64_t seconds, struct stamp *ret, struct error *err)
{
    if (seconds < -SECONDS_MOST || seconds > SECONDS_MOST)
        return error_set(err, ERROR_INPUT, NULL, "%" PRId64 " is no time in seconds", seconds);
    *ret = (struct stamp){.known = true, .seconds = seconds};
    return true;
}

static bool take_number(double number, struct stamp *ret, struct error *err)
{
    int64_t us;

    if (!clock_from_number(number, &us))
        return error_set(err, ERROR_INPUT, NULL, "%g is no time", number);
    return take_seconds(floor_seconds(us), ret, err);
}

/* "Tue, 03 Jun 2025 03:04:05 GMT", with or without the day's name; zones GMT, UTC, Z, +hhmm. */
static bool parse_rfc(const char *text, int64_t *ret_seconds)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char month[4], zone[8] = "";
    int day, year, hour, minute, second, used = 0;
    const char *comma = strchr(text, ',');

    if (comma)
        text = comma + 1;
    if (sscanf(text, " %2d %3[A-Za-z] %4d %2d:%2d:%2d %7s%n", &day, month, &year, &hour, &minute,
               &second, zone, &used) < 7 ||
        text[used] || strlen(month) != 3)
        return false;
    const char *found = strstr(months, month);
    if (!found || (found - months) % 3 || day < 1 || day > 31 || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59 || second < 0 || second > 59 || year < 1900)
        return false;
    char iso[CLOCK_TEXT_SIZE + 8];
    const bool utc = !strcmp(zone, "GMT") || !strcmp(zone, "UTC") || !strcmp(zone, "Z");
    int64_t us;
    (void)snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02d%s", year,
                   (int)((found - months) / 3) + 1, day, hour, minute, second, utc ? "Z" : zone);
    if (!clock_parse(iso, &us))
        return false;
    *ret_seconds = floor_seconds(us);
    return true;
}

static bool all_digits(const char *text)
{
    if (!*text)
        return false;
    for (; *text; text++)
        if (!isdigit((unsigned char)*text))
            return false;
    return true;
}

static bool take_text(const char *text, bool correct, struct stamp *ret, struct error *err)
{
    int64_t us, seconds;

    if (all_digits(text)) {
        errno = 0;
        const long long number = strtoll(text, NULL, 10);
        if (errno)
            return error_set(err, ERROR_INPUT, NULL, "%.40s is no time", text);
        return correct ? take_number((double)number, ret, err) : take_seconds(number, ret, err);
    }
    if (clock_parse(text, &us))
        return take_seconds(floor_seconds(us), ret, err);
    if (parse_rfc(text, &seconds))
        return take_seconds(seconds, ret, err);
    return error_set(err, ERROR_INPUT, NULL, "\"%.60s\" is no time", text);
}

bool stamp_read(const struct cell *cell, bool correct, struct stamp *ret, struct error *err)
{
    switch (cell->kind) {
    case CELL_MISSING:
        *ret = (struct stamp){0};
        return true;
    case CELL_BOOL:
    case CELL_INTEGER:
        return correct ? take_number((double)cell->integer, ret, err)
                       : take_seconds(cell->integer, ret, err);
    case CELL_REAL:
        if (correct)
            return take_number(cell->real, ret, err);
        return take_seconds((int64_t)(cell->real / 1e9) - (cell->real < 0), ret, err);
    case CELL_TEXT:
        return take_text(cell->text, correct, ret, err);
    case CELL_JSON:
        break;
    }
    return error_set(err, ERROR_INPUT, NULL, "a list or an object is no time");
}
