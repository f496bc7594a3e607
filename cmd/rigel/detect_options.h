/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detect_options.h - the options of a line of `rigel detect`, by name. */
#ifndef RIGEL_CMD_DETECT_OPTIONS_H
#define RIGEL_CMD_DETECT_OPTIONS_H

#include <jansson.h>

#include "base/attributes.h"
#include "detect_series.h"

/* Sets the option in series; err->place is options.NAME. */
MUST_CHECK bool detect_option_read(const char *name, const json_t *value,
                                   enum detect_algorithm algorithm, struct detect_series *series,
                                   struct error *err);

bool detect_steady_options_equal(const struct steady_options *a, const struct steady_options *b);

#endif
