/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/listing.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"

/* ---- which columns ---- */

static bool find_column(const struct listing *listing, const char *name, size_t length, size_t *ret)
{
    for (size_t i = 0; i < listing->count; i++)
        if (strlen(listing->names[i]) == length && memcmp(listing->names[i], name, length) == 0) {
            *ret = i;
            return true;
        }
    return false;
}

static bool refuse_field(const struct listing *listing, const char *name, size_t length,
                         struct error *err)
{
    const char *names = "";

    for (size_t i = 0; i < listing->count; i++)
        names = arena_printf(listing->request->arena, "%s%s%s", names, i ? ", " : "",
                             listing->names[i]);
    return error_set(err, ERROR_PARAMETER, "fields", "there is no field '%.*s' here; expected %s",
                     (int)(length < 100 ? length : 100), name, names);
}

static bool choose_fields(struct listing *listing, const char *list, struct error *err)
{
    for (;;) {
        const size_t length = strcspn(list, ",");
        size_t found;
        if (!find_column(listing, list, length, &found))
            return refuse_field(listing, list, length, err);
        if (listing->shown[found])
            return error_set(err, ERROR_PARAMETER, "fields", "'%s' is given twice",
                             listing->names[found]);
        listing->shown[found] = true;
        list += length;
        if (!*list++)
            return true;
    }
}

bool listing_open_as(struct listing *listing, struct request *request, listing_row_writer *write,
                     const void *empty_row, const enum form *offered, size_t count,
                     struct error *err)
{
    const char *fields = QUERY_TEXT(&request->query, FIELDS);

    *listing = (struct listing){.request = request, .write = write, .naming = true};
    write(listing, empty_row);
    listing->naming = false;
    if (fields && !choose_fields(listing, fields, err))
        return false;
    for (size_t i = 0; !fields && i < listing->count; i++)
        listing->shown[i] = true;
    if (!form_choose(request, offered, count, &listing->form, err))
        return false;
    listing->csv = listing->form == FORM_CSV;
    return true;
}

bool listing_open(struct listing *listing, struct request *request, listing_row_writer *write,
                  const void *empty_row, struct error *err)
{
    static const enum form offered[] = {FORM_JSON, FORM_CSV};

    return listing_open_as(listing, request, write, empty_row, offered, ARRAY_LEN(offered), err);
}

/* ---- around the rows ---- */

void listing_start(struct listing *listing)
{
    struct reply *reply = &listing->request->reply;

    if (listing->csv) {
        reply_text(reply, 200, "text/csv; charset=utf-8; header=present", "");
        reply->cacheable = true;
        return;
    }
    listing->writer = reply_json(reply, 200);
    writer_object(&listing->writer, NULL);
}

static void end_line(struct listing *listing)
{
    buffer_text(&listing->request->reply.body, "\r\n");
    listing->cell_written = false;
}

static void put_cell(struct listing *listing, const char *text)
{
    struct buffer *out = &listing->request->reply.body;

    if (listing->cell_written)
        buffer_byte(out, ',');
    listing->cell_written = true;
    buffer_text(out, text);
}

void listing_begin(struct listing *listing, const char *key)
{
    if (!listing->csv) {
        writer_array(&listing->writer, key);
        return;
    }
    for (size_t i = 0; i < listing->count; i++)
        if (listing->shown[i])
            put_cell(listing, listing->names[i]);
    end_line(listing);
}

void listing_row(struct listing *listing, const void *row)
{
    listing->at = 0;
    if (!listing->csv)
        writer_object(&listing->writer, NULL);
    listing->write(listing, row);
    assert(listing->at == listing->count);
    if (listing->csv)
        end_line(listing);
    else
        writer_end(&listing->writer);
}

void listing_end(struct listing *listing)
{
    if (!listing->csv)
        writer_end(&listing->writer);
}

void listing_close(struct listing *listing)
{
    if (!listing->csv)
        writer_end(&listing->writer);
}

void listing_members(struct writer *writer, listing_row_writer *write, const void *row)
{
    struct listing listing = {.writer = *writer, .whole = true};

    write(&listing, row);
    *writer = listing.writer;
}

/* ---- cells ---- */

/* Is the cell to be written? While the columns are being named it is only noted. */
static bool next_cell(struct listing *listing, const char *name)
{
    if (listing->whole)
        return true;
    if (listing->naming) {
        assert(listing->count < LISTING_COLUMNS);
        listing->names[listing->count++] = name;
        return false;
    }
    assert(listing->at < listing->count && strcmp(listing->names[listing->at], name) == 0);
    return listing->shown[listing->at++];
}

static void put_text_cell(struct listing *listing, const char *text)
{
    struct buffer *out = &listing->request->reply.body;
    const bool formula = *text && strchr("=+-@\t\r\n", *text);

    put_cell(listing, "");
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

void listing_text(struct listing *listing, const char *name, const char *text)
{
    if (!next_cell(listing, name))
        return;
    if (listing->csv)
        put_text_cell(listing, text ? text : "");
    else
        writer_text(&listing->writer, name, text);
}

void listing_null(struct listing *listing, const char *name)
{
    listing_text(listing, name, NULL);
}

void listing_bool(struct listing *listing, const char *name, bool value)
{
    if (!next_cell(listing, name))
        return;
    if (listing->csv)
        put_cell(listing, value ? "true" : "false");
    else
        writer_bool(&listing->writer, name, value);
}

/* Numbers look alike in both: a writer at the top of the buffer sets no comma and no key. */
static struct writer bare(struct listing *listing)
{
    put_cell(listing, "");
    return writer_on(&listing->request->reply.body);
}

void listing_integer(struct listing *listing, const char *name, int64_t value)
{
    if (!next_cell(listing, name))
        return;
    if (listing->csv) {
        struct writer w = bare(listing);
        writer_integer(&w, NULL, value);
    } else {
        writer_integer(&listing->writer, name, value);
    }
}

void listing_real(struct listing *listing, const char *name, double value)
{
    if (!next_cell(listing, name))
        return;
    if (!listing->csv) {
        writer_real(&listing->writer, name, value);
    } else if (isfinite(value)) {
        struct writer w = bare(listing);
        writer_real(&w, NULL, value);
    } else {
        put_cell(listing, "");
    }
}

void listing_time(struct listing *listing, const char *name, int64_t us)
{
    char text[CLOCK_TEXT_SIZE];

    listing_text(listing, name, clock_format(us, text));
}

void listing_id(struct listing *listing, const char *name, int64_t id)
{
    if (!next_cell(listing, name))
        return;
    if (listing->csv) {
        struct writer w = bare(listing);
        writer_integer(&w, NULL, id);
    } else {
        writer_id(&listing->writer, name, id);
    }
}

void listing_json(struct listing *listing, const char *name, const char *json)
{
    if (!next_cell(listing, name))
        return;
    if (listing->csv)
        put_text_cell(listing, json ? json : "");
    else
        writer_raw(&listing->writer, name, json);
}
