/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "orion/print_value.h"

struct reader {
    struct arena *arena;
    const char *at, *end;
    unsigned depth;
};

static bool read_value(struct reader *reader, struct print_value *ret);

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end && strchr(" \t\n\r", *reader->at) && *reader->at)
        reader->at++;
}

static bool take(struct reader *reader, char byte)
{
    if (reader->at == reader->end || *reader->at != byte)
        return false;
    reader->at++;
    return true;
}

static bool take_word(struct reader *reader, const char *word)
{
    const size_t size = strlen(word);

    if ((size_t)(reader->end - reader->at) < size || memcmp(reader->at, word, size) != 0)
        return false;
    reader->at += size;
    return true;
}

static bool read_hex(struct reader *reader, unsigned *ret)
{
    unsigned code = 0;

    if (reader->end - reader->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        const char digit = *reader->at++;
        if (!isxdigit((unsigned char)digit))
            return false;
        code = code * 16 +
               (unsigned)(isdigit((unsigned char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    *ret = code;
    return true;
}

static bool read_unicode(struct reader *reader, char **out)
{
    unsigned code, low;

    if (!read_hex(reader, &code))
        return false;
    if (code >= 0xd800 && code < 0xdc00) {
        const char *after = reader->at;
        if (take_word(reader, "\\u") && read_hex(reader, &low) && low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        } else {
            reader->at = after;
            code = 0xfffd;
        }
    }
    if (code == 0 || (code >= 0xd800 && code < 0xe000))
        code = 0xfffd;
    *out += utf8_encode(code, *out);
    return true;
}

static bool read_escape(struct reader *reader, char **out)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char letter = *reader->at++;
    const char *found = letter ? strchr(letters, letter) : NULL;

    if (letter == 'u')
        return read_unicode(reader, out);
    if (!found)
        return false;
    *(*out)++ = meant[found - letters];
    return true;
}

/* The end of the text that begins after a quote; NULL: it has none. */
static const char *text_end(const struct reader *reader)
{
    for (const char *at = reader->at; at < reader->end; at++) {
        if (*at == '"')
            return at;
        at += *at == '\\';
    }
    return NULL;
}

static const char *read_text(struct reader *reader)
{
    const char *end = take(reader, '"') ? text_end(reader) : NULL;

    if (!end)
        return NULL;
    /* No escape is longer than what it stands for, but \u0000, which takes three bytes of six. */
    char *text = arena_alloc(reader->arena, (size_t)(end - reader->at) + 1, 1), *out = text;
    while (reader->at < end) {
        if (take(reader, '\\')) {
            if (!read_escape(reader, &out) || reader->at > end)
                return NULL;
            continue;
        }
        const size_t size = utf8_length(reader->at, (size_t)(end - reader->at));
        if (size == 0 || (unsigned char)*reader->at < ' ')
            return NULL;
        memcpy(out, reader->at, size);
        out += size;
        reader->at += size;
    }
    reader->at = end + 1;
    *out = '\0';
    return text;
}

static size_t count_digits(const struct reader *reader, const char *at)
{
    size_t count = 0;

    while (at + count < reader->end && isdigit((unsigned char)at[count]))
        count++;
    return count;
}

static bool read_number(struct reader *reader, struct print_value *ret)
{
    const char *start = reader->at, *at = start + (*start == '-');
    const size_t whole = count_digits(reader, at);
    bool is_real = false;

    if (whole == 0 || (whole > 1 && *at == '0'))
        return false;
    at += whole;
    size_t more = at < reader->end && *at == '.' ? count_digits(reader, at + 1) : 0;
    if (more > 0) {
        is_real = true;
        at += 1 + more;
    }
    if (at < reader->end && (*at | 0x20) == 'e') {
        const bool sign = at + 1 < reader->end && (at[1] == '+' || at[1] == '-');
        more = count_digits(reader, at + 1 + sign);
        if (more > 0) {
            is_real = true;
            at += 1 + sign + more;
        }
    }
    const char *text = arena_strndup(reader->arena, start, (size_t)(at - start));
    reader->at = at;
    *ret = (struct print_value){.kind = is_real ? PRINT_REAL : PRINT_INTEGER,
                                .real = strtod(text, NULL),
                                .text = strcmp(text, "-0") != 0 ? text : "0"};
    return true;
}

static void put_member(struct reader *reader, struct print_value *object, size_t *capacity,
                       const char *key, const struct print_value *value)
{
    struct print_value *items = (struct print_value *)(uintptr_t)object->items;

    for (size_t i = 0; key && i < object->count; i++)
        if (!strcmp(object->keys[i], key)) {
            items[i] = *value;
            return;
        }
    size_t of_keys = *capacity;
    if (key) {
        const char **keys = arena_grow(reader->arena, (void *)(uintptr_t)object->keys,
                                       object->count, &of_keys, sizeof *keys);
        keys[object->count] = key;
        object->keys = keys;
    }
    items = arena_grow(reader->arena, items, object->count, capacity, sizeof *items);
    items[object->count++] = *value;
    object->items = items;
}

/* What stands between brackets, the first of which is taken. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static bool read_items(struct reader *reader, bool is_object, struct print_value *ret)
{
    const char closer = is_object ? '}' : ']';
    struct print_value value;
    size_t capacity = 0;

    *ret = (struct print_value){.kind = is_object ? PRINT_OBJECT : PRINT_LIST};
    skip_blanks(reader);
    if (take(reader, closer))
        return true;
    for (;;) {
        const char *key = NULL;

        skip_blanks(reader);
        if (is_object) {
            key = read_text(reader);
            skip_blanks(reader);
            if (!key || !take(reader, ':'))
                return false;
        }
        if (!read_value(reader, &value))
            return false;
        put_member(reader, ret, &capacity, key, &value);
        skip_blanks(reader);
        if (take(reader, closer))
            return true;
        if (!take(reader, ','))
            return false;
    }
}

static bool read_word(struct reader *reader, struct print_value *ret)
{
    static const struct {
        const char *word;
        struct print_value value;
    } words[] = {
        {"null", {.kind = PRINT_NULL}},
        {"true", {.kind = PRINT_BOOL, .truth = true}},
        {"false", {.kind = PRINT_BOOL}},
        {"NaN", {.kind = PRINT_REAL, .real = (double)NAN}},
        {"Infinity", {.kind = PRINT_REAL, .real = (double)INFINITY}},
        {"-Infinity", {.kind = PRINT_REAL, .real = -(double)INFINITY}},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (take_word(reader, words[i].word)) {
            *ret = words[i].value;
            return true;
        }
    return false;
}

/* NOLINTNEXTLINE(misc-no-recursion) */
static bool read_value(struct reader *reader, struct print_value *ret)
{
    bool done;

    skip_blanks(reader);
    if (reader->at == reader->end || reader->depth == PRINT_VALUE_DEPTH)
        return false;
    reader->depth++;
    if (*reader->at == '"') {
        *ret = (struct print_value){.kind = PRINT_TEXT, .text = read_text(reader)};
        done = ret->text != NULL;
    } else if (take(reader, '{')) {
        done = read_items(reader, true, ret);
    } else if (take(reader, '[')) {
        done = read_items(reader, false, ret);
    } else {
        done = read_word(reader, ret) || read_number(reader, ret);
    }
    reader->depth--;
    return done;
}

const struct print_value *print_value_read(struct arena *arena, const char *text, size_t size)
{
    struct reader reader = {.arena = arena, .at = text, .end = text + size};
    struct print_value *value = ARENA_NEW(arena, struct print_value);

    if (!read_value(&reader, value))
        return NULL;
    skip_blanks(&reader);
    return reader.at == reader.end ? value : NULL;
}
