/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/coder.h"

#include <limits.h>
#include <string.h>

struct coder coder_writing(struct buffer *out, struct arena *arena)
{
    return (struct coder){.out = out, .arena = arena};
}

struct coder coder_reading(const void *bytes, size_t size, struct arena *arena)
{
    const unsigned char *at = bytes;

    return (struct coder){.at = at, .end = at + size, .arena = arena};
}

bool coder_ok(const struct coder *coder)
{
    if (coder->out)
        return buffer_ok(coder->out);
    return !coder->failed && coder->at == coder->end;
}

void coder_fail(struct coder *coder)
{
    coder->failed = true;
    coder->at = coder->end;
}

static size_t left(const struct coder *coder)
{
    return (size_t)(coder->end - coder->at);
}

/* NULL: there are not so many left. */
static const unsigned char *take(struct coder *coder, size_t size)
{
    const unsigned char *bytes = coder->at;

    if (size > left(coder)) {
        coder_fail(coder);
        return NULL;
    }
    coder->at += size;
    return bytes;
}

static void put_number(struct coder *coder, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        buffer_byte(coder->out, (char)(0x80 | (value & 0x7f)));
    buffer_byte(coder->out, (char)value);
}

static uint64_t take_number(struct coder *coder)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        const unsigned char *byte = take(coder, 1);

        if (!byte)
            return 0;
        value |= (uint64_t)(*byte & 0x7f) << shift;
        if (!(*byte & 0x80))
            return value;
    }
    coder_fail(coder);
    return 0;
}

void coder_size(struct coder *coder, size_t *value)
{
    if (coder->out)
        put_number(coder, *value);
    else
        *value = (size_t)take_number(coder);
}

/* The sign goes to the lowest bit: numbers near 0 are short. */
void coder_integer(struct coder *coder, int64_t *value)
{
    if (coder->out) {
        const uint64_t bits = (uint64_t)*value;

        put_number(coder, *value < 0 ? ~(bits << 1) : bits << 1);
    } else {
        const uint64_t bits = take_number(coder);
        const uint64_t magnitude = bits >> 1;

        *value = bits & 1 ? -(int64_t)magnitude - 1 : (int64_t)magnitude;
    }
}

void coder_int(struct coder *coder, int *value)
{
    int64_t wide = coder->out ? *value : 0;

    coder_integer(coder, &wide);
    if (wide < INT_MIN || wide > INT_MAX)
        coder_fail(coder);
    *value = coder->failed ? 0 : (int)wide;
}

void coder_bool(struct coder *coder, bool *value)
{
    size_t number = coder->out && *value;

    coder_size(coder, &number);
    if (number > 1)
        coder_fail(coder);
    *value = number == 1;
}

void coder_real(struct coder *coder, double *value)
{
    uint64_t bits = 0;
    unsigned char bytes[sizeof bits];

    if (coder->out) {
        memcpy(&bits, value, sizeof bits);
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (unsigned char)(bits >> 8 * i);
        buffer_append(coder->out, bytes, sizeof bytes);
        return;
    }

    const unsigned char *from = take(coder, sizeof bytes);

    for (size_t i = 0; from && i < sizeof bytes; i++)
        bits |= (uint64_t)from[i] << 8 * i;
    memcpy(value, &bits, sizeof bits);
}

static void put_text(struct coder *coder, const char *text)
{
    const size_t size = strlen(text);

    put_number(coder, size);
    buffer_append(coder->out, text, size);
}

static const char *take_text(struct coder *coder)
{
    const size_t size = (size_t)take_number(coder);
    const unsigned char *bytes = take(coder, size);

    if (!bytes || (size > 0 && memchr(bytes, '\0', size))) {
        coder_fail(coder);
        return "";
    }
    return arena_strndup(coder->arena, (const char *)bytes, size);
}

void coder_text(struct coder *coder, const char **text)
{
    bool is_there = coder->out && *text;

    coder_bool(coder, &is_there);
    if (!coder->out)
        *text = is_there ? take_text(coder) : NULL;
    else if (is_there)
        put_text(coder, *text);
}

static void remember(struct coder *coder, const void *thing)
{
    coder->seen = arena_grow(coder->arena, coder->seen, coder->seen_count, &coder->seen_room,
                             sizeof *coder->seen);
    coder->seen[coder->seen_count++] = thing;
}

/* seen_count: it is new. Things come in the same order as before as a rule, and they are few. */
static size_t place_of(const struct coder *coder, const void *thing)
{
    size_t place = 0;

    if (coder->next < coder->seen_count && coder->seen[coder->next] == thing)
        return coder->next;
    while (place < coder->seen_count && coder->seen[place] != thing)
        place++;
    return place;
}

/* Members are read through a copy: a writer leaves the thing as it is. */
static const void *code_new(struct coder *coder, const void *thing, size_t size,
                            coder_members *code)
{
    void *copy = arena_alloc(coder->arena, 1, size);

    if (coder->out)
        memcpy(copy, thing, size);
    remember(coder, coder->out ? thing : copy);
    code(coder, copy);
    return coder->out ? thing : copy;
}

/* 0 is NULL, n + 1 the nth thing; the one after the last is a new one, whose members follow. */
const void *coder_shared(struct coder *coder, const void *thing, size_t size, coder_members *code)
{
    size_t number = 0;

    if (coder->out && thing)
        number = place_of(coder, thing) + 1;
    coder_size(coder, &number);
    if (number == 0)
        return NULL;
    if (number > coder->seen_count + 1) {
        coder_fail(coder);
        return NULL;
    }
    coder->next = number;
    return number <= coder->seen_count ? coder->seen[number - 1]
                                       : code_new(coder, thing, size, code);
}

void *coder_array(struct coder *coder, const void *items, size_t *count, size_t item_size)
{
    coder_size(coder, count);
    if (!coder->out && *count > left(coder)) {
        coder_fail(coder);
        *count = 0;
    }

    void *array = arena_alloc(coder->arena, *count + 1, item_size);

    if (coder->out && *count > 0)
        memcpy(array, items, *count * item_size);
    return array;
}
