/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/table.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"

/* ---- which columns ---- */

static bool find_column(const struct table *table, const char *name, size_t length, size_t *ret)
{
    for (size_t i = 0; i < table->count; i++)
        if (strlen(table->names[i]) == length && memcmp(table->names[i], name, length) == 0) {
            *ret = i;
            return true;
        }
    return false;
}

static bool refuse_field(const struct table *table, const char *name, size_t length,
                         struct error *err)
{
    const char *names = "";

    for (size_t i = 0; i < table->count; i++)
        names =
            arena_printf(table->request->arena, "%s%s%s", names, i ? ", " : "", table->names[i]);
    return error_set(err, ERROR_PARAMETER, "fields", "there is no field '%.*s' here; expected %s",
                     (int)(length < 100 ? length : 100), name, names);
}

static bool choose_fields(struct table *table, const char *list, struct error *err)
{
    for (;;) {
        const size_t length = strcspn(list, ",");
        size_t found;
        if (!find_column(table, list, length, &found))
            return refuse_field(table, list, length, err);
        if (table->shown[found])
            return error_set(err, ERROR_PARAMETER, "fields", "'%s' is given twice",
                             table->names[found]);
        table->shown[found] = true;
        list += length;
        if (!*list++)
            return true;
    }
}

bool table_open(struct table *table, struct request *request, table_row_writer *write,
                const void *empty_row, struct error *err)
{
    static const enum form offered[] = {FORM_JSON, FORM_CSV};
    const char *fields = QUERY_TEXT(&request->query, FIELDS);
    enum form form;

    *table = (struct table){.request = request, .write = write, .naming = true};
    write(table, empty_row);
    table->naming = false;
    if (fields && !choose_fields(table, fields, err))
        return false;
    for (size_t i = 0; !fields && i < table->count; i++)
        table->shown[i] = true;
    if (!form_choose(request, offered, ARRAY_LEN(offered), &form, err))
        return false;
    table->csv = form == FORM_CSV;
    return true;
}

/* ---- around the rows ---- */

void table_start(struct table *table)
{
    struct reply *reply = &table->request->reply;

    if (table->csv) {
        reply_text(reply, 200, "text/csv; charset=utf-8; header=present", "");
        reply->cacheable = true;
        return;
    }
    table->writer = reply_json(reply, 200);
    writer_object(&table->writer, NULL);
}

static void end_line(struct table *table)
{
    buffer_text(&table->request->reply.body, "\r\n");
    table->cell_written = false;
}

static void put_cell(struct table *table, const char *text)
{
    struct buffer *out = &table->request->reply.body;

    if (table->cell_written)
        buffer_byte(out, ',');
    table->cell_written = true;
    buffer_text(out, text);
}

void table_begin(struct table *table, const char *key)
{
    if (!table->csv) {
        writer_array(&table->writer, key);
        return;
    }
    for (size_t i = 0; i < table->count; i++)
        if (table->shown[i])
            put_cell(table, table->names[i]);
    end_line(table);
}

void table_row(struct table *table, const void *row)
{
    table->at = 0;
    if (!table->csv)
        writer_object(&table->writer, NULL);
    table->write(table, row);
    assert(table->at == table->count);
    if (table->csv)
        end_line(table);
    else
        writer_end(&table->writer);
}

void table_end(struct table *table)
{
    if (!table->csv)
        writer_end(&table->writer);
}

void table_close(struct table *table)
{
    if (!table->csv)
        writer_end(&table->writer);
}

void table_members(struct writer *writer, table_row_writer *write, const void *row)
{
    struct table table = {.writer = *writer, .whole = true};

    write(&table, row);
    *writer = table.writer;
}

/* ---- cells ---- */

/* Is the cell to be written? While the columns are being named it is only noted. */
static bool next_cell(struct table *table, const char *name)
{
    if (table->whole)
        return true;
    if (table->naming) {
        assert(table->count < TABLE_COLUMNS);
        table->names[table->count++] = name;
        return false;
    }
    assert(table->at < table->count && strcmp(table->names[table->at], name) == 0);
    return table->shown[table->at++];
}

static void put_text_cell(struct table *table, const char *text)
{
    struct buffer *out = &table->request->reply.body;
    const bool formula = *text && strchr("=+-@\t\r\n", *text);

    put_cell(table, "");
    if (!formula && text[strcspn(text, "\",\r\n")] == '\0') {
        buffer_text(out, text);
        return;
    }
    buffer_text(out, formula ? "\"'" : "\"");
    for (; *text; text++) {
        if (*text == '"')
            buffer_byte(out, '"');
        buffer_byte(out, *text);
    }
    buffer_byte(out, '"');
}

void table_text(struct table *table, const char *name, const char *text)
{
    if (!next_cell(table, name))
        return;
    if (table->csv)
        put_text_cell(table, text ? text : "");
    else
        writer_text(&table->writer, name, text);
}

void table_null(struct table *table, const char *name)
{
    table_text(table, name, NULL);
}

void table_bool(struct table *table, const char *name, bool value)
{
    if (!next_cell(table, name))
        return;
    if (table->csv)
        put_cell(table, value ? "true" : "false");
    else
        writer_bool(&table->writer, name, value);
}

/* Numbers look alike in both: a writer at the top of the buffer sets no comma and no key. */
static struct writer bare(struct table *table)
{
    put_cell(table, "");
    return writer_on(&table->request->reply.body);
}

void table_integer(struct table *table, const char *name, int64_t value)
{
    if (!next_cell(table, name))
        return;
    if (table->csv) {
        struct writer w = bare(table);
        writer_integer(&w, NULL, value);
    } else {
        writer_integer(&table->writer, name, value);
    }
}

void table_real(struct table *table, const char *name, double value)
{
    if (!next_cell(table, name))
        return;
    if (!table->csv) {
        writer_real(&table->writer, name, value);
    } else if (isfinite(value)) {
        struct writer w = bare(table);
        writer_real(&w, NULL, value);
    } else {
        put_cell(table, "");
    }
}

void table_time(struct table *table, const char *name, int64_t us)
{
    char text[CLOCK_TEXT_SIZE];

    table_text(table, name, clock_format(us, text));
}

void table_id(struct table *table, const char *name, int64_t id)
{
    if (!next_cell(table, name))
        return;
    if (table->csv) {
        struct writer w = bare(table);
        writer_integer(&w, NULL, id);
    } else {
        writer_id(&table->writer, name, id);
    }
}

void table_json(struct table *table, const char *name, const char *json)
{
    if (!next_cell(table, name))
        return;
    if (table->csv)
        put_text_cell(table, json ? json : "");
    else
        writer_raw(&table->writer, name, json);
}
