/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/text_analysis.h"

#include <stdint.h>
#include <string.h>

enum word_class {
    CLASS_OTHER,
    CLASS_LETTER,
    CLASS_DIGIT,
    CLASS_JOINER,     /* '_': part of any word */
    CLASS_MID_LETTER, /* joins two letters */
    CLASS_MID_NUMBER, /* joins two digits */
    CLASS_MID_BOTH,   /* joins two letters, or two digits */
    CLASS_KATAKANA,
    CLASS_ALONE, /* a word of its own: ideographs, hiragana */
    CLASS_MARK,  /* belongs to what stands before it */
};

struct range {
    uint32_t first, last;
    enum word_class class;
};

/* Above ASCII; what is in no row is a letter. */
static const struct range ranges[] = {
    {0x80, 0xa9, CLASS_OTHER},          {0xab, 0xac, CLASS_OTHER},
    {0xad, 0xad, CLASS_MARK},           {0xae, 0xb4, CLASS_OTHER},
    {0xb6, 0xb6, CLASS_OTHER},          {0xb7, 0xb7, CLASS_MID_LETTER},
    {0xb8, 0xb9, CLASS_OTHER},          {0xbb, 0xbf, CLASS_OTHER},
    {0xd7, 0xd7, CLASS_OTHER},          {0xf7, 0xf7, CLASS_OTHER},
    {0x300, 0x36f, CLASS_MARK},         {0x37e, 0x37e, CLASS_MID_NUMBER},
    {0x387, 0x387, CLASS_MID_LETTER},   {0x483, 0x489, CLASS_MARK},
    {0x660, 0x669, CLASS_DIGIT},        {0x6f0, 0x6f9, CLASS_DIGIT},
    {0x966, 0x96f, CLASS_DIGIT},        {0x2000, 0x200c, CLASS_OTHER},
    {0x200d, 0x200f, CLASS_MARK},       {0x2010, 0x2017, CLASS_OTHER},
    {0x2018, 0x2019, CLASS_MID_BOTH},   {0x201a, 0x2023, CLASS_OTHER},
    {0x2024, 0x2024, CLASS_MID_BOTH},   {0x2025, 0x2026, CLASS_OTHER},
    {0x2027, 0x2027, CLASS_MID_LETTER}, {0x2028, 0x203e, CLASS_OTHER},
    {0x203f, 0x2040, CLASS_JOINER},     {0x2041, 0x2070, CLASS_OTHER},
    {0x2072, 0x207e, CLASS_OTHER},      {0x2080, 0x208f, CLASS_OTHER},
    {0x20a0, 0x20cf, CLASS_OTHER},      {0x2116, 0x2118, CLASS_OTHER},
    {0x2190, 0x24b5, CLASS_OTHER},      {0x2500, 0x2bff, CLASS_OTHER},
    {0x2e80, 0x3004, CLASS_OTHER},      {0x3005, 0x3007, CLASS_ALONE},
    {0x3008, 0x3040, CLASS_OTHER},      {0x3041, 0x309f, CLASS_ALONE},
    {0x30a0, 0x30ff, CLASS_KATAKANA},   {0x3200, 0x33ff, CLASS_OTHER},
    {0x3400, 0x9fff, CLASS_ALONE},      {0xf900, 0xfaff, CLASS_ALONE},
    {0xfe00, 0xfe0f, CLASS_MARK},       {0xff01, 0xff0f, CLASS_OTHER},
    {0xff10, 0xff19, CLASS_DIGIT},      {0xff1a, 0xff20, CLASS_OTHER},
    {0x1f000, 0x1faff, CLASS_OTHER},    {0x20000, 0x3ffff, CLASS_ALONE},
};

static enum word_class class_of_ascii(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return CLASS_LETTER;
    if (c >= '0' && c <= '9')
        return CLASS_DIGIT;
    switch (c) {
    case '_':
        return CLASS_JOINER;
    case ':':
        return CLASS_MID_LETTER;
    case ',':
    case ';':
        return CLASS_MID_NUMBER;
    case '.':
    case '\'':
        return CLASS_MID_BOTH;
    default:
        return CLASS_OTHER;
    }
}

static enum word_class class_of(uint32_t c)
{
    size_t low = 0, high = sizeof ranges / sizeof ranges[0];

    if (c < 0x80)
        return class_of_ascii(c);
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (c > ranges[middle].last)
            low = middle + 1;
        else if (c < ranges[middle].first)
            high = middle;
        else
            return ranges[middle].class;
    }
    return CLASS_LETTER;
}

