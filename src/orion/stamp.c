/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/stamp.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Digits, at most `most`, and the byte behind them; *text is moved on behind that. */
static bool take_digits(const char **text, size_t most, char behind, int *ret)
{
    const size_t digits = strspn(*text, "0123456789");

    if (digits == 0 || digits > most || (*text)[digits] != behind)
        return false;
    *ret = (int)strtol(*text, NULL, 10);
    *text += digits + 1;
    return true;
}

/* 1 to 12 for the three letters and the blank at *text; 0: another word. */
static int take_month(const char **text)
{
    static const char months[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";

    for (int i = 0; i < 12; i++)
        if (strncmp(*text, months + (size_t)i * 4, 4) == 0) {
            *text += 4;
            return i + 1;
        }
    return 0;
}

/* "Tue, 03 Jun 2025 03:04:05 GMT", with or without the day's name; zones GMT, UTC, Z, +hhmm. */
static bool parse_rfc(const char *text, int64_t *ret_seconds)
{
    char iso[CLOCK_TEXT_SIZE + 8];
    int day, year, hour, minute, second, month = 0;
    int64_t us;
    const char *comma = strchr(text, ',');

    if (comma)
        text = comma + 1;
    text += strspn(text, " ");
    if (!take_digits(&text, 2, ' ', &day) || (month = take_month(&text)) == 0 ||
        !take_digits(&text, 4, ' ', &year) || !take_digits(&text, 2, ':', &hour) ||
        !take_digits(&text, 2, ':', &minute) || !take_digits(&text, 2, ' ', &second) ||
        strlen(text) > 6)
        return false;
    const bool utc = !strcmp(text, "GMT") || !strcmp(text, "UTC") || !strcmp(text, "Z");
    (void)snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02d%s", year, month, day, hour,
                   minute, second, utc ? "Z" : text);
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
