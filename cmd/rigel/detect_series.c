/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect_series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/limits.h"

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
            if (algorithm == DETECT_PERCENT && series->way == MISSING_FILL)
                break;
            return true;
        }
    return error_set(err, ERROR_INPUT, "missing", "expected %s\"skip\" or \"drop\"",
                     algorithm == DETECT_PERCENT ? "" : "\"fill\", ");
}

static bool read_option(const char *name, const json_t *value, enum detect_algorithm algorithm,
                        struct detect_series *series, struct error *err)
{
    char place[128];

    (void)snprintf(place, sizeof place, "options.%.100s", name);
    if (algorithm == DETECT_PERCENT && strcmp(name, "direction") == 0) {
        const double direction = json_number_value(value);

        if (!json_is_number(value) || (direction != 1 && direction != 0 && direction != -1))
            return error_set(err, ERROR_INPUT, place, "expected 1, 0 or -1");
        series->direction = (int)direction;
    } else if (algorithm == DETECT_EDIVISIVE && strcmp(name, "window_len") == 0) {
        const double window = json_number_value(value);

        if (!(window >= 2 && window <= EDIVISIVE_WINDOW_MAX) || window != floor(window))
            return error_set(err, ERROR_INPUT, place, "expected a whole number from 2 to %d",
                             EDIVISIVE_WINDOW_MAX);
        series->options.window_len = (int)window;
    } else if (algorithm == DETECT_EDIVISIVE && strcmp(name, "max_pvalue") == 0) {
        const double most = json_number_value(value);

        if (!json_is_number(value) || !(most >= 0 && most <= 1))
            return error_set(err, ERROR_INPUT, place, "expected a number from 0 to 1");
        series->options.max_pvalue = most;
    } else if (algorithm == DETECT_EDIVISIVE && strcmp(name, "min_magnitude") == 0) {
        if (!json_is_number(value))
            return error_set(err, ERROR_INPUT, place, "expected a number");
        series->options.min_magnitude = json_number_value(value);
    } else {
        return error_set(err, ERROR_INPUT, place, "there is no such option; expected %s",
                         algorithm == DETECT_PERCENT ? "direction"
                                                     : "window_len, max_pvalue or min_magnitude");
    }
    return true;
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
        if (!read_option(name, value, algorithm, series, err))
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

static bool read_members(json_t *root, enum detect_algorithm algorithm,
                         struct detect_series *series, struct error *err)
{
    json_t *missing, *options;

    if (!json_is_object(root))
        return error_set(err, ERROR_INPUT, NULL, "expected an object");
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
    json_error_t json_error;
    json_t *root;
    bool done;

    *series =
        (struct detect_series){.options = EDIVISIVE_DEFAULTS,
                               .direction = 1,
                               .way = algorithm == DETECT_PERCENT ? MISSING_SKIP : MISSING_FILL};
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

/* The fewest digits from 15 on that read back as the same number, always with a fraction or an
 * exponent so that readers keep it a real. */
static void write_number(struct buffer *out, const char *member, double value)
{
    char text[40];

    buffer_printf(out, ", \"%s\": ", member);
    if (!isfinite(value)) {
        buffer_text(out, isnan(value) ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    buffer_text(out, text);
    if (!strpbrk(text, ".e"))
        buffer_text(out, ".0");
}

static void write_point(struct buffer *out, const struct change_point *point)
{
    buffer_printf(out, "{\"index\": %zu", point->index);
    write_number(out, "mean_before", point->mean_before);
    write_number(out, "mean_after", point->mean_after);
    write_number(out, "stddev_before", point->stddev_before);
    write_number(out, "stddev_after", point->stddev_after);
    write_number(out, "pvalue", point->pvalue);
    write_number(out, "forward_rel_change", point->forward_rel_change);
    write_number(out, "backward_rel_change", point->backward_rel_change);
    write_number(out, "magnitude", point->magnitude);
    buffer_byte(out, '}');
}

static void write_name(struct buffer *out, const struct detect_series *series)
{
    buffer_text(out, "{\"name\": ");
    buffer_text(out, series->name ? series->name : "null");
}

void detect_answer_points(struct buffer *out, const struct detect_series *series,
                          const struct change_point *points, size_t count)
{
    write_name(out, series);
    buffer_text(out, ", \"change_points\": [");
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? ", " : "");
        write_point(out, &points[i]);
    }
    buffer_text(out, "]}\n");
}

/* A message may quote a broken or cut character of the input: plain ASCII is always sound. */
static void write_message(struct buffer *out, const char *text)
{
    buffer_byte(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buffer_byte(out, '\\');
        buffer_byte(out, *text >= ' ' && *text <= '~' ? *text : '?');
    }
    buffer_byte(out, '"');
}

void detect_answer_error(struct buffer *out, const struct detect_series *series, const char *text)
{
    write_name(out, series);
    buffer_text(out, ", \"error\": ");
    write_message(out, text);
    buffer_text(out, "}\n");
}
