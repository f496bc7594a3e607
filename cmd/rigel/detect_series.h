/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detect_series.h - one line of `rigel detect`: a series to search, and its answer, as JSON. */
#ifndef RIGEL_CMD_DETECT_SERIES_H
#define RIGEL_CMD_DETECT_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/steady.h"
#include "base/attributes.h"
#include "base/error.h"

enum detect_algorithm { DETECT_EDIVISIVE, DETECT_PERCENT, DETECT_STEADY };

struct detect_series {
    char *name; /* as JSON text: quoted, or null where there is none */
    double *values;
    unsigned char *missing; /* marks the nulls; their value is NaN */
    size_t count;
    enum missing_way way; /* default: fill for edivisive, skip for percent, drop for steady */
    struct edivisive_options options;
    struct steady_options steady;
    int direction; /* percent only */
    size_t from;   /* values there are at the first answer of a replay; default 1,
                    * 0: the line says nonsense */
};

/* Reads {"name", "values", "missing", "options", "from"}; other members are ignored, other options
 * are not. series is to be given to detect_series_done whatever the result; after a failure its
 * name is there if that could be read. err->place names the member at fault. */
MUST_CHECK bool detect_series_read(struct detect_series *series, enum detect_algorithm algorithm,
                                   const char *text, size_t size, struct error *err);
void detect_series_done(struct detect_series *series);

#endif