/* The character at `at` and its length; a byte that begins none counts as itself, as no letter. */
static uint32_t read_character(const unsigned char *at, size_t *ret_size)
{
    static const uint32_t bad = 0x2028;
    const size_t size = at[0] < 0x80 ? 1 : at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    uint32_t c = size == 1 ? at[0] : at[0] & (0xffu >> (size + 1));

    *ret_size = 1;
    if (at[0] >= 0x80 && (at[0] < 0xc2 || at[0] > 0xf4))
        return bad;
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return bad;
        c = c << 6 | (at[i] & 0x3fu);
    }
    *ret_size = size;
    return c;
}

static uint32_t lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
        (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) || (c >= 0x410 && c <= 0x42f) ||
        (c >= 0xff21 && c <= 0xff3a))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40f)
        return c + 0x50;
    if ((c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) || (c >= 0x14a && c <= 0x177) ||
        (c >= 0x460 && c <= 0x481) || (c >= 0x1e00 && c <= 0x1e95))
        return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
        return c + (c & 1);
    return c;
}

static size_t write_character(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = size; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xf00u >> size & 0xf0) | c);
    return size;
}

void tokenizer_init(struct tokenizer *tokenizer, const char *text)
{
    tokenizer->at = (const unsigned char *)text;
    tokenizer->token[0] = '\0';
}

static bool is_word(enum word_class class)
{
    return class == CLASS_LETTER || class == CLASS_DIGIT || class == CLASS_KATAKANA ||
           class == CLASS_ALONE;
}

/* Whether the character after one of class `before` belongs to the same word; after is the class of
 * the character that follows a mid character. */
static bool joins(enum word_class before, enum word_class here, enum word_class after)
{
    switch (here) {
    case CLASS_MARK:
        return true;
    case CLASS_LETTER:
    case CLASS_DIGIT:
        return before == CLASS_LETTER || before == CLASS_DIGIT || before == CLASS_JOINER;
    case CLASS_KATAKANA:
        return before == CLASS_KATAKANA || before == CLASS_JOINER;
    case CLASS_JOINER:
        return before != CLASS_ALONE;
    case CLASS_MID_LETTER:
        return before == CLASS_LETTER && after == CLASS_LETTER;
    case CLASS_MID_NUMBER:
        return before == CLASS_DIGIT && after == CLASS_DIGIT;
    case CLASS_MID_BOTH:
        return (before == CLASS_LETTER || before == CLASS_DIGIT) && after == before;
    default:
        return false;
    }
}

static enum word_class class_after(const unsigned char *at)
{
    size_t size;

    for (;;) {
        if (!*at)
            return CLASS_OTHER;
        const enum word_class class = class_of(read_character(at, &size));
        if (class != CLASS_MARK)
            return class;
        at += size;
    }
}

/* Reads one word or run of joiners from a character that can begin one; true: it is a word. */
static bool read_word(struct tokenizer *tokenizer)
{
    enum word_class before = CLASS_OTHER;
    size_t length = 0, characters = 0, size;
    bool word = false;

    while (*tokenizer->at && characters < TOKEN_CHARACTERS) {
        const uint32_t c = read_character(tokenizer->at, &size);
        const enum word_class class = class_of(c);
        if (length > 0 && !joins(before, class, class_after(tokenizer->at + size)))
            break;
        length += write_character(lower(c), tokenizer->token + length);
        characters += c > 0xffff ? 2 : 1;
        word = word || is_word(class);
        /* What joins two of a kind leaves the kind as it is. */
        if (class != CLASS_MARK && class != CLASS_MID_LETTER && class != CLASS_MID_NUMBER &&
            class != CLASS_MID_BOTH)
            before = class;
        tokenizer->at += size;
    }
    tokenizer->token[length] = '\0';
    return word;
}

bool tokenizer_next(struct tokenizer *tokenizer)
{
    size_t size;

    while (*tokenizer->at) {
        const enum word_class class = class_of(read_character(tokenizer->at, &size));
        if (!is_word(class) && class != CLASS_JOINER)
            tokenizer->at += size;
        else if (read_word(tokenizer))
            return true;
    }
    return false;
}

bool text_share_token(const char *one, const char *other)
{
    struct tokenizer left, right;

    tokenizer_init(&left, one);
    while (tokenizer_next(&left)) {
        tokenizer_init(&right, other);
        while (tokenizer_next(&right))
            if (strcmp(left.token, right.token) == 0)
                return true;
    }
    return false;
}

static size_t character_size(const char *text)
{
    size_t size;

    (void)read_character((const unsigned char *)text, &size);
    return size;
}

bool text_wildcard(const char *pattern, const char *text)
{
    const char *star = NULL, *retry = NULL; /* the last `*`, and the text it next tries from */

    while (*text) {
        const bool escaped = *pattern == '\\' && pattern[1];
        if (*pattern == '*') {
            star = ++pattern;
            retry = text;
        } else if (*pattern == '?') {
            pattern++;
            text += character_size(text);
        } else if (*pattern && *text == pattern[escaped]) {
            pattern += escaped + 1;
            text++;
        } else if (star) {
            pattern = star;
            text = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}
