/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"

enum kind { KIND_NAME, KIND_ALGORITHM, KIND_STATE, KIND_TIME, KIND_COUNT, KIND_CURSOR };

static const struct {
    const char *name;
    enum kind kind;
    const char *expected;
} parameters[PARAMETER_COUNT] = {
#define PARAMETER(name, text, kind, expected) {text, KIND_##kind, expected},
#include "api/parameters.def"
#undef PARAMETER
};

static const char *const algorithms[] = {"edivisive", "percent", NULL};
static const char *const states[] = {"open",    "acknowledged", "investigating", "fixed",
                                     "wontfix", "invalid",      "recovered",     NULL};

const char *parameter_name(enum parameter parameter)
{
    return parameters[parameter].name;
}

const char *parameter_expected(enum parameter parameter)
{
    return parameters[parameter].expected;
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

static bool read_value(enum parameter parameter, const char *value, struct query *query)
{
    switch (parameters[parameter].kind) {
    case KIND_NAME:
        return *value && strlen(value) <= LIMIT_API_NAME;
    case KIND_ALGORITHM:
        return is_among(algorithms, value);
    case KIND_STATE:
        return is_among(states, value);
    case KIND_TIME:
        return clock_parse(value, parameter == PARAMETER_SINCE ? &query->since : &query->until);
    case KIND_COUNT:
        return read_count(value, &query->limit);
    case KIND_CURSOR:
        return *value != '\0';
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
    if (query.since > query.until)
        return error_set(err, ERROR_PARAMETER, "until", "until is before since");
    *ret_query = query;
    return true;
}
