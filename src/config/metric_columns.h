/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metric_columns.h - the names of a metric's values, as Orion builds them: <name>_<field>,
 * <name>_<aggregation>, <name>_percentiles_<p>. */
#ifndef RIGEL_CONFIG_METRIC_COLUMNS_H
#define RIGEL_CONFIG_METRIC_COLUMNS_H

#include "base/arena.h"
#include "config/test.h"

/* Sets columns and column_count from the other members; none for a plain metric without field. */
void metric_set_columns(struct arena *arena, struct metric *metric);

#endif
