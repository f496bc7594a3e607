/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/golden.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

json_t *golden_read(const char *name)
{
    char path[256];
    json_error_t error;
    json_t *root;

    (void)snprintf(path, sizeof path, "tests/data/golden/%s", name);
    root = json_load_file(path, 0, &error);
    if (!root)
        fail_msg("%s: %s", path, error.text);
    return root;
}

double golden_number(const json_t *value)
{
    const char *word = json_string_value(value);

    if (!word)
        return json_number_value(value);
    if (strcmp(word, "nan") == 0)
        return (double)NAN;
    assert_string_equal(word[0] == '-' ? word + 1 : word, "inf");
    return word[0] == '-' ? -(double)INFINITY : (double)INFINITY;
}

struct golden_series golden_series(const json_t *values)
{
    struct golden_series series = {.n = json_array_size(values)};

    series.values = calloc(series.n + 1, sizeof *series.values);
    series.missing = calloc(series.n + 1, 1);
    assert_non_null(series.values);
    assert_non_null(series.missing);
    for (size_t i = 0; i < series.n; i++) {
        const json_t *value = json_array_get(values, i);

        series.missing[i] = json_is_null(value);
        /* What a marked value holds may not matter: give it something that would show. */
        series.values[i] = json_is_null(value) ? 12345.0 : golden_number(value);
    }
    return series;
}

void golden_series_done(struct golden_series *series)
{
    free(series->values);
    free(series->missing);
}

struct edivisive_options golden_options(const json_t *options)
{
    return (struct edivisive_options){
        .window_len = (int)json_integer_value(json_object_get(options, "window_len")),
        .max_pvalue = json_number_value(json_object_get(options, "max_pvalue")),
        .min_magnitude = json_number_value(json_object_get(options, "min_magnitude")),
    };
}

bool golden_close(double got, double wanted, double relative, double absolute)
{
    if (isnan(wanted) || isnan(got))
        return isnan(wanted) && isnan(got);
    if (isinf(wanted) || isinf(got))
        return got == wanted;
    return fabs(got - wanted) <= fmax(relative * fabs(wanted), absolute);
}

bool golden_field_close(const char *name, const json_t *wanted, const char *field, double got)
{
    const bool is_p = strcmp(field, "pvalue") == 0;
    const json_t *value = json_object_get(wanted, field);

    if (!value || golden_close(got, golden_number(value), is_p ? 1e-9 : 1e-12, is_p ? 1e-300 : 0))
        return true;
    print_error("%s: %s is %.17g, the peer has %.17g\n", name, field, got, golden_number(value));
    return false;
}

bool golden_indexes_equal(const json_t *wanted, const size_t *got, size_t count)
{
    if (json_array_size(wanted) != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if ((size_t)json_integer_value(json_array_get(wanted, i)) != got[i])
            return false;
    return true;
}
