/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http/gzip.h"

#include <limits.h>
#include <zlib.h>

/* zlib's own number for a gzip wrapper instead of its own one. */
enum { WINDOW_BITS_GZIP = 15 + 16, MEMORY_LEVEL = 8 };

static bool pack(z_stream *stream, const char *bytes, size_t size, struct buffer *out)
{
    char piece[16384];
    int state;

    stream->next_in = (z_const Bytef *)bytes;
    stream->avail_in = (uInt)size;
    do {
        stream->next_out = (Bytef *)piece;
        stream->avail_out = sizeof piece;
        state = deflate(stream, Z_FINISH);
        buffer_append(out, piece, sizeof piece - stream->avail_out);
    } while (state == Z_OK);
    return state == Z_STREAM_END && buffer_ok(out);
}

bool gzip_pack(const char *bytes, size_t size, struct buffer *out, struct error *err)
{
    z_stream stream = {0};

    if (size > UINT_MAX)
        return error_set(err, ERROR_LIMIT, NULL, "a request body of %zu bytes is too large", size);
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, WINDOW_BITS_GZIP, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory to pack a request body");
    buffer_clear(out);
    const bool packed = pack(&stream, bytes, size, out);
    (void)deflateEnd(&stream);
    return packed ? true
                  : error_set(err, ERROR_NO_MEMORY, NULL, "no memory to pack a request body");
}
