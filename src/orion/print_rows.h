/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_rows.h - the rows of a verdict as a JSON array at a depth: the document of one test, or a
 * part of the one of several tests or pull requests. */
#ifndef RIGEL_ORION_PRINT_ROWS_H
#define RIGEL_ORION_PRINT_ROWS_H

#include "base/buffer.h"
#include "orion/judge.h"
#include "orion/options.h"

void print_rows(struct buffer *out, const struct orion_verdict *verdict,
                const struct orion_options *options, unsigned level);

#endif
