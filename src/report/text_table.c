/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/text_table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/attributes.h"

#define GAP 2

struct range {
    uint32_t first, last;
};

/* Characters that take no column of their own. */
static const struct range narrow[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
    {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
};

/* Characters that take two columns (East Asian Width W and F, and pictographs). */
static const struct range wide[] = {
    {0x1100, 0x115f}, {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},
    {0xa000, 0xa4cf}, {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe4f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

static bool within(uint32_t point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return false;
}

/* Bytes of the character at text, 0: not UTF-8. *ret_point is its code point. */
static size_t decode(const unsigned char *text, uint32_t *ret_point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char lead = text[0];
    const size_t size = lead < 0x80                    ? 1
                        : lead >= 0xc2 && lead < 0xe0  ? 2
                        : lead >= 0xe0 && lead < 0xf0  ? 3
                        : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                       : 0;
    uint32_t point = size == 1 ? lead : lead & (0x7fu >> size);

    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (text[i] & 0x3fu);
    }
    if (size == 0 || point < least[size] || point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff))
        return 0;
    *ret_point = point;
    return size;
}

static bool is_control(uint32_t point)
{
    /* C0, DEL, C1, line and paragraph separators, and what turns the direction of writing. */
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029 ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

/* Writes text to out (NULL: nowhere) and returns its width. */
static size_t put_text(struct buffer *out, const char *text)
{
    const unsigned char *at = (const unsigned char *)(text ? text : "");
    size_t width = 0;

    while (*at) {
        uint32_t point = 0;
        const size_t size = decode(at, &point);
        const bool shown = size > 0 && !is_control(point);

        if (out && shown)
            buffer_append(out, at, size);
        else if (out)
            buffer_byte(out, '?');
        if (!shown || !within(point, narrow, ARRAY_LEN(narrow)))
            width += shown && within(point, wide, ARRAY_LEN(wide)) ? 2 : 1;
        at += size > 0 ? size : 1;
    }
    return width;
}

size_t text_width(const char *text)
{
    return put_text(NULL, text);
}

static void put_blanks(struct buffer *out, size_t count)
{
    while (count-- > 0)
        buffer_byte(out, ' ');
}

static size_t column_width(const struct text_column *columns, size_t column_count, size_t column,
                           const char *const *cells, size_t row_count)
{
    size_t width = text_width(columns[column].title);

    for (size_t row = 0; row < row_count; row++) {
        const size_t cell = text_width(cells[row * column_count + column]);

        width = cell > width ? cell : width;
    }
    return width;
}

/* Blanks are owed until something follows them, so that no line ends in one. */
static void put_row(struct buffer *out, const struct text_column *columns, size_t column_count,
                    const size_t *widths, const char *const *cells)
{
    size_t owed = 0;

    for (size_t i = 0; i < column_count; i++) {
        const char *cell = cells[i] ? cells[i] : "";
        const size_t rest = widths[i] - text_width(cell);

        owed += columns[i].right ? rest : 0;
        if (*cell) {
            put_blanks(out, owed);
            owed = 0;
        } else {
            owed += widths[i] - rest;
        }
        (void)put_text(out, cell);
        owed += (columns[i].right ? 0 : rest) + GAP;
    }
    buffer_byte(out, '\n');
}

static void put_rule(struct buffer *out, const size_t *widths, size_t column_count)
{
    for (size_t i = 0; i < column_count; i++) {
        put_blanks(out, i > 0 ? GAP : 0);
        for (size_t k = 0; k < widths[i]; k++)
            buffer_byte(out, '-');
    }
    buffer_byte(out, '\n');
}

void text_table_write(struct buffer *out, const struct text_column *columns, size_t column_count,
                      const char *const *cells, size_t row_count)
{
    size_t *widths = calloc(column_count + 1, sizeof *widths);
    const char **titles = calloc(column_count + 1, sizeof *titles);

    if (widths && titles) {
        for (size_t i = 0; i < column_count; i++) {
            widths[i] = column_width(columns, column_count, i, cells, row_count);
            titles[i] = columns[i].title;
        }
        put_row(out, columns, column_count, widths, titles);
        put_rule(out, widths, column_count);
        for (size_t row = 0; row < row_count; row++)
            put_row(out, columns, column_count, widths, cells + row * column_count);
    } else {
        out->failed = true;
    }
    free(widths);
    free(titles);
}
