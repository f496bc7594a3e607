/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <string.h>

#include "adapt/csv.h"
#include "adapt/formats.h"
#include "adapt/input.h"
#include "adapt/object.h"
#include "adapt/output.h"
#include "json/scan.h"

/* A column as a field of the document: "Request Count": requestCount; "Requests/s":
 * requestsPerSecond; "99.9%": P99_9. */
static const char *field_name(struct arena *arena, const char *column)
{
    const size_t size = strlen(column);
    char *name = arena_alloc(arena, size + sizeof "PerSecond", 1), *out = name;
    bool up = false;

    if (size > 1 && column[size - 1] == '%') {
        *out++ = 'P';
        for (const char *c = column; c < column + size - 1; c++)
            *out++ = *c == '.' ? '_' : *c;
        return name;
    }
    const bool rate = size > 2 && strcmp(column + size - 2, "/s") == 0;
    for (const char *c = column; c < column + size - (rate ? 2 : 0); c++) {
        if (isalnum((unsigned char)*c)) {
            *out = *c;
            if (up)
                *out = (char)toupper((unsigned char)*c);
            else if (out == name)
                *out = (char)tolower((unsigned char)*c);
            out++;
        }
        up = !isalnum((unsigned char)*c);
    }
    if (rate)
        memcpy(out, "PerSecond", sizeof "PerSecond");
    return name;
}

static bool is_text_column(const char *column)
{
    return strcmp(column, "Type") == 0 || strcmp(column, "Method") == 0 ||
           strcmp(column, "Name") == 0;
}

static bool is_number(const char *text)
{
    struct slice value;
    struct scan scan;

    scan_init(&scan, (char *)(uintptr_t)text, strlen(text));
    return scan_peek(&scan) == '0' && scan_value(&scan, &value, NULL) && scan_end(&scan) &&
           value.size == strlen(text);
}

static bool write_field(struct writer *document, struct arena *arena, const struct adapt_file *file,
                        const char *column, const struct csv_field *field, struct error *err)
{
    const char *name = field_name(arena, column);

    if (is_text_column(column)) {
        if (*field->text)
            writer_text(document, name, field->text);
        return true;
    }
    /* No request of that name has ended yet. */
    if (strcmp(field->text, "N/A") == 0)
        return true;
    if (!is_number(field->text))
        return input_fault(file, field->at, column, "a number or N/A", err);
    writer_raw(document, name, field->text);
    return true;
}

static bool check_header(const struct adapt_file *file, const struct csv_row *header,
                         struct error *err)
{
    static const char *const needed[] = {"Name", "Request Count", "Failure Count"};

    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        size_t at = 0;
        while (at < header->count && strcmp(header->fields[at].text, needed[i]) != 0)
            at++;
        if (at == header->count)
            return input_fault(file, file->text, needed[i],
                               "a column of this name, as in Locust's PREFIX_stats.csv", err);
    }
    return true;
}

static bool read_row(struct output *out, const struct adapt_file *file,
                     const struct csv_row *header, const struct csv_row *row, struct error *err)
{
    struct arena *arena = output_arena(out);

    if (row->count != header->count)
        return input_fault(file, row->at, "",
                           arena_printf(arena, "%zu fields as in the header, found %zu",
                                        header->count, row->count),
                           err);
    struct writer *document = output_begin(out, output_known(out)->at_us);
    writer_text(document, "metricName", "locust");
    writer_text(document, "unit", "ms");
    for (size_t i = 0; i < row->count; i++)
        if (!write_field(document, arena, file, header->fields[i].text, &row->fields[i], err))
            return false;
    return output_end(out, file, row->at, row->size, err);
}

bool locust_read(struct output *out, const struct adapt_file *file, struct error *err)
{
    struct csv csv = csv_on(file);
    struct csv_row header, row;
    bool found;

    if (!input_is_text(file, err) || !csv_read(&csv, output_kept(out), &header, &found, err))
        return false;
    if (!found)
        return input_fault(file, file->text, "", "a header row, the file is empty", err);
    if (!check_header(file, &header, err))
        return false;
    for (;;) {
        if (!csv_read(&csv, output_arena(out), &row, &found, err))
            return false;
        if (!found)
            return true;
        if (!read_row(out, file, &header, &row, err))
            return false;
    }
}
