/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detect_series.h - one line of `rigel detect`: a series to search, and its answer, as JSON. */
#ifndef RIGEL_CMD_DETECT_SERIES_H
#define RIGEL_CMD_DETECT_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"

enum detect_algorithm { DETECT_EDIVISIVE, DETECT_PERCENT };

struct detect_series {
    char *name; /* as JSON text: quoted, or null where there is none */
    double *values;
    unsigned char *missing; /* marks the nulls; their value is NaN */
    size_t count;
    enum missing_way way; /* default: fill for edivisive, skip for percent */
    struct edivisive_options options;
    int direction; /* percent only */
};

/* Reads {"name", "values", "missing", "options"}; other members are ignored, other options are
 * not. series is to be given to detect_series_done whatever the result; after a failure its name
 * is there if that could be read. err->place names the member at fault. */
MUST_CHECK bool detect_series_read(struct detect_series *series, enum detect_algorithm algorithm,
                                   const char *text, size_t size, struct error *err);
void detect_series_done(struct detect_series *series);

/* The answer lines, with their line feed. */
void detect_answer_points(struct buffer *out, const struct detect_series *series,
                          const struct change_point *points, size_t count);
void detect_answer_error(struct buffer *out, const struct detect_series *series, const char *text);

#endif
