/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/input.h"

#include "base/utf8.h"

struct position input_position(const struct adapt_file *file, const char *at)
{
    struct position position = {1, 1};

    for (const char *c = file->text; c < at; c++) {
        position.column++;
        if (*c == '\n')
            position = (struct position){position.line + 1, 1};
    }
    return position;
}

bool input_fault(const struct adapt_file *file, const char *at, const char *field,
                 const char *expected, struct error *err)
{
    const struct position position = input_position(file, at);

    (void)error_set(err, ERROR_INPUT, NULL, "%s%sexpected %s", field, *field ? ": " : "", expected);
    return error_within(err, "%s:%zu:%zu", file->name, position.line, position.column);
}

bool input_is_text(const struct adapt_file *file, struct error *err)
{
    for (size_t at = 0; at < file->size;) {
        const size_t length = utf8_length(file->text + at, file->size - at);
        if (length == 0 || !file->text[at])
            return input_fault(file, file->text + at, "", "UTF-8 text", err);
        at += length;
    }
    return true;
}
