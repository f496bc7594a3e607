/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml_time.h"

#include <stddef.h>
#include <string.h>

struct moment {
    int year, month, day;
    bool has_time;
    int hour, minute, second, microsecond;
    bool has_zone, zone_is_utc;
    int zone_minutes;
};

/* least to most digits at *at, which moves past them. */
static bool number(const char **at, size_t least, size_t most, int *ret)
{
    size_t count = 0;
    int value = 0;

    while (count < most && **at >= '0' && **at <= '9') {
        value = value * 10 + (*(*at)++ - '0');
        count++;
    }
    *ret = value;
    return count >= least;
}

static bool literal(const char **at, char c)
{
    if (**at != c)
        return false;
    (*at)++;
    return true;
}

static void fraction(const char **at, struct moment *ret)
{
    int unit = 100000;

    for (; **at >= '0' && **at <= '9'; (*at)++, unit /= 10)
        ret->microsecond += (**at - '0') * unit;
}

static bool zone(const char **at, struct moment *ret)
{
    int hours, minutes = 0;

    *at += strspn(*at, " \t");
    if (**at == '\0')
        return true;
    ret->has_zone = true;
    if (literal(at, 'Z')) {
        ret->zone_is_utc = true;
        return true;
    }
    const char sign = **at;
    if (sign != '-' && sign != '+')
        return false;
    (*at)++;
    if (!number(at, 1, 2, &hours) || (literal(at, ':') && !number(at, 2, 2, &minutes)))
        return false;
    ret->zone_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    return true;
}

static bool scan_time(const char *at, struct moment *ret)
{
    if (*at == 't' || *at == 'T')
        at++;
    else if (*at == ' ' || *at == '\t')
        at += strspn(at, " \t");
    else
        return false;
    ret->has_time = true;
    if (!number(&at, 1, 2, &ret->hour) || !literal(&at, ':') || !number(&at, 2, 2, &ret->minute) ||
        !literal(&at, ':') || !number(&at, 2, 2, &ret->second))
        return false;
    if (literal(&at, '.'))
        fraction(&at, ret);
    const char *before_zone = at;
    if (!zone(&at, ret))
        return false;
    return *at == '\0' && (ret->has_zone || at == before_zone);
}

static bool scan(const char *text, struct moment *ret)
{
    const char *at = text;

    *ret = (struct moment){0};
    if (!number(&at, 4, 4, &ret->year) || !literal(&at, '-') || !number(&at, 1, 2, &ret->month) ||
        !literal(&at, '-') || !number(&at, 1, 2, &ret->day))
        return false;
    if (*at == '\0') /* a date alone has both digits everywhere */
        return at - text == 10;
    return scan_time(at, ret);
}

bool yaml_time_looks_so(const char *text)
{
    struct moment moment;

    return scan(text, &moment);
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

static bool is_real(const struct moment *moment)
{
    return moment->year >= 1 && moment->month >= 1 && moment->month <= 12 && moment->day >= 1 &&
           moment->day <= days_of_month(moment->year, moment->month) && moment->hour < 24 &&
           moment->minute < 60 && moment->second < 60 && moment->zone_minutes > -24 * 60 &&
           moment->zone_minutes < 24 * 60;
}

static const char *zone_repr(struct arena *arena, const struct moment *moment)
{
    const int seconds = moment->zone_minutes * 60;

    if (!moment->has_zone)
        return "";
    if (seconds == 0)
        return ", tzinfo=datetime.timezone.utc";
    if (seconds < 0)
        return arena_printf(arena,
                            ", tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=%d))",
                            86400 + seconds);
    return arena_printf(arena, ", tzinfo=datetime.timezone(datetime.timedelta(seconds=%d))",
                        seconds);
}

static void print(struct arena *arena, const struct moment *m, const char **ret_text,
                  const char **ret_repr)
{
    const char *part = m->microsecond ? arena_printf(arena, ".%06d", m->microsecond) : "";
    const int away = m->zone_minutes < 0 ? -m->zone_minutes : m->zone_minutes;
    const char *offset = m->has_zone
                             ? arena_printf(arena, "%c%02d:%02d", m->zone_minutes < 0 ? '-' : '+',
                                            away / 60, away % 60)
                             : "";
    const char *small = m->microsecond ? arena_printf(arena, ", %d, %d", m->second, m->microsecond)
                        : m->second    ? arena_printf(arena, ", %d", m->second)
                                       : "";

    *ret_text = arena_printf(arena, "%04d-%02d-%02d %02d:%02d:%02d%s%s", m->year, m->month, m->day,
                             m->hour, m->minute, m->second, part, offset);
    *ret_repr = arena_printf(arena, "datetime.datetime(%d, %d, %d, %d, %d%s%s)", m->year, m->month,
                             m->day, m->hour, m->minute, small, zone_repr(arena, m));
}

bool yaml_time_read(struct arena *arena, const char *text, const char **ret_text,
                    const char **ret_repr)
{
    struct moment moment;

    if (!scan(text, &moment) || !is_real(&moment))
        return false;
    if (moment.has_time) {
        print(arena, &moment, ret_text, ret_repr);
        return true;
    }
    *ret_text = arena_printf(arena, "%04d-%02d-%02d", moment.year, moment.month, moment.day);
    *ret_repr =
        arena_printf(arena, "datetime.date(%d, %d, %d)", moment.year, moment.month, moment.day);
    return true;
}
