/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/csv.h"

#include <string.h>

#include "adapt/input.h"

struct csv csv_on(const struct adapt_file *file)
{
    return (struct csv){file, file->text};
}

static const char *end_of(const struct csv *csv)
{
    return csv->file->text + csv->file->size;
}

static bool is_line_end(const struct csv *csv, const char *at)
{
    return at == end_of(csv) || *at == '\n' ||
           (*at == '\r' && at + 1 < end_of(csv) && at[1] == '\n');
}

/* csv->next stands on the opening quote; then behind the closing one. */
static bool read_quoted(struct csv *csv, struct arena *arena, struct csv_field *ret,
                        struct error *err)
{
    const char *start = csv->next, *at = start + 1, *end = end_of(csv);
    const char *close = at;

    while (close < end && (*close != '"' || (close + 1 < end && close[1] == '"')))
        close += *close == '"' ? 2 : 1;
    if (close >= end)
        return input_fault(csv->file, start, "", "a closing quote, the file ends", err);
    char *text = arena_alloc(arena, (size_t)(close - at) + 1, 1), *out = text;
    for (; at < close; at++) {
        *out++ = *at;
        if (*at == '"')
            at++;
    }
    csv->next = close + 1;
    *ret = (struct csv_field){text, start};
    if (is_line_end(csv, csv->next) || *csv->next == ',')
        return true;
    return input_fault(csv->file, csv->next, "", "a comma or a line end after a quote", err);
}

static bool read_field(struct csv *csv, struct arena *arena, struct csv_field *ret,
                       struct error *err)
{
    const char *at = csv->next;

    if (!is_line_end(csv, at) && *at == '"')
        return read_quoted(csv, arena, ret, err);
    while (!is_line_end(csv, csv->next) && *csv->next != ',') {
        if (*csv->next == '"' || !*csv->next)
            return input_fault(csv->file, csv->next, "",
                               "a quoted field where a field holds a quote or NUL", err);
        csv->next++;
    }
    *ret = (struct csv_field){arena_strndup(arena, at, (size_t)(csv->next - at)), at};
    return true;
}

static void pass_line_ends(struct csv *csv)
{
    while (csv->next < end_of(csv) && is_line_end(csv, csv->next))
        csv->next++;
}

bool csv_read(struct csv *csv, struct arena *arena, struct csv_row *ret_row, bool *ret_found,
              struct error *err)
{
    struct csv_field *fields = NULL;
    size_t count = 0, capacity = 0;

    pass_line_ends(csv);
    *ret_found = csv->next < end_of(csv);
    if (!*ret_found)
        return true;
    const char *start = csv->next;
    for (;;) {
        if (count == CSV_FIELDS)
            return error_set(err, ERROR_LIMIT, csv->file->name, "a row has more than %d fields",
                             CSV_FIELDS);
        fields = arena_grow(arena, fields, count, &capacity, sizeof *fields);
        if (!read_field(csv, arena, &fields[count++], err))
            return false;
        if (is_line_end(csv, csv->next))
            break;
        csv->next++; /* the comma */
    }
    *ret_row = (struct csv_row){fields, count, start, (size_t)(csv->next - start)};
    return true;
}
