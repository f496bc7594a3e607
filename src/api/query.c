/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/cursor.h"
#include "api/event_stream.h"
#include "base/clock.h"
#include "base/limits.h"

static const struct {
    const char *name;
    enum parameter_kind kind;
    const char *expected;
} parameters[PARAMETER_COUNT] = {
#define PARAMETER(name, text, kind, expected) {text, KIND_##kind, expected},
#include "api/parameters.def"
#undef PARAMETER
};

static const char *const algorithms[] = {"edivisive", "percent", "steady", NULL};
/* The formats of the adapt room: query_test holds the two lists together. */
static const char *const tools[] = {"documents",    "kube-burner",      "k8s-netperf",
                                    "ingress-perf", "clusterloader2",   "locust",
                                    "wrk",          "google-benchmark", NULL};
static const char *const states[] = {"open",    "acknowledged", "investigating", "fixed", "wontfix",
                                     "invalid", "recovered",    "faded",         NULL};

static const char *const flags[] = {"0", "1", NULL};

const char *parameter_name(enum parameter parameter)
{
    return parameters[parameter].name;
}

const char *parameter_expected(enum parameter parameter)
{
    return parameters[parameter].expected;
}

enum parameter_kind parameter_kind(enum parameter parameter)
{
    return parameters[parameter].kind;
}

static const char *const event_kinds[] = {"verdict", "regression", "verdict,regression",
                                          "regression,verdict", NULL};

const char *const *parameter_words(enum parameter_kind kind)
{
    switch (kind) {
    case KIND_ALGORITHM:
        return algorithms;
    case KIND_STATE:
        return states;
    case KIND_TOOL:
        return tools;
    case KIND_FLAG:
        return flags;
    case KIND_EVENTS:
        return event_kinds;
    default:
        return NULL;
    }
}

static bool is_among(const char *const *words, const char *word)
{
    for (; *words; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

static bool read_count(const char *text, size_t *ret_count)
{
    if (!*text || strlen(text) > 4 || strspn(text, "0123456789") != strlen(text))
        return false;
    const unsigned long count = strtoul(text, NULL, 10);
    if (count < 1 || count > LIMIT_API_PAGE)
        return false;
    *ret_count = count;
    return true;
}

/* Of UTF-8: its characters, not its bytes. */
static size_t character_count(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* "dd-dd": does text begin with digits where pattern has a d, and with its characters elsewhere? */
static bool begins_like(const char *text, const char *pattern)
{
    for (; *pattern; pattern++, text++)
        if (*pattern == 'd' ? *text < '0' || *text > '9' : *text != *pattern)
            return false;
    return true;
}

/* RFC 3339: a date, or date, time and zone. clock_parse takes more, and fewer years. */
static bool read_time(const char *text, int64_t *ret_us)
{
    static const char date[] = "dddd-dd-dd", day_time[] = "dd:dd:dd";
    char copy[64];
    const size_t length = strlen(text), date_length = sizeof date - 1;

    if (length >= sizeof copy || !begins_like(text, date))
        return false;
    if (length > date_length) {
        const char *at = text + date_length;
        if ((*at | 32) != 't' || !begins_like(++at, day_time))
            return false;
        at += sizeof day_time - 1;
        if (*at == '.' && strspn(++at, "0123456789") == 0)
            return false;
        at += strspn(at, "0123456789");
        if (strcmp(at, "Z") != 0 && strcmp(at, "z") != 0 &&
            !((*at == '+' || *at == '-') && begins_like(at + 1, "dd:dd") && strlen(at) == 6))
            return false;
    }
    if (clock_parse(text, ret_us))
        return true;
    /* A year that the clock does not know: the rest is judged as of one with as many days. */
    const long year = strtol(text, NULL, 10);
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year > 1900 && year < 9999)
        return false;
    memcpy(copy, text, length + 1);
    copy[0] = '2';
    copy[1] = copy[2] = '0';
    copy[3] = leap ? '0' : '1';
    if (!clock_parse(copy, ret_us))
        return false;
    *ret_us = year <= 1900 ? CLOCK_MIN : CLOCK_MAX;
    return true;
}

/* "60s", "2m", "500ms", or bare seconds; no zero in front. */
static bool read_wait(const char *text, int64_t *ret_us)
{
    static const struct {
        const char *name;
        int64_t us;
    } units[] = {{"", CLOCK_SECOND}, {"s", CLOCK_SECOND}, {"m", 60 * CLOCK_SECOND}, {"ms", 1000}};
    const size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 6 || (digits > 1 && *text == '0'))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        const int64_t us = strtol(text, NULL, 10) * units[i].us;

        if (strcmp(text + digits, units[i].name) != 0)
            continue;
        if (us > LIMIT_WAIT_SECONDS * CLOCK_SECOND)
            return false;
        *ret_us = us;
        return true;
    }
    return false;
}

