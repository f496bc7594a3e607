/* SPDX-License-Identifier: GPL-3.0-or-later */
/* viz.h - `--viz`: one self-contained HTML page a test, with a plot a metric. */
#ifndef RIGEL_ORION_VIZ_H
#define RIGEL_ORION_VIZ_H

#include <stdint.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "orion/judge.h"
#include "orion/options.h"

/* The page: values, change points, acknowledged changes, hover with build and URL, light and dark,
 * printable, usable by keyboard; opens without any network. now: seconds since 1970. */
void viz_page(struct buffer *out, const struct orion_verdict *verdict,
              const struct orion_options *options, int64_t now);

#endif
