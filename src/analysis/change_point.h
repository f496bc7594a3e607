/* SPDX-License-Identifier: GPL-3.0-or-later */
/* change_point.h - a comparison as it is reported. */
#ifndef RIGEL_ANALYSIS_CHANGE_POINT_H
#define RIGEL_ANALYSIS_CHANGE_POINT_H

#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/comparison.h"

struct change_point change_point_of(const struct comparison *numbers, size_t index);

#endif
