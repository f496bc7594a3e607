/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_block.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "orion/print_github.h"
#include "report/python_number.h"

static const char *percent_text(struct arena *arena, double percent)
{
    if (isnan(percent))
        return "nan%";
    return arena_printf(arena, "%.2f%%", percent);
}

static void put_metrics(struct buffer *out, struct arena *arena, const struct block *block)
{
    static const char *const headers[] = {"Metric", "Value", "Percentage change", "Labels"};
    enum { COLUMNS = 4 };
    struct table_cell *cells[COLUMNS];
    const struct table_cell *columns[COLUMNS];

    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = cells[i] = ARENA_ARRAY(arena, struct table_cell, block->metric_count);
    for (size_t i = 0; i < block->metric_count; i++) {
        const struct block_metric *metric = &block->metrics[i];
        cells[0][i] = (struct table_cell){.kind = TABLE_TEXT, .text = metric->name};
        cells[1][i] = metric->value;
        cells[2][i] =
            (struct table_cell){.kind = TABLE_TEXT, .text = percent_text(arena, metric->percent)};
        cells[3][i] = (struct table_cell){.kind = metric->label_text ? TABLE_TEXT : TABLE_NONE,
                                          .text = metric->label_text};
    }
    tabulate(out, &(struct table){.style = TABLE_OUTLINE,
                                  .headers = headers,
                                  .header_count = COLUMNS,
                                  .columns = columns,
                                  .column_count = COLUMNS,
                                  .row_count = block->metric_count});
    buffer_byte(out, '\n');
}

static char *lower(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_strndup(arena, text, size);

    for (char *at = copy; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

/* The parts of a metric's labels between slashes, without brackets, in lower case. */
static void add_components(struct arena *arena, const struct block_metric *metric,
                           const char ***names, size_t *count, size_t *capacity)
{
    AUTO_BUFFER joined;

    buffer_init(&joined, SIZE_MAX);
    for (size_t i = 0; i < metric->label_count; i++) {
        if (i > 0)
            buffer_byte(&joined, ' ');
        for (const char *at = metric->labels[i]; *at; at++)
            if (*at != '[' && *at != ']')
                buffer_byte(&joined, *at);
    }
    for (const char *at = joined.data ? joined.data : ""; at;) {
        const char *slash = strchr(at, '/'), *part = at;
        const size_t size = python_strip(&part, slash ? (size_t)(slash - at) : strlen(at));
        const char *name = lower(arena, part, size);

        if (size > 0 && strcmp(name, "jira:") != 0) {
            *names = arena_grow(arena, *names, *count, capacity, sizeof **names);
            (*names)[(*count)++] = name;
        }
        at = slash ? slash + 1 : NULL;
    }
}

/* The third part from the end of an address, in lower case: the repository of a pull request. */
static const char *repository(struct arena *arena, const char *url)
{
    size_t size = strlen(url), slashes = 0, end = 0;

    while (size > 0 && url[size - 1] == '/')
        size--;
    for (size_t i = size; i-- > 0;) {
        if (url[i] != '/')
            continue;
        slashes++;
        if (slashes == 2)
            end = i;
        if (slashes == 3)
            return lower(arena, url + i + 1, end - i - 1);
    }
    return "";
}

static bool is_related(struct arena *arena, const char *url, const char *const *names, size_t count)
{
    const char *name = repository(arena, url);

    for (size_t i = 0; i < count; i++)
        if (strstr(name, names[i]))
            return true;
    return false;
}

static void put_list(struct buffer *out, const char *title, char bullet,
                     const struct text_list *prs, const bool *is_related, bool related)
{
    size_t count = 0;

    for (size_t i = 0; i < prs->count; i++)
        count += is_related[i] == related;
    if (count == 0)
        return;
    buffer_printf(out, "\n%s (%zu):\n", title, count);
    for (size_t i = 0; i < prs->count; i++)
        if (is_related[i] == related)
            buffer_printf(out, "  %c %s\n", bullet, prs->items[i]);
}

static void put_prs(struct buffer *out, struct arena *arena, const struct block *block)
{
    bool *related = ARENA_ARRAY(arena, bool, block->prs.count);
    const char **names = NULL;
    size_t count = 0, capacity = 0;

    if (block->prs.count == 0) {
        buffer_text(out, "\nRelated PRs:\nN/A\n");
        return;
    }
    for (size_t i = 0; i < block->metric_count; i++)
        add_components(arena, &block->metrics[i], &names, &count, &capacity);
    for (size_t i = 0; i < block->prs.count; i++)
        related[i] = is_related(arena, block->prs.items[i], names, count);
    put_list(out, "Related PRs", '*', &block->prs, related, true);
    put_list(out, "Other PRs in payload", '-', &block->prs, related, false);
}

void print_block(struct buffer *out, const struct block *block)
{
    AUTO_ARENA arena = arena_new();

    buffer_text(out, "--------------------------------------------------\n");
    buffer_printf(out, "Test: %s:\n", block->test);
    buffer_printf(out, "%-20s %s\n", "Changepoint at:", block->version);
    buffer_printf(out, "%-20s %s\n", "Previous version:", block->previous);
    if (block->build && *block->build)
        buffer_printf(out, "%-20s %s\n", "Build:", block->build);
    buffer_text(out, "\nAffected Metrics\n");
    if (block->metric_count > 0)
        put_metrics(out, arena, block);
    put_prs(out, arena, block);
    if (block->github)
        print_github(out, block->github);
}
