/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t clock_now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * CLOCK_SECOND + now.tv_nsec / 1000;
}

int64_t clock_monotonic_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * CLOCK_SECOND + now.tv_nsec / 1000;
}

/* Days since 1970-01-01 of a proleptic Gregorian date; years from March, 400-year eras. */
static int64_t days_from_date(int year, int month, int day)
{
    const int y = month <= 2 ? year - 1 : year;
    const int era = (y >= 0 ? y : y - 399) / 400;
    const int of_era = y - era * 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_from_days(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int of_era = (int)(days - era * 146097);
    const int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int of_year = of_era - (365 * y + y / 4 - y / 100);
    const int m = (5 * of_year + 2) / 153;

    *day = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = (int)(y + era * 400) + (*month <= 2);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

/* Exactly count digits. */
static bool take_digits(const char **at, int count, int *ret)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (!isdigit((unsigned char)(*at)[i]))
            return false;
        value = value * 10 + ((*at)[i] - '0');
    }
    *at += count;
    *ret = value;
    return true;
}

static bool take_char(const char **at, const char *any)
{
    if (!**at || !strchr(any, **at))
        return false;
    (*at)++;
    return true;
}

static bool take_time(const char **at, int64_t *ret_us)
{
    int hour, minute, second = 0;
    int64_t micro = 0, unit = CLOCK_SECOND / 10;

    if (!take_digits(at, 2, &hour) || !take_char(at, ":") || !take_digits(at, 2, &minute))
        return false;
    if (take_char(at, ":") && !take_digits(at, 2, &second))
        return false;
    if (take_char(at, ".,")) {
        if (!isdigit((unsigned char)**at))
            return false;
        for (; isdigit((unsigned char)**at); (*at)++, unit /= 10)
            micro += (**at - '0') * unit;
    }
    if (hour > 23 || minute > 59 || second > 60) /* 60: a leap second counts as the next one */
        return false;
    *ret_us = ((hour * INT64_C(60) + minute) * 60 + second) * CLOCK_SECOND + micro;
    return true;
}

static bool take_zone(const char **at, int64_t *ret_us)
{
    int hours, minutes = 0;
    const bool minus = **at == '-';

    *ret_us = 0;
    if (!**at || take_char(at, "Zz"))
        return true;
    if (!take_char(at, "+-") || !take_digits(at, 2, &hours))
        return false;
    (void)take_char(at, ":");
    if (**at && !take_digits(at, 2, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *ret_us = (hours * INT64_C(3600) + minutes * 60) * CLOCK_SECOND * (minus ? -1 : 1);
    return true;
}

static bool parse_number(const char *text, int64_t *ret_us)
{
    const size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 17 || text[digits] != '\0')
        return false;
    return clock_from_number((double)strtoll(text, NULL, 10), ret_us);
}

bool clock_parse(const char *text, int64_t *ret_us)
{
    int year, month, day;
    int64_t time = 0, zone = 0;
    const char *at = text;

    if (parse_number(text, ret_us))
        return true;
    if (!take_digits(&at, 4, &year) || !take_char(&at, "-") || !take_digits(&at, 2, &month) ||
        !take_char(&at, "-") || !take_digits(&at, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    if (*at) {
        if (!take_char(&at, "Tt ") || !take_time(&at, &time))
            return false;
        (void)take_char(&at, " ");
        if (!take_zone(&at, &zone) || *at)
            return false;
    }
    const int64_t us = days_from_date(year, month, day) * CLOCK_DAY + time - zone;
    if (us < CLOCK_MIN || us > CLOCK_MAX)
        return false;
    *ret_us = us;
    return true;
}

bool clock_from_number(double number, int64_t *ret_us)
{
    const double us = fabs(number) >= 1e11 ? number * 1e3 : number * 1e6;

    if (!isfinite(number) || us < (double)CLOCK_MIN || us > (double)CLOCK_MAX)
        return false;
    *ret_us = llround(us);
    return true;
}

char *clock_format(int64_t us, char out[CLOCK_TEXT_SIZE])
{
    int year, month, day;
    int64_t days = us / CLOCK_DAY, rest = us % CLOCK_DAY;

    if (rest < 0) {
        rest += CLOCK_DAY;
        days--;
    }
    date_from_days(days, &year, &month, &day);
    const int second = (int)(rest / CLOCK_SECOND), micro = (int)(rest % CLOCK_SECOND);
    const int used = snprintf(out, CLOCK_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d", year, month,
                              day, second / 3600, second / 60 % 60, second % 60);
    (void)snprintf(out + used, (size_t)(CLOCK_TEXT_SIZE - used), micro ? ".%06dZ" : "Z", micro);
    return out;
}
