/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_github.h - commits and releases between two runs, as the summary shows them. */
#ifndef RIGEL_ORION_PRINT_GITHUB_H
#define RIGEL_ORION_PRINT_GITHUB_H

#include "base/buffer.h"
#include "orion/print_value.h"

/* context: the value of a row's github_context; null says nothing. */
void print_github(struct buffer *out, const struct print_value *context);

#endif
