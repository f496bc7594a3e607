/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/unpack.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 };

/* One member after the other, as gzip files may be joined. *ret_status: zlib's last word. */
static void inflate_all(z_stream *stream, struct buffer *out, int *ret_status)
{
    char chunk[16384];
    int status;

    do {
        stream->next_out = (Bytef *)chunk;
        stream->avail_out = sizeof chunk;
        status = inflate(stream, Z_NO_FLUSH);
        buffer_append(out, chunk, sizeof chunk - stream->avail_out);
        if (status == Z_STREAM_END && stream->avail_in > 0)
            status = inflateReset(stream);
    } while (status == Z_OK && buffer_ok(out));
    *ret_status = status;
}

static bool unpack_gzip(const struct request *request, struct buffer *out, struct error *err)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)request->body,
                       .avail_in = (uInt)request->body_size};
    int status;

    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory to unpack the body");
    inflate_all(&stream, out, &status);
    (void)inflateEnd(&stream);
    if (!buffer_ok(out))
        return error_set(err, ERROR_LIMIT, "body", "it unpacks to more than %zu bytes", out->limit);
    if (status != Z_STREAM_END)
        return error_set(err, ERROR_INPUT, "body",
                         "Content-Encoding is gzip; expected gzip data up to its end");
    return true;
}

bool unpack_body(const struct request *request, struct buffer *out, const char **ret_text,
                 size_t *ret_size, struct error *err)
{
    const char *encoding = request_header(request, "Content-Encoding");

    if (!encoding || !*encoding || strcasecmp(encoding, "identity") == 0) {
        if (request->body_size > out->limit)
            return error_set(err, ERROR_LIMIT, "body", "more than %zu bytes", out->limit);
        *ret_text = request->body ? request->body : "";
        *ret_size = request->body ? request->body_size : 0;
        return true;
    }
    if (strcasecmp(encoding, "gzip") != 0)
        return error_set(err, ERROR_MEDIA_TYPE, "Content-Encoding",
                         "'%.40s' is not taken; expected gzip or none", encoding);
    buffer_text(out, "");
    if (!unpack_gzip(request, out, err))
        return false;
    *ret_text = out->data;
    *ret_size = out->size;
    return true;
}
