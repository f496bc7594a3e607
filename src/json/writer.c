/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/writer.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/utf8.h"

struct writer writer_on(struct buffer *out)
{
    return (struct writer){.out = out};
}

static void put_escaped(struct buffer *out, unsigned char c)
{
    static const char *const named[0x20] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"};

    if (c == '"' || c == '\\') {
        buffer_byte(out, '\\');
        buffer_byte(out, (char)c);
    } else if (named[c]) {
        buffer_text(out, named[c]);
    } else {
        buffer_printf(out, "\\u%04x", c);
    }
}

static void put_string(struct buffer *out, const char *text)
{
    const char *at = text, *plain = at;

    buffer_byte(out, '"');
    while (*at) {
        const size_t length = utf8_sequence(at);
        if (length && (unsigned char)*at >= 0x20 && *at != '"' && *at != '\\') {
            at += length;
            continue;
        }
        buffer_append(out, plain, (size_t)(at - plain));
        if (length)
            put_escaped(out, (unsigned char)*at);
        else
            buffer_text(out, "\xef\xbf\xbd");
        plain = ++at;
    }
    buffer_append(out, plain, (size_t)(at - plain));
    buffer_byte(out, '"');
}

static void before_value(struct writer *writer, const char *key)
{
    assert((key != NULL) == (writer->depth && writer->closer[writer->depth] == '}'));
    if (writer->started[writer->depth])
        buffer_byte(writer->out, ',');
    writer->started[writer->depth] = true;
    if (key) {
        put_string(writer->out, key);
        buffer_byte(writer->out, ':');
    }
}

static void open_level(struct writer *writer, const char *key, char opener, char closer)
{
    before_value(writer, key);
    assert(writer->depth < WRITER_DEPTH);
    buffer_byte(writer->out, opener);
    writer->depth++;
    writer->started[writer->depth] = false;
    writer->closer[writer->depth] = closer;
}

void writer_object(struct writer *writer, const char *key)
{
    open_level(writer, key, '{', '}');
}

void writer_array(struct writer *writer, const char *key)
{
    open_level(writer, key, '[', ']');
}

void writer_end(struct writer *writer)
{
    assert(writer->depth > 0);
    buffer_byte(writer->out, writer->closer[writer->depth]);
    writer->depth--;
}

void writer_null(struct writer *writer, const char *key)
{
    before_value(writer, key);
    buffer_text(writer->out, "null");
}

void writer_bool(struct writer *writer, const char *key, bool value)
{
    before_value(writer, key);
    buffer_text(writer->out, value ? "true" : "false");
}

void writer_integer(struct writer *writer, const char *key, int64_t value)
{
    before_value(writer, key);
    buffer_printf(writer->out, "%" PRId64, value);
}

void writer_real(struct writer *writer, const char *key, double value)
{
    char text[32];

    if (!isfinite(value)) {
        writer_null(writer, key);
        return;
    }
    before_value(writer, key);
    if (value == 0) {
        /* "-0" reads back as the whole number 0 in some languages. */
        buffer_text(writer->out, signbit(value) ? "-0.0" : "0");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    buffer_text(writer->out, text);
}

void writer_text(struct writer *writer, const char *key, const char *text)
{
    if (!text) {
        writer_null(writer, key);
        return;
    }
    before_value(writer, key);
    put_string(writer->out, text);
}

void writer_time(struct writer *writer, const char *key, int64_t us)
{
    char text[CLOCK_TEXT_SIZE];

    writer_text(writer, key, clock_format(us, text));
}

void writer_id(struct writer *writer, const char *key, int64_t id)
{
    before_value(writer, key);
    buffer_printf(writer->out, "\"%" PRId64 "\"", id);
}

void writer_raw(struct writer *writer, const char *key, const char *json)
{
    before_value(writer, key);
    buffer_text(writer->out, json ? json : "null");
}
