/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/metric_columns.h"

#include "config/python_text.h"

void metric_set_columns(struct arena *arena, struct metric *metric)
{
    const bool nameless = metric->aggregation == AGG_NONE && !metric->field;
    const bool many = metric->aggregation == AGG_PERCENTILES && !metric->has_target;
    const size_t count = nameless ? 0 : many ? metric->percent_count : 1;
    const char **columns = ARENA_ARRAY(arena, const char *, count);

    if (metric->aggregation == AGG_PERCENTILES)
        for (size_t i = 0; i < count; i++)
            columns[i] = arena_printf(
                arena, "%s_%s_%s", metric->name, metric->aggregation_name,
                python_float_text(arena, many ? metric->percents[i] : metric->target_percent));
    else if (!nameless)
        columns[0] = arena_printf(arena, "%s_%s", metric->name,
                                  metric->aggregation == AGG_NONE ? metric->field
                                                                  : metric->aggregation_name);
    metric->columns = columns;
    metric->column_count = count;
}
