/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_xml.h"

#include <stdbool.h>
#include <stddef.h>

static void indent(struct buffer *out, unsigned level)
{
    for (; level > 0; level--)
        buffer_byte(out, '\t');
}

static void put_escaped(struct buffer *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            buffer_text(out, "&amp;");
            break;
        case '<':
            buffer_text(out, "&lt;");
            break;
        case '>':
            buffer_text(out, "&gt;");
            break;
        case '"':
            buffer_text(out, "&quot;");
            break;
        case '\t':
        case '\n':
        case '\r':
            buffer_byte(out, *text);
            break;
        default:
            if ((unsigned char)*text < ' ')
                buffer_text(out, "\xef\xbf\xbd");
            else
                buffer_byte(out, *text);
            break;
        }
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