static bool *flag_of(enum parameter parameter, struct query *query)
{
    return parameter == PARAMETER_REBUILD ? &query->rebuild : &query->strict;
}

static bool read_flag(const char *text, bool *ret_flag)
{
    if (!is_among(flags, text))
        return false;
    *ret_flag = *text == '1';
    return true;
}

static int64_t *time_of(enum parameter parameter, struct query *query)
{
    if (parameter == PARAMETER_AT)
        return &query->at;
    if (parameter == PARAMETER_AS_OF)
        return &query->as_of;
    return parameter == PARAMETER_SINCE ? &query->since : &query->until;
}

static bool read_value(enum parameter parameter, const char *value, struct query *query)
{
    switch (parameters[parameter].kind) {
    case KIND_NAME:
        return *value && character_count(value) <= LIMIT_API_NAME;
    case KIND_ALGORITHM:
        return is_among(algorithms, value);
    case KIND_STATE:
        return is_among(states, value);
    case KIND_TOOL:
        return is_among(tools, value);
    case KIND_TIME:
        return read_time(value, time_of(parameter, query));
    case KIND_COUNT:
        return read_count(value, &query->limit);
    case KIND_EVENTS:
        return is_among(event_kinds, value);
    case KIND_EVENT:
        return event_id_read(value, &(struct event_place){0});
    case KIND_CURSOR:
        return *value && strlen(value) <= LIMIT_API_CURSOR &&
               strspn(value, CURSOR_ALPHABET) == strlen(value);
    case KIND_PULL:
        return *value >= '1' && *value <= '9' && strlen(value) <= 9 &&
               strspn(value, "0123456789") == strlen(value);
    case KIND_FIELDS:
    case KIND_FORM:
        return *value != '\0';
    case KIND_WAIT:
        return read_wait(value, &query->wait_us);
    case KIND_FLAG:
        return read_flag(value, flag_of(parameter, query));
    }
    return false;
}

/* "test, limit, cursor", for a message. */
static void list_taken(uint64_t takes, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < PARAMETER_COUNT && used < size; i++)
        if (takes & UINT64_C(1) << i)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
                                     parameters[i].name);
}

static bool find_parameter(const char *name, uint64_t takes, size_t *ret_found)
{
    for (size_t i = 0; i < PARAMETER_COUNT; i++)
        if ((takes & UINT64_C(1) << i) && strcmp(parameters[i].name, name) == 0) {
            *ret_found = i;
            return true;
        }
    return false;
}

bool query_parse(const struct target *target, uint64_t takes, struct query *ret_query,
                 struct error *err)
{
    struct query query = {.since = CLOCK_MIN, .until = CLOCK_MAX, .limit = QUERY_LIMIT_DEFAULT};

    for (size_t i = 0; i < target->pair_count; i++) {
        const struct target_pair *pair = &target->pairs[i];
        size_t found;
        if (!find_parameter(pair->name, takes, &found)) {
            char taken[256];
            list_taken(takes, taken, sizeof taken);
            return error_set(err, ERROR_PARAMETER, pair->name,
                             "there is no such parameter here; expected %s",
                             takes ? taken : "none");
        }
        if (query.texts[found])
            return error_set(err, ERROR_PARAMETER, pair->name, "the parameter is given twice");
        if (!read_value((enum parameter)found, pair->value, &query))
            return error_set(err, ERROR_PARAMETER, pair->name, "'%.100s' is not %s", pair->value,
                             parameters[found].expected);
        query.texts[found] = pair->value;
    }
    *ret_query = query;
    return true;
}
