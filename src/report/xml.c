/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/xml.h"

#include <stdbool.h>
#include <stddef.h>

static void indent(struct buffer *out, unsigned level)
{
    for (; level > 0; level--)
        buffer_byte(out, '\t');
}

/* How a byte is written that does not stand for itself; NULL: it does. */
static const char *escape_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
    case '\n':
    case '\r':
        return NULL;
    default:
        return (unsigned char)byte < ' ' ? "\xef\xbf\xbd" : NULL;
    }
}

static void put_escaped(struct buffer *out, const char *text)
{
    const char *run = text, *at = text;

    for (; *at; at++) {
        const char *escape = escape_of(*at);
        if (!escape)
            continue;
        buffer_append(out, run, (size_t)(at - run));
        buffer_text(out, escape);
        run = at + 1;
    }
    buffer_append(out, run, (size_t)(at - run));
}

void xml_open(struct buffer *out, unsigned level, const char *tag)
{
    indent(out, level);
    buffer_byte(out, '<');
    buffer_text(out, tag);
}

void xml_attribute(struct buffer *out, const char *name, const char *value)
{
    buffer_byte(out, ' ');
    buffer_text(out, name);
    buffer_text(out, "=\"");
    put_escaped(out, value);
    buffer_byte(out, '"');
}

void xml_end_empty(struct buffer *out)
{
    buffer_text(out, "/>\n");
}

void xml_end_children(struct buffer *out)
{
    buffer_text(out, ">\n");
}

void xml_end_text(struct buffer *out, const char *tag, const char *text)
{
    buffer_byte(out, '>');
    put_escaped(out, text);
    buffer_text(out, "</");
    buffer_text(out, tag);
    buffer_text(out, ">\n");
}

void xml_close(struct buffer *out, unsigned level, const char *tag)
{
    indent(out, level);
    buffer_text(out, "</");
    buffer_text(out, tag);
    buffer_text(out, ">\n");
}
