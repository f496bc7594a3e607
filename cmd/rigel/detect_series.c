/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect_series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/limits.h"
#include "detect_options.h"

static const struct {
    const char *word;
    double value;
} number_words[] = {{"nan", (double)NAN}, {"inf", (double)INFINITY}, {"-inf", -(double)INFINITY}};

static bool read_number_word(const char *word, double *ret_value)
{
    for (size_t i = 0; word && i < ARRAY_LEN(number_words); i++)
        if (strcmp(word, number_words[i].word) == 0) {
            *ret_value = number_words[i].value;
            return true;
        }
    return false;
}

static bool read_value(const json_t *value, struct detect_series *series, struct error *err)
{
    double *const out = &series->values[series->count];

    if (json_is_number(value)) {
        *out = json_number_value(value);
    } else if (json_is_null(value)) {
        *out = (double)NAN;
        series->missing[series->count] = 1;
    } else if (!read_number_word(json_string_value(value), out)) {
        char place[64];

        (void)snprintf(place, sizeof place, "values[%zu]", series->count);
        return error_set(err, ERROR_INPUT, place,
                         "expected a number, null, \"nan\", \"inf\" or \"-inf\"");
    }
    series->count++;
    return true;
}

static bool read_values(const json_t *values, struct detect_series *series, struct error *err)
{
    const size_t count = json_array_size(values);

    if (!json_is_array(values))
        return error_set(err, ERROR_INPUT, "values", "expected an array of numbers");
    if (count > LIMIT_SERIES_POINTS)
        return error_set(err, ERROR_LIMIT, "values", "%zu values, at most %d are taken", count,
                         LIMIT_SERIES_POINTS);
    series->values = calloc(count + 1, sizeof *series->values);
    series->missing = calloc(count + 1, 1);
    if (!series->values || !series->missing)
        return error_set(err, ERROR_NO_MEMORY, "values", "no memory for %zu values", count);
    for (size_t i = 0; i < count; i++)
        if (!read_value(json_array_get(values, i), series, err))
            return false;
    return true;
}

static bool read_missing(const json_t *missing, enum detect_algorithm algorithm,
                         struct detect_series *series, struct error *err)
{
    static const char *const ways[] = {
        [MISSING_FILL] = "fill", [MISSING_SKIP] = "skip", [MISSING_DROP] = "drop"};
    const char *word = json_string_value(missing);

    for (size_t i = 0; word && i < ARRAY_LEN(ways); i++)
        if (strcmp(word, ways[i]) == 0) {
            series->way = (enum missing_way)i;
            if ((algorithm == DETECT_PERCENT && series->way == MISSING_FILL) ||
                (algorithm == DETECT_STEADY && series->way != MISSING_DROP))
                break;
            return true;
        }
    return error_set(err, ERROR_INPUT, "missing", "expected %s\"drop\"",
                     algorithm == DETECT_PERCENT  ? "\"skip\" or "
                     : algorithm == DETECT_STEADY ? ""
                                                  : "\"fill\", \"skip\" or ");
}

static bool read_options(json_t *options, enum detect_algorithm algorithm,
                         struct detect_series *series, struct error *err)
{
    const char *name;
    json_t *value;

    if (!json_is_object(options))
        return error_set(err, ERROR_INPUT, "options", "expected an object");
    json_object_foreach(options, name, value)
    {
        if (!detect_option_read(name, value, algorithm, series, err))
            return false;
    }
    return true;
}

static bool read_name(const json_t *name, struct detect_series *series, struct error *err)
{
    if (!name)
        return true;
    if (!json_is_string(name))
        return error_set(err, ERROR_INPUT, "name", "expected a string");
    free(series->name);
    series->name = json_dumps(name, JSON_ENCODE_ANY);
    if (!series->name)
        return error_set(err, ERROR_NO_MEMORY, "name", "no memory");
    return true;
}

/* Only a replay minds: 0 where it is no count of values. */
static size_t read_from(const json_t *from)
{
    const double value = json_number_value(from);

    if (!from)
        return 1;
    return value >= 1 && value <= LIMIT_SERIES_POINTS && value == floor(value) ? (size_t)value : 0;
}

static bool read_members(json_t *root, enum detect_algorithm algorithm,
                         struct detect_series *series, struct error *err)
{
    json_t *missing, *options;

    if (!json_is_object(root))
        return error_set(err, ERROR_INPUT, NULL, "expected an object");
    series->from = read_from(json_object_get(root, "from"));
    missing = json_object_get(root, "missing");
    options = json_object_get(root, "options");
    if (!read_name(json_object_get(root, "name"), series, err))
        return false;
    if (missing && !read_missing(missing, algorithm, series, err))
        return false;
    if (options && !read_options(options, algorithm, series, err))
        return false;
    if (!json_object_get(root, "values"))
        return error_set(err, ERROR_INPUT, "values", "missing; expected an array of numbers");
    return read_values(json_object_get(root, "values"), series, err);
}

bool detect_series_read(struct detect_series *series, enum detect_algorithm algorithm,
                        const char *text, size_t size, struct error *err)
{
    static const enum missing_way ways[] = {[DETECT_EDIVISIVE] = MISSING_FILL,
                                            [DETECT_PERCENT] = MISSING_SKIP,
                                            [DETECT_STEADY] = MISSING_DROP};
    json_error_t json_error;
    json_t *root;
    bool done;

    *series = (struct detect_series){.options = EDIVISIVE_DEFAULTS,
                                     .steady = STEADY_DEFAULTS,
                                     .direction = 1,
                                     .way = ways[algorithm],
                                     .from = 1};
    root =
        json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL,
                   &json_error);
    if (!root) {
        char place[32];

        (void)snprintf(place, sizeof place, "byte %d", json_error.position);
        return error_set(err, ERROR_INPUT, place, "not JSON: %s", json_error.text);
    }
    done = read_members(root, algorithm, series, err);
    json_decref(root);
    return done;
}

void detect_series_done(struct detect_series *series)
{
    free(series->name);
    free(series->values);
    free(series->missing);
    *series = (struct detect_series){.count = 0};
}
