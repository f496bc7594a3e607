/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/text.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/clock.h"
#include "report/change_text.h"
#include "report/text_table.h"

static const struct text_column columns[] = {
    {"test", false},  {"run", false}, {"build", false},     {"metric", false},
    {"change", true}, {"p", true},    {"build URL", false}, {"previous build URL", false},
    {"note", false},
};

char *percent_text(double percent, char out[PERCENT_TEXT_SIZE])
{
    if (isnan(percent))
        (void)snprintf(out, PERCENT_TEXT_SIZE, "n/a");
    else if (fabs(percent) < 1e15)
        (void)snprintf(out, PERCENT_TEXT_SIZE, "%+.1f%%", percent);
    else
        (void)snprintf(out, PERCENT_TEXT_SIZE, "%+g%%", percent);
    return out;
}

char *pvalue_text(double pvalue, char out[PERCENT_TEXT_SIZE])
{
    if (isnan(pvalue))
        (void)snprintf(out, PERCENT_TEXT_SIZE, "-");
    else
        (void)snprintf(out, PERCENT_TEXT_SIZE, "%.2g", pvalue);
    return out;
}

static void fill_metric(struct arena *arena, const char **cells, const struct report_metric *metric,
                        const char *indent)
{
    char text[PERCENT_TEXT_SIZE];

    cells[3] = arena_printf(arena, "%s%s", indent, metric->metric);
    cells[4] =
        change_cell(arena, metric->percent, metric->mean_before, metric->mean_after, metric->unit);
    cells[5] = arena_strdup(arena, pvalue_text(metric->pvalue, text));
}

static void fill_regression(struct arena *arena, const char **cells,
                            const struct report_regression *regression, size_t width)
{
    char at[CLOCK_TEXT_SIZE];

    cells[0] = regression->test;
    cells[1] = arena_strdup(arena, clock_format(regression->at, at));
    cells[2] = regression->build ? regression->build : "-";
    cells[6] = regression->build_url ? regression->build_url : "-";
    cells[7] = regression->previous_build_url ? regression->previous_build_url : "-";
    if (width > 8)
        cells[8] = regression->note ? regression->note : "-";
    for (size_t i = 0; i < regression->metric_count; i++)
        fill_metric(arena, cells + i * width, &regression->metrics[i], i > 0 ? "  " : "");
}

void report_regressions_text(struct buffer *out, const struct report_regression *regressions,
                             size_t count)
{
    AUTO_ARENA arena = arena_new();
    size_t rows = 0, width = ARRAY_LEN(columns) - 1;

    for (size_t i = 0; i < count; i++)
        width = regressions[i].note ? ARRAY_LEN(columns) : width;
    for (size_t i = 0; i < count; i++)
        rows += regressions[i].metric_count > 0 ? regressions[i].metric_count : 1;

    const char **cells = ARENA_ARRAY(arena, const char *, rows *width + 1);
    const char **next = cells;

    for (size_t i = 0; i < count; i++) {
        fill_regression(arena, next, &regressions[i], width);
        next += (regressions[i].metric_count > 0 ? regressions[i].metric_count : 1) * width;
    }
    text_table_write(out, columns, width, (const char *const *)cells, rows);
}
