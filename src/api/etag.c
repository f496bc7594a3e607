/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/etag.h"

#include <stdio.h>
#include <string.h>

#include "base/sha256.h"

enum { TAG_DIGITS = 32 };

char *etag_make(const void *bytes, size_t size, bool gzip, char out[ETAG_SIZE])
{
    char hash[SHA256_TEXT_SIZE];

    sha256_text(bytes, size, hash);
    (void)snprintf(out, ETAG_SIZE, "\"%.*s%s\"", (int)TAG_DIGITS, hash, gzip ? "-gzip" : "");
    return out;
}

/* The hexadecimal part of a tag without quotes and ending. */
static size_t core_length(const char *tag, size_t length)
{
    static const char ending[] = "-gzip";
    const size_t cut = sizeof ending - 1;

    return length > cut && memcmp(tag + length - cut, ending, cut) == 0 ? length - cut : length;
}

bool etag_matches(const char *header, const char *etag)
{
    if (!header || strlen(etag) <= 2)
        return false;
    const char *own = etag + 1;
    const size_t own_length = core_length(own, strlen(own) - 1);

    for (;;) {
        header += strspn(header, " \t,");
        if (*header == '*')
            return true;
        if (strncmp(header, "W/", 2) == 0)
            header += 2;
        if (*header != '"')
            return false; /* the end, or not a list of tags */
        header++;
        const size_t length = strcspn(header, "\"");
        if (!header[length])
            return false;
        if (core_length(header, length) == own_length && memcmp(header, own, own_length) == 0)
            return true;
        header += length + 1;
    }
}
