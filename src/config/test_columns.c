/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/test_columns.h"

size_t test_columns(struct arena *arena, const struct test *test,
                    const struct test_column **ret_columns)
{
    struct test_column *columns = NULL;
    size_t count = 0, capacity = 0;

    for (size_t m = 0; m < test->metric_count; m++) {
        const struct metric *metric = &test->metrics[m];

        if (metric->is_metadata || metric->group_by)
            continue;
        for (size_t c = 0; c < metric->column_count; c++) {
            columns = arena_grow(arena, columns, count, &capacity, sizeof *columns);
            columns[count++] = (struct test_column){.metric = metric, .name = metric->columns[c]};
        }
    }
    *ret_columns = columns;
    return count;
}
