/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_marks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "orion/fault_warning.h"
#include "report/python_number.h"

/* A line of the report, or the three of a mark. */
struct line {
    const char *text;
    size_t size;
};

struct lines {
    struct arena *arena;
    struct line *items;
    size_t count, capacity;
};

/* A table found among the lines: where its headings stand, how wide its columns are. */
struct found_table {
    size_t heading;
    size_t *widths;
    size_t width_count;
};

struct marking {
    const struct marks *marks;
    struct lines lines;
    struct found_table *tables;
    size_t table_count, table_capacity;
    bool told; /* that marks stand too high */
};

static void add_line(struct lines *lines, const char *text, size_t size)
{
    lines->items = arena_grow(lines->arena, lines->items, lines->count, &lines->capacity,
                              sizeof *lines->items);
    lines->items[lines->count++] = (struct line){text, size};
}

static void split(struct lines *lines, const char *text, size_t size)
{
    for (const char *end = text + size;;) {
        const char *feed = memchr(text, '\n', (size_t)(end - text));
        add_line(lines, text, (size_t)((feed ? feed : end) - text));
        if (!feed)
            return;
        text = feed + 1;
    }
}

static void add_table(struct marking *marking, size_t heading, const struct line *rule)
{
    struct arena *arena = marking->lines.arena;
    struct found_table table = {.heading = heading};
    size_t capacity = 0, start = 0;

    for (size_t i = 0; i <= rule->size; i++) {
        if (i < rule->size && rule->text[i] != ' ')
            continue;
        if (i > start) {
            table.widths =
                arena_grow(arena, table.widths, table.width_count, &capacity, sizeof *table.widths);
            table.widths[table.width_count++] = i - start;
        }
        start = i + 1;
    }
    marking->tables = arena_grow(arena, marking->tables, marking->table_count,
                                 &marking->table_capacity, sizeof *marking->tables);
    marking->tables[marking->table_count++] = table;
}

static bool has_time(const struct line *line)
{
    for (size_t i = 0; i + 4 <= line->size; i++)
        if (!memcmp(line->text + i, "time", 4))
            return true;
    return false;
}

/* Headings are a line with "time" after an empty one or at the start. */
static void find_tables(struct marking *marking)
{
    const struct lines *lines = &marking->lines;
    bool after_blank = true;

    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->items[i];
        if (python_rstrip(line->text, line->size) == 0) {
            after_blank = true;
            continue;
        }
        if (after_blank && i + 1 < lines->count && has_time(line)) {
            add_table(marking, i, &lines->items[i + 1]);
            i++;
        }
        after_blank = false;
    }
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

/* The three lines before a row; none of the group's columns changed there: nothing. */
static struct line mark_of(const struct marking *marking, const struct mark_group *group,
                           const struct found_table *table, size_t row)
{
    const struct marks *marks = marking->marks;
    AUTO_BUFFER bar, info;
    bool any = false;

    buffer_init(&bar, SIZE_MAX);
    buffer_init(&info, SIZE_MAX);
    for (size_t i = 0; i < group->count; i++) {
        const size_t width = table && i < table->width_count ? table->widths[i] : 0;
        const struct frame_change *change = change_of(marks, row, group->names[i]);

        put_repeated(&bar, change ? "\xc2\xb7" : " ", width);
        if (change)
            put_percent(&info, change_table_percent(change, marks->correct), width);
        else
            put_repeated(&info, " ", width);
        put_repeated(&bar, " ", 2);
        put_repeated(&info, " ", 2);
        any |= change != NULL;
    }
    if (!any || !buffer_ok(&bar) || !buffer_ok(&info))
        return (struct line){NULL, 0};
    const char *text =
        arena_printf(marking->lines.arena, "%s\n%s\n%s", bar.data, info.data, bar.data);
    return (struct line){text, strlen(text)};
}

/* Puts the marks of one group before the rows from line `start` on. */
static void insert(struct marking *marking, const struct line *mark_of_row, size_t count,
                   size_t start)
{
    struct lines *lines = &marking->lines, longer = {.arena = lines->arena};

    if (start > lines->count)
        start = lines->count;
    for (size_t i = 0; i < lines->count; i++) {
        if (i >= start && i - start < count && mark_of_row[i - start].text)
            add_line(&longer, mark_of_row[i - start].text, mark_of_row[i - start].size);
        add_line(&longer, lines->items[i].text, lines->items[i].size);
    }
    *lines = longer;
}

/* Headings of later tables move down by the marks, of which Orion counts one alone. */
static void move_headings(struct marking *marking, size_t index, size_t count)
{
    const size_t counted = marking->marks->correct ? count : 1;

    if (counted < count && index + 1 < marking->table_count && !marking->told) {
        fault_warn("later tables' marks of changes stand too high after a table with several",
                   "test", marking->marks->verdict->frame->test->name);
        marking->told = true;
    }
    for (size_t i = index + 1; i < marking->table_count; i++)
        marking->tables[i].heading += counted;
}

static void mark_group(struct marking *marking, const struct mark_group *group, size_t index)
{
    const struct marks *marks = marking->marks;
    const size_t rows = marks->verdict->frame->row_count;
    struct line *of_row = ARENA_ARRAY(marking->lines.arena, struct line, rows);
    const struct found_table *table = index < marking->table_count ? &marking->tables[index] : NULL;
    size_t count = 0;

    for (size_t row = 0; row < rows; row++) {
        if (marks->changes.first[row] == marks->changes.first[row + 1])
            continue;
        of_row[row] = mark_of(marking, group, table, row);
        count += of_row[row].text != NULL;
    }
    if (count == 0)
        return;
    insert(marking, of_row, rows, (table ? table->heading : 0) + 2);
    move_headings(marking, index, count);
}

void marks_insert(struct buffer *out, const struct buffer *tables, const struct marks *marks,
                  const struct mark_group *groups, size_t group_count)
{
    AUTO_ARENA arena = arena_new();
    struct marking marking = {.marks = marks, .lines = {.arena = arena}};

    split(&marking.lines, tables->data, tables->size);
    find_tables(&marking);
    for (size_t i = 0; i < group_count; i++)
        mark_group(&marking, &groups[i], i);
    for (size_t i = 0; i < marking.lines.count; i++) {
        if (i > 0)
            buffer_byte(out, '\n');
        buffer_append(out, marking.lines.items[i].text, marking.lines.items[i].size);
    }
}
