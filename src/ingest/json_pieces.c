/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/json_pieces.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/limits.h"

enum { CHUNK = 128 << 10 };

enum form { FORM_UNKNOWN, FORM_LINES, FORM_VALUES };

struct cutter {
    enum form form;
    struct buffer text; /* of the piece under way */
    bool inside, too_large;
    uint64_t offset, piece_offset;
    uint32_t line, piece_line;
    size_t piece_size;
    /* FORM_VALUES: brackets open around a piece (0, or 1 in an array) and altogether. */
    unsigned outer, depth;
    bool in_string, escaped;
    json_piece_sink *sink;
    void *context;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void begin(struct cutter *cutter)
{
    cutter->inside = true;
    cutter->too_large = false;
    cutter->piece_offset = cutter->offset;
    cutter->piece_line = cutter->line;
    cutter->piece_size = 0;
    buffer_clear(&cutter->text);
}

static void take(struct cutter *cutter, const char *bytes, size_t size)
{
    cutter->piece_size += size;
    if (cutter->piece_size > LIMIT_DOCUMENT_SIZE)
        cutter->too_large = true;
    else
        buffer_append(&cutter->text, bytes, size);
}

static bool end(struct cutter *cutter, struct error *err)
{
    struct json_piece piece = {
        .text = cutter->too_large ? NULL : cutter->text.data,
        .size = cutter->piece_size,
        .offset = cutter->piece_offset,
        .line = cutter->piece_line,
        .is_line = cutter->form == FORM_LINES,
    };

    cutter->inside = false;
    cutter->depth = cutter->outer;
    cutter->in_string = cutter->escaped = false;
    if (!cutter->too_large && !buffer_ok(&cutter->text))
        return error_set(err, ERROR_NO_MEMORY, NULL, "out of memory");
    while (piece.text && piece.size > 0 && is_blank(piece.text[piece.size - 1]))
        piece.size--;
    return cutter->sink(cutter->context, &piece, err);
}

static bool cut_lines(struct cutter *cutter, const char *bytes, size_t size, struct error *err)
{
    for (size_t at = 0; at < size;) {
        if (!cutter->inside && is_blank(bytes[at])) {
            cutter->line += bytes[at] == '\n';
            cutter->offset++;
            at++;
            continue;
        }
        if (!cutter->inside)
            begin(cutter);
        const char *newline = memchr(bytes + at, '\n', size - at);
        const size_t length = newline ? (size_t)(newline - (bytes + at)) : size - at;
        take(cutter, bytes + at, length);
        cutter->offset += length;
        at += length;
        if (newline && !end(cutter, err))
            return false;
    }
    return true;
}

/* One byte of a piece; true: the piece ends with it. */
static bool close_after(struct cutter *cutter, char c)
{
    if (cutter->in_string) {
        if (cutter->escaped)
            cutter->escaped = false;
        else if (c == '\\')
            cutter->escaped = true;
        else if (c == '"')
            cutter->in_string = false;
        return false;
    }
    if (c == '"')
        cutter->in_string = true;
    else if (c == '{' || c == '[')
        cutter->depth++;
    else if ((c == '}' || c == ']') && cutter->depth > cutter->outer)
        return --cutter->depth == cutter->outer;
    return false;
}

static bool cut_value_byte(struct cutter *cutter, char c, struct error *err)
{
    const bool between = cutter->depth == cutter->outer && !cutter->in_string;

    if (cutter->inside && between && (c == ',' || (c == ']' && cutter->outer)) && !end(cutter, err))
        return false;
    if (!cutter->inside) {
        if (is_blank(c) || c == ',')
            return true;
        if (c == ']' && cutter->outer) {
            cutter->outer = cutter->depth = 0;
            return true;
        }
        begin(cutter);
    }
    take(cutter, &c, 1);
    return close_after(cutter, c) ? end(cutter, err) : true;
}

static bool cut_values(struct cutter *cutter, const char *bytes, size_t size, struct error *err)
{
    for (size_t i = 0; i < size; i++) {
        if (!cut_value_byte(cutter, bytes[i], err))
            return false;
        cutter->offset++;
        cutter->line += bytes[i] == '\n';
    }
    return true;
}

/* Bytes that come before the first piece: a byte order mark, blanks, the bracket of an array. */
static size_t recognise(struct cutter *cutter, const char *bytes, size_t size)
{
    size_t at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    while (at < size && is_blank(bytes[at]))
        cutter->line += bytes[at++] == '\n';
    cutter->form = FORM_LINES;
    if (at < size && bytes[at] == '[') {
        cutter->form = FORM_VALUES;
        cutter->outer = cutter->depth = 1;
        at++;
    } else if (at < size && bytes[at] == '{') {
        size_t next = at + 1;
        while (next < size && (bytes[next] == ' ' || bytes[next] == '\t' || bytes[next] == '\r'))
            next++;
        if (next < size && bytes[next] == '\n')
            cutter->form = FORM_VALUES;
    }
    cutter->offset = at;
    return at;
}

static bool cut(struct cutter *cutter, const char *bytes, size_t size, struct error *err)
{
    if (cutter->form == FORM_UNKNOWN) {
        const size_t skipped = recognise(cutter, bytes, size);
        bytes += skipped;
        size -= skipped;
    }
    return cutter->form == FORM_LINES ? cut_lines(cutter, bytes, size, err)
                                      : cut_values(cutter, bytes, size, err);
}

static bool read_all(int fd, const char *name, struct cutter *cutter, char *chunk,
                     struct error *err)
{
    for (uint64_t at = 0;;) {
        const ssize_t size = pread(fd, chunk, CHUNK, (off_t)at);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return error_set(err, ERROR_IO, name, "%s", strerror(errno));
        if (size == 0)
            return cutter->inside ? end(cutter, err) : true;
        if (!cut(cutter, chunk, (size_t)size, err))
            return false;
        at += (uint64_t)size;
    }
}

bool json_pieces_read(int fd, const char *name, json_piece_sink *sink, void *context,
                      struct error *err)
{
    struct cutter cutter = {.line = 1, .sink = sink, .context = context};
    char *chunk = malloc(CHUNK);

    if (!chunk)
        return error_set(err, ERROR_NO_MEMORY, name, "out of memory");
    buffer_init(&cutter.text, LIMIT_DOCUMENT_SIZE);
    const bool ok = read_all(fd, name, &cutter, chunk, err);
    buffer_done(&cutter.text);
    free(chunk);
    return ok;
}
