/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "orion/print.h"
#include "orion/print_view.h"

/* A field as Python's csv module writes it: in quotes where it holds a comma, a quote or a line
 * feed. */
static void put_field(struct buffer *out, const char *text)
{
    if (!strpbrk(text, ",\"\n")) {
        buffer_text(out, text);
        return;
    }
    buffer_byte(out, '"');
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        buffer_append(out, text, (size_t)(quote - text) + 1);
        buffer_byte(out, '"');
    }
    buffer_text(out, text);
    buffer_byte(out, '"');
}

void print_csv(struct buffer *out, const struct frame *frame)
{
    AUTO_ARENA arena = arena_new();
    const struct view view = view_of(arena, frame);
    char scratch[PYTHON_NUMBER_SIZE];

    for (size_t i = 0; i < view.count; i++) {
        buffer_byte(out, ',');
        put_field(out, view.columns[i].name);
    }
    buffer_byte(out, '\n');
    for (size_t row = 0; row < frame->row_count; row++) {
        buffer_printf(out, "%zu", row);
        for (size_t i = 0; i < view.count; i++) {
            buffer_byte(out, ',');
            put_field(out, view_csv(&view, &view.columns[i], row, scratch));
        }
        buffer_byte(out, '\n');
    }
}
