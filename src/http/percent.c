/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http/percent.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static void append(struct buffer *out, const char *text, bool is_form)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (isalnum(c) || strchr("-._~", c))
            buffer_byte(out, *text);
        else if (is_form && c == ' ')
            buffer_byte(out, '+');
        else
            buffer_printf(out, "%%%02X", c);
    }
}

void percent_path(struct buffer *out, const char *text)
{
    append(out, text, false);
}

void percent_form(struct buffer *out, const char *text)
{
    append(out, text, true);
}
