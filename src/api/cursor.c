/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/cursor.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

static const char alphabet[] = CURSOR_ALPHABET;

static char *base64url(struct arena *arena, const char *bytes, size_t size)
{
    char *out = arena_alloc(arena, size * 4 / 3 + 4, 1), *at = out;
    uint32_t bits = 0;
    unsigned held = 0;

    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | (unsigned char)bytes[i];
        for (held += 8; held >= 6; held -= 6)
            *at++ = alphabet[bits >> (held - 6) & 63];
    }
    if (held)
        *at++ = alphabet[bits << (6 - held) & 63];
    return out;
}

/* NULL: not such a text. */
static char *from_base64url(struct arena *arena, const char *text)
{
    const size_t length = strlen(text);
    char *out = arena_alloc(arena, length + 1, 1), *at = out;
    uint32_t bits = 0;
    unsigned held = 0;

    if (length % 4 == 1)
        return NULL;
    for (; *text; text++) {
        const char *found = strchr(alphabet, *text);
        if (!found)
            return NULL;
        bits = bits << 6 | (uint32_t)(found - alphabet);
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        *at = (char)(bits >> held & 255);
        if (!*at++)
            return NULL;
    }
    /* The bits left over are padding: another value would be a second text for one cursor. */
    return bits & ((1u << held) - 1) ? NULL : out;
}

const char *cursor_encode(struct arena *arena, const struct cursor *cursor)
{
    const int64_t *n = cursor->numbers;
    const char *plain = arena_printf(arena, "%c%" PRId64 ":%" PRId64 ":%" PRId64 ":%" PRId64 ":%s",
                                     cursor->kind, n[0], n[1], n[2], n[3], cursor->text);

    return base64url(arena, plain, strlen(plain));
}

bool cursor_decode(struct arena *arena, const char *text, char kind, struct cursor *ret_cursor,
                   struct error *err)
{
    struct cursor read = {.kind = kind};
    const char *at = strlen(text) <= LIMIT_API_CURSOR ? from_base64url(arena, text) : NULL;

    if (!at || !*at || !utf8_valid(at))
        return error_set(err, ERROR_NOT_FOUND, "cursor",
                         "no page begins at this cursor; take next_cursor of the page before");
    if (*at++ != kind)
        return error_set(err, ERROR_NOT_FOUND, "cursor", "this cursor belongs to another list");
    for (int i = 0; i < CURSOR_NUMBERS; i++) {
        char *end;
        errno = 0;
        read.numbers[i] = strtoll(at, &end, 10);
        if (end == at || *end != ':' || errno)
            return error_set(err, ERROR_NOT_FOUND, "cursor",
                             "no page begins at this cursor; take next_cursor of the page before");
        at = end + 1;
    }
    read.text = at;
    *ret_cursor = read;
    return true;
}
