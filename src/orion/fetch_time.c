/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_time.c - --lookback and --since, to the ends of a time range. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "orion/fetch.h"

enum { DIGITS_MOST = 9 };

/* Digits and a unit, or nothing. *text is moved on behind it. false: more digits than make sense.
 */
static bool read_part(const char **text, char unit, int64_t *ret)
{
    size_t digits = strspn(*text, "0123456789");

    *ret = 0;
    if (digits == 0 || (*text)[digits] != unit)
        return true;
    if (digits > DIGITS_MOST)
        return false;
    *ret = strtoll(*text, NULL, 10);
    *text += digits + 1;
    return true;
}

static bool read_lookback(const char *text, int64_t *ret_seconds, struct error *err)
{
    int64_t days, hours;
    const char *at = text;

    if (!read_part(&at, 'd', &days) || !read_part(&at, 'h', &hours) ||
        (*at && strcmp(at, "\n") != 0))
        return error_set(err, ERROR_USAGE, "--lookback",
                         "\"%.60s\" is no such duration: expected days and hours as in 10d4h",
                         text);
    *ret_seconds = days * 86400 + hours * 3600;
    return true;
}

/* One or two digits, four for a year; *text is moved on. */
static bool read_number(const char **text, size_t most, int *ret)
{
    size_t digits = strspn(*text, "0123456789");

    if (digits == 0)
        return false;
    if (digits > most)
        digits = most;
    *ret = 0;
    for (size_t i = 0; i < digits; i++)
        *ret = *ret * 10 + (*(*text)++ - '0');
    return true;
}

/* As Python's strptime reads %Y-%m-%d: a year of four digits, month and day of one or two. */
static bool read_since(const char *text, int64_t *ret_seconds)
{
    int year, month, day;
    char iso[CLOCK_TEXT_SIZE];
    int64_t us;

    if (strspn(text, "0123456789") != 4 || !read_number(&text, 4, &year) || *text++ != '-' ||
        !read_number(&text, 2, &month) || *text++ != '-' || !read_number(&text, 2, &day) || *text)
        return false;
    (void)snprintf(iso, sizeof iso, "%04d-%02d-%02dT00:00:00Z", year, month, day);
    if (!clock_parse(iso, &us))
        return false;
    *ret_seconds = us / CLOCK_SECOND;
    return true;
}

static const char *text_of(struct arena *arena, int64_t seconds)
{
    char text[CLOCK_TEXT_SIZE];

    return arena_strdup(arena, clock_format(seconds * CLOCK_SECOND, text));
}

/* Python's times begin with the year 1. */
#define YEAR_ONE INT64_C(-62135596800)

bool orion_time_range(struct arena *arena, const struct orion_options *options, int64_t now,
                      const char **ret_start, const char **ret_end, struct error *err)
{
    const bool has_since = options->since && *options->since;
    const bool has_lookback = options->lookback && *options->lookback;
    int64_t end = now, back = 0;
    bool ended = false;

    if (has_lookback && !read_lookback(options->lookback, &back, err))
        return false;
    if (has_since) {
        ended = read_since(options->since, &end);
        if (!ended && has_lookback)
            return error_set(err, ERROR_USAGE, "--since",
                             "\"%.60s\" is no date: expected YYYY-MM-DD", options->since);
        if (!ended) {
            char quoted[128];
            log_warning("orion", "--since is no date and left out", "since=%s expected=YYYY-MM-DD",
                        log_quote(options->since, quoted, sizeof quoted));
        }
    }
    if (has_lookback && end - back < YEAR_ONE)
        return error_set(err, ERROR_USAGE, "--lookback", "reaches before the year 1");
    *ret_start = NULL;
    if (has_lookback)
        *ret_start = end - back < CLOCK_MIN / CLOCK_SECOND ? "1900-01-01T00:00:00Z"
                                                           : text_of(arena, end - back);
    *ret_end = ended ? text_of(arena, end) : NULL;
    return true;
}
