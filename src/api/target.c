/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/target.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* NULL: a broken escape, a NUL byte or not UTF-8. */
static const char *decode(struct arena *arena, const char *text, size_t length, char blank)
{
    char *out = arena_strndup(arena, text, length), *to = out;

    for (const char *from = out; *from; from++) {
        if (*from == '%') {
            const int high = hex_digit(from[1]), low = high < 0 ? -1 : hex_digit(from[2]);
            if (low < 0 || high * 16 + low == 0)
                return NULL;
            *to++ = (char)(high * 16 + low);
            from += 2;
        } else {
            *to++ = *from == blank ? ' ' : *from;
        }
    }
    *to = '\0';
    return utf8_valid(out) ? out : NULL;
}

static bool parse_path(struct arena *arena, const char *path, size_t length, struct target *target,
                       struct error *err)
{
    const char *end = path + length, *at = path;

    if (*at != '/')
        return error_set(err, ERROR_USAGE, "target", "the address must start with /");
    while (at < end) {
        const char *from = at + 1, *slash = memchr(from, '/', (size_t)(end - from));
        at = slash ? slash : end;
        if (target->segment_count >= TARGET_SEGMENTS) {
            target->segment_count = TARGET_SEGMENTS + 1;
            return true;
        }
        const char *segment = decode(arena, from, (size_t)(at - from), '\0');
        if (!segment)
            return error_set(err, ERROR_USAGE, "target",
                             "the path has a broken percent escape or is not UTF-8");
        target->segments[target->segment_count++] = segment;
    }
    return true;
}

static bool parse_query(struct arena *arena, const char *query, struct target *target,
                        struct error *err)
{
    while (*query) {
        const size_t length = strcspn(query, "&"), name_length = strcspn(query, "=&");
        const bool last = !query[length];
        if (length) {
            const char *name = decode(arena, query, name_length, '+');
            if (!name)
                return error_set(err, ERROR_USAGE, "query",
                                 "a parameter's name has a broken percent escape or is not UTF-8");
            const char *value = "";
            if (name_length < length)
                value = decode(arena, query + name_length + 1, length - name_length - 1, '+');
            if (!value)
                return error_set(err, ERROR_PARAMETER, name,
                                 "the value has a broken percent escape or is not UTF-8");
            if (target->pair_count == TARGET_PAIRS)
                return error_set(err, ERROR_USAGE, "query", "more than %d parameters",
                                 (int)TARGET_PAIRS);
            target->pairs[target->pair_count++] = (struct target_pair){name, value};
        }
        query += length + (last ? 0 : 1);
    }
    return true;
}

bool target_parse(struct arena *arena, const char *text, struct target *ret_target,
                  struct error *err)
{
    struct target target = {.segment_count = 0};
    const size_t path_length = strcspn(text, "?#");

    if (strlen(text) > LIMIT_HTTP_URL)
        return error_set(err, ERROR_URL_LENGTH, "target", "the address has more than %d bytes",
                         LIMIT_HTTP_URL);
    if (!parse_path(arena, text, path_length, &target, err))
        return false;
    if (text[path_length] == '?' && !parse_query(arena, text + path_length + 1, &target, err))
        return false;
    *ret_target = target;
    return true;
}
