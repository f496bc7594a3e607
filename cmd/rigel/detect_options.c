/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect_options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The range is that of steady_plan_new. */
struct steady_option {
    const char *name;
    size_t offset;
    bool whole;
};

#define REAL(name)                                                                                 \
    {                                                                                              \
#name, offsetof(struct steady_options, name), false                                        \
    }
#define WHOLE(name)                                                                                \
    {                                                                                              \
#name, offsetof(struct steady_options, name), true                                         \
    }

static const struct steady_option steady_options[] = {
    REAL(h0),       REAL(h1),      REAL(young),   REAL(clip),   REAL(carry),  REAL(prior_rho),
    REAL(keep_rho), REAL(settle),  REAL(drop),    REAL(shrink), REAL(record), REAL(fade),
    REAL(floor),    REAL(credit),  REAL(pool),    REAL(effect), REAL(slack),  REAL(excursion),
    REAL(refine),   REAL(widen),   WHOLE(window), WHOLE(look),  WHOLE(least), WHOLE(rank),
    WHOLE(hold),    WHOLE(mature), WHOLE(reach)};

static bool read_steady(const char *name, const json_t *value, struct steady_options *options,
                        const char *place, struct error *err)
{
    char *const bytes = (char *)options;

    for (size_t i = 0; i < ARRAY_LEN(steady_options); i++) {
        const struct steady_option *const option = &steady_options[i];
        const double number = json_number_value(value);

        if (strcmp(name, option->name) != 0)
            continue;
        if (!json_is_number(value) || fabs(number) > 1e6 ||
            (option->whole && number != floor(number)))
            return error_set(err, ERROR_INPUT, place, "expected a %snumber",
                             option->whole ? "whole " : "");
        if (option->whole)
            *(int *)(void *)(bytes + option->offset) = (int)number;
        else
            *(double *)(void *)(bytes + option->offset) = number;
        return true;
    }
    return error_set(err, ERROR_INPUT, place,
                     "there is no such option; expected h0 or another "
                     "constant of docs/detection.md");
}

bool detect_steady_options_equal(const struct steady_options *a, const struct steady_options *b)
{
    for (size_t i = 0; i < ARRAY_LEN(steady_options); i++) {
        const struct steady_option *const option = &steady_options[i];
        const size_t size = option->whole ? sizeof(int) : sizeof(double);

        if (memcmp((const char *)a + option->offset, (const char *)b + option->offset, size) != 0)
            return false;
    }
    return true;
}

static bool read_direction(const json_t *value, struct detect_series *series, const char *place,
                           struct error *err)
{
    const double direction = json_number_value(value);

    if (!json_is_number(value) || (direction != 1 && direction != 0 && direction != -1))
        return error_set(err, ERROR_INPUT, place, "expected 1, 0 or -1");
    series->direction = (int)direction;
    return true;
}

static bool read_edivisive(const char *name, const json_t *value, struct edivisive_options *options,
                           const char *place, struct error *err)
{
    const double number = json_number_value(value);

    if (strcmp(name, "window_len") == 0) {
        if (!(number >= 2 && number <= EDIVISIVE_WINDOW_MAX) || number != floor(number))
            return error_set(err, ERROR_INPUT, place, "expected a whole number from 2 to %d",
                             EDIVISIVE_WINDOW_MAX);
        options->window_len = (int)number;
    } else if (strcmp(name, "max_pvalue") == 0) {
        if (!json_is_number(value) || !(number >= 0 && number <= 1))
            return error_set(err, ERROR_INPUT, place, "expected a number from 0 to 1");
        options->max_pvalue = number;
    } else if (strcmp(name, "min_magnitude") == 0) {
        if (!json_is_number(value))
            return error_set(err, ERROR_INPUT, place, "expected a number");
        options->min_magnitude = number;
    } else {
        return error_set(err, ERROR_INPUT, place,
                         "there is no such option; expected window_len, max_pvalue or "
                         "min_magnitude");
    }
    return true;
}

bool detect_option_read(const char *name, const json_t *value, enum detect_algorithm algorithm,
                        struct detect_series *series, struct error *err)
{
    char place[128];

    (void)snprintf(place, sizeof place, "options.%.100s", name);
    if (algorithm == DETECT_STEADY)
        return read_steady(name, value, &series->steady, place, err);
    if (algorithm == DETECT_EDIVISIVE)
        return read_edivisive(name, value, &series->options, place, err);
    if (strcmp(name, "direction") == 0)
        return read_direction(value, series, place, err);
    return error_set(err, ERROR_INPUT, place, "there is no such option; expected direction");
}
