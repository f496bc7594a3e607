/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_marks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/python_number.h"

/* What a table's lines tell: where its headings stand, how wide its columns are. */
struct found_table {
    size_t heading;
    size_t *widths;
    size_t width_count;
};

static size_t line_size(const char *text, const char *end)
{
    const char *feed = memchr(text, '\n', (size_t)(end - text));

    return (size_t)((feed ? feed : end) - text);
}

static bool has_time(const char *line, size_t size)
{
    for (size_t i = 0; i + 4 <= size; i++)
        if (!memcmp(line + i, "time", 4))
            return true;
    return false;
}

static void measure(struct arena *arena, struct found_table *table, const char *rule, size_t size)
{
    size_t capacity = 0, start = 0;

    for (size_t i = 0; i <= size; i++) {
        if (i < size && rule[i] != ' ')
            continue;
        if (i > start) {
            table->widths = arena_grow(arena, table->widths, table->width_count, &capacity,
                                       sizeof *table->widths);
            table->widths[table->width_count++] = i - start;
        }
        start = i + 1;
    }
}

/* Headings are a line with "time" after an empty one or at the start. */
static struct found_table find_table(struct arena *arena, const struct buffer *text)
{
    const char *at = text->data, *end = text->data + text->size;
    struct found_table table = {0};
    bool after_blank = true;

    for (size_t line = 0; at < end; line++) {
        const size_t size = line_size(at, end);
        const char *next = at + size + 1;
        const bool is_blank = python_rstrip(at, size) == 0;

        if (!is_blank && after_blank && next < end && has_time(at, size)) {
            table.heading = line;
            measure(arena, &table, next, line_size(next, end));
            return table;
        }
        after_blank = is_blank;
        at = next;
    }
    return table;
}

static void put_repeated(struct buffer *out, const char *text, size_t count)
{
    for (; count > 0; count--)
        buffer_text(out, text);
}

static void put_percent(struct buffer *out, double percent, size_t width)
{
    char text[400]; /* of the greatest double */
    const int size = isnan(percent) ? snprintf(text, sizeof text, "+nan%%")
                                    : snprintf(text, sizeof text, "%+.1f%%", percent);

    if ((size_t)size < width)
        put_repeated(out, " ", width - (size_t)size);
    buffer_text(out, text);
}

/* The change in a row of the column with that name. */
static const struct frame_change *change_of(const struct marks *marks, size_t row, const char *name)
{
    for (size_t i = marks->changes.first[row]; i < marks->changes.first[row + 1]; i++) {
        const struct frame_change *change = marks->changes.sorted[i];
        if (!strcmp(marks->verdict->frame->columns[change->column].name, name))
            return change;
    }
    return NULL;
}

static bool any_change(const struct marks *marks, size_t row, const char *const *names,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (change_of(marks, row, names[i]))
            return true;
    return false;
}

/* The three lines before a row, if one of the columns changed there. */
static void put_mark(struct buffer *out, const struct marks *marks, const struct found_table *table,
                     size_t row, const char *const *names, size_t count)
{
    if (marks->changes.first[row] == marks->changes.first[row + 1] ||
        !any_change(marks, row, names, count))
        return;
    for (int line = 0; line < 3; line++) {
        for (size_t i = 0; i < count; i++) {
            const size_t width = i < table->width_count ? table->widths[i] : 0;
            const struct frame_change *change = change_of(marks, row, names[i]);

            if (change && line == 1)
                put_percent(out, change_table_percent(change, marks->correct), width);
            else
                put_repeated(out, change ? "\xc2\xb7" : " ", width);
            put_repeated(out, " ", 2);
        }
        buffer_byte(out, '\n');
    }
}

void marks_insert(struct buffer *out, const struct buffer *table, const struct marks *marks,
                  const char *const *names, size_t count)
{
    AUTO_ARENA arena = arena_new();
    const struct found_table found = find_table(arena, table);
    const size_t first = found.heading + 2, rows = marks->verdict->frame->row_count;
    const char *at = table->data, *end = table->data + table->size;

    for (size_t line = 0; marks->verdict->count > 0; line++) {
        if (line >= first && line - first < rows)
            put_mark(out, marks, &found, line - first, names, count);
        const size_t size = line_size(at, end);
        if (at + size == end)
            break;
        buffer_append(out, at, size + 1);
        at += size + 1;
    }
    buffer_append(out, at, (size_t)(end - at));
}
