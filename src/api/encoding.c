/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/encoding.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

/* Is the weight of this list member (its text up to the comma) zero? "gzip;q=0.000" */
static bool has_no_weight(const char *member, size_t length)
{
    for (size_t i = 0; i + 2 < length; i++)
        if (member[i] == ';') {
            size_t at = i + 1;
            while (at < length && (member[at] == ' ' || member[at] == '\t'))
                at++;
            if (at + 2 < length && (member[at] | 32) == 'q' && member[at + 1] == '=')
                return strspn(member + at + 2, "0.") >= strcspn(member + at + 2, ", ;\t");
        }
    return false;
}

bool encoding_takes_gzip(const char *header)
{
    bool any = false;

    while (header && *header) {
        header += strspn(header, " \t,");
        const size_t length = strcspn(header, ","), name = strcspn(header, ",; \t");
        if (name == 4 && strncasecmp(header, "gzip", 4) == 0)
            return !has_no_weight(header, length);
        if (name == 1 && *header == '*')
            any = !has_no_weight(header, length);
        header += length;
    }
    return any;
}

enum { LEVEL = 4, GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 8 };

bool encoding_gzip(const struct buffer *body, struct buffer *packed)
{
    z_stream stream = {.next_in = (Bytef *)body->data, .avail_in = (uInt)body->size};
    char chunk[8192];
    int status;

    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return false;
    do {
        stream.next_out = (Bytef *)chunk;
        stream.avail_out = sizeof chunk;
        status = deflate(&stream, Z_FINISH);
        buffer_append(packed, chunk, sizeof chunk - stream.avail_out);
    } while (status == Z_OK);
    (void)deflateEnd(&stream);
    return status == Z_STREAM_END && buffer_ok(packed) && packed->size < body->size;
}
