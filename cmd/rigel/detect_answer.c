/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect_answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fewest digits from 15 on that read back as the same number, always with a fraction or an
 * exponent so that readers keep it a real. */
static void write_real(struct buffer *out, double value)
{
    char text[40];

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

static void write_number(struct buffer *out, const char *member, double value)
{
    buffer_printf(out, ", \"%s\": ", member);
    write_real(out, value);
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

static const char *status_of(const struct steady_point *point)
{
    if (point->faded_at)
        return "faded";
    return point->settled ? "settled" : "new";
}

static void write_steady_point(struct buffer *out, const struct steady_point *point)
{
    buffer_printf(out, "{\"index\": %zu, \"from\": %zu, \"to\": %zu, \"status\": \"%s\"",
                  point->index, point->first, point->last, status_of(point));
    buffer_printf(out, ", \"seen_at\": %zu", point->seen_at);
    if (point->faded_at)
        buffer_printf(out, ", \"faded_at\": %zu", point->faded_at);
    write_number(out, "before", point->before);
    write_number(out, "after", point->after);
    write_number(out, "difference", point->difference);
    buffer_text(out, ", \"difference_90\": [");
    write_real(out, point->least);
    buffer_text(out, ", ");
    write_real(out, point->most);
    buffer_text(out, "]");
    write_number(out, "deviation", point->deviation);
    write_number(out, "rho", point->rho);
    buffer_printf(out, ", \"points_before\": %zu, \"points_after\": %zu", point->points_before,
                  point->points_after);
    write_number(out, "evidence", point->evidence);
    buffer_byte(out, '}');
}

static void write_steady_points(struct buffer *out, const char *name,
                                const struct steady_point *points, size_t count)
{
    buffer_printf(out, ", \"%s\": [", name);
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? ", " : "");
        write_steady_point(out, &points[i]);
    }
    buffer_byte(out, ']');
}

enum analysis_status detect_answer_steady(struct buffer *out, const struct detect_series *series,
                                          struct steady *steady)
{
    const struct steady_point *points, *faded;
    size_t count, faded_count;
    enum analysis_status status = steady_report(steady, &points, &count);

    if (status == ANALYSIS_OK)
        status = steady_faded(steady, &faded, &faded_count);
    if (status != ANALYSIS_OK)
        return status;
    write_name(out, series);
    write_steady_points(out, "change_points", points, count);
    write_steady_points(out, "faded", faded, faded_count);
    buffer_text(out, "}\n");
    return ANALYSIS_OK;
}

void detect_answer_indexes(struct buffer *out, const struct detect_series *series, size_t n,
                           const size_t *indexes, size_t count)
{
    write_name(out, series);
    buffer_printf(out, ", \"n\": %zu, \"change_points\": [", n);
    for (size_t i = 0; i < count; i++)
        buffer_printf(out, "%s{\"index\": %zu}", i ? ", " : "", indexes[i]);
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
