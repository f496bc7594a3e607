/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

void scan_init(struct scan *scan, char *text, size_t size)
{
    scan->start = scan->at = text;
    scan->end = size ? text + size : text;
    scan->fault = NULL;
    scan->first = false;
}

size_t scan_offset(const struct scan *scan)
{
    return (size_t)(scan->at - scan->start);
}

static bool fault(struct scan *scan, const char *expected)
{
    if (!scan->fault)
        scan->fault = expected;
    return false;
}

static void skip_blanks(struct scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

/* The next byte after blanks; '\0' at the end. */
static char next_byte(struct scan *scan)
{
    skip_blanks(scan);
    return scan->at < scan->end ? *scan->at : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool pass_escape(struct scan *scan)
{
    if (scan->end - scan->at < 2)
        return fault(scan, "the end of a text");
    const char kind = scan->at[1];
    scan->at += 2;
    if (kind != 'u')
        return kind && strchr("\"\\/bfnrt", kind) ? true : fault(scan, "an escape of JSON");
    for (int i = 0; i < 4; i++, scan->at++)
        if (scan->at == scan->end || hex_value(*scan->at) < 0)
            return fault(scan, "four hexadecimal digits");
    return true;
}

/* scan->at stands on the opening quote. */
static bool pass_text(struct scan *scan)
{
    for (scan->at++; scan->at < scan->end;) {
        const unsigned char c = (unsigned char)*scan->at;
        if (c == '"') {
            scan->at++;
            return true;
        }
        if (c < 0x20)
            return fault(scan, "no control character in a text");
        if (c != '\\')
            scan->at++;
        else if (!pass_escape(scan))
            return false;
    }
    return fault(scan, "the end of a text");
}

static bool pass_digits(struct scan *scan)
{
    if (scan->at == scan->end || !is_digit(*scan->at))
        return fault(scan, "a digit");
    while (scan->at < scan->end && is_digit(*scan->at))
        scan->at++;
    return true;
}

static bool pass_number(struct scan *scan)
{
    if (*scan->at == '-')
        scan->at++;
    if (scan->at < scan->end && *scan->at == '0')
        scan->at++;
    else if (!pass_digits(scan))
        return false;
    if (scan->at < scan->end && *scan->at == '.') {
        scan->at++;
        if (!pass_digits(scan))
            return false;
    }
    if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E')) {
        scan->at++;
        if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
            scan->at++;
        return pass_digits(scan);
    }
    return true;
}

static bool pass_word(struct scan *scan, const char *word)
{
    const size_t size = strlen(word);

    if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, word, size) != 0)
        return fault(scan, "a value");
    scan->at += size;
    return true;
}

static bool pass_scalar(struct scan *scan)
{
    switch (next_byte(scan)) {
    case '"':
        return pass_text(scan);
    case 't':
        return pass_word(scan, "true");
    case 'f':
        return pass_word(scan, "false");
    case 'n':
        return pass_word(scan, "null");
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return pass_number(scan);
    default:
        return fault(scan, "a value");
    }
}

static bool pass_key(struct scan *scan, struct slice *ret_key)
{
    if (next_byte(scan) != '"')
        return fault(scan, "a member's name");
    char *from = scan->at + 1;
    if (!pass_text(scan))
        return false;
    *ret_key = (struct slice){from, (size_t)(scan->at - from) - 1};
    if (next_byte(scan) != ':')
        return fault(scan, "':'");
    scan->at++;
    return true;
}

char scan_peek(struct scan *scan)
{
    const char c = scan->fault ? '\0' : next_byte(scan);

    if (c == '-' || is_digit(c))
        return '0';
    return c && strchr("{[\"tfn", c) ? c : '\0';
}

bool scan_enter(struct scan *scan, char bracket)
{
    if (scan->fault)
        return false;
    if (next_byte(scan) != bracket)
        return fault(scan, bracket == '{' ? "an object" : "an array");
    scan->at++;
    scan->first = true;
    return true;
}

/* At the start of a member or item: passes the comma, or the closing bracket (false). */
static bool more(struct scan *scan, char bracket)
{
    if (scan->fault)
        return false;
    const char c = next_byte(scan);
    if (c == bracket) {
        scan->at++;
        scan->first = false;
        return false;
    }
    if (!scan->first) {
        if (c != ',')
            return fault(scan, bracket == '}' ? "',' or '}'" : "',' or ']'");
        scan->at++;
    }
    scan->first = false;
    return true;
}

bool scan_member(struct scan *scan, struct slice *ret_key)
{
    return more(scan, '}') && pass_key(scan, ret_key);
}

bool scan_item(struct scan *scan)
{
    return more(scan, ']');
}

/* Which kind of bracket is open at each depth: one bit a level. */
struct nesting {
    unsigned char object[SCAN_DEPTH / 8];
    size_t depth, deepest;
};

static bool push(struct scan *scan, struct nesting *nesting, bool object)
{
    if (nesting->depth == SCAN_DEPTH)
        return fault(scan, "at most 65536 levels of nesting");
    unsigned char *byte = &nesting->object[nesting->depth / 8];
    const unsigned char bit = (unsigned char)(1u << nesting->depth % 8);
    if (nesting->depth % 8 == 0)
        *byte = 0;
    *byte = (unsigned char)(object ? *byte | bit : *byte & ~bit);
    nesting->depth++;
    if (nesting->depth > nesting->deepest)
        nesting->deepest = nesting->depth;
    scan->at++;
    scan->first = true;
    return true;
}

static bool in_object(const struct nesting *nesting)
{
    const size_t level = nesting->depth - 1;

    return nesting->object[level / 8] >> level % 8 & 1;
}

/* Closes what ends here, then stands before the next value. false: all closed, or a fault. */
static bool next_inner(struct scan *scan, struct nesting *nesting)
{
    struct slice key;

    while (nesting->depth) {
        const bool object = in_object(nesting);
        if (object ? scan_member(scan, &key) : scan_item(scan))
            return true;
        if (scan->fault)
            return false;
        nesting->depth--;
    }
    return false;
}

bool scan_value(struct scan *scan, struct slice *ret_value, size_t *ret_depth)
{
    struct nesting nesting;

    if (scan->fault)
        return false;
    (void)next_byte(scan);
    char *from = scan->at;
    nesting.depth = nesting.deepest = 0;
    do {
        const char c = next_byte(scan);
        if (c == '{' || c == '[' ? !push(scan, &nesting, c == '{') : !pass_scalar(scan))
            return false;
    } while (next_inner(scan, &nesting));
    if (scan->fault)
        return false;
    *ret_value = (struct slice){from, (size_t)(scan->at - from)};
    if (ret_depth)
        *ret_depth = nesting.deepest;
    return true;
}

bool scan_skip(struct scan *scan)
{
    struct slice passed;

    return scan_value(scan, &passed, NULL);
}

bool scan_end(struct scan *scan)
{
    if (scan->fault)
        return false;
    skip_blanks(scan);
    return scan->at == scan->end ? true : fault(scan, "the end of the text");
}

bool slice_is(struct slice slice, const char *text)
{
    return slice.at && strlen(text) == slice.size && memcmp(slice.at, text, slice.size) == 0;
}

static unsigned hex4(const char *at)
{
    unsigned code = 0;

    for (int i = 0; i < 4; i++)
        code = code << 4 | (unsigned)hex_value(at[i]);
    return code;
}

/* *at stands behind "\u"; the digits were checked by the scan. 0: not a character. */
static unsigned escaped_code(const char **at, const char *end)
{
    const unsigned high = hex4(*at);

    *at += 4;
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u')
        return 0;
    const unsigned low = hex4(*at + 2);
    if (low < 0xdc00 || low > 0xdfff)
        return 0;
    *at += 6;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static char short_escape(char kind)
{
    switch (kind) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return kind;
    }
}

char *slice_text(struct slice slice)
{
    if (slice.size < 2 || slice.at[0] != '"')
        return NULL;
    const char *at = slice.at + 1, *end = slice.at + slice.size - 1;
    char *out = slice.at + 1;
    while (at < end) {
        if (*at != '\\') {
            *out++ = *at++;
            continue;
        }
        const char kind = at[1];
        at += 2;
        if (kind != 'u') {
            *out++ = short_escape(kind);
            continue;
        }
        const unsigned code = escaped_code(&at, end);
        if (code == 0)
            return NULL;
        out += utf8_encode(code, out);
    }
    *out = '\0';
    return slice.at + 1;
}

bool slice_integer(struct slice slice, int64_t *ret_number)
{
    char text[24];

    if (slice.size == 0 || slice.size >= sizeof text)
        return false;
    memcpy(text, slice.at, slice.size);
    text[slice.size] = '\0';
    char *end;
    errno = 0;
    const long long number = strtoll(text, &end, 10);
    if (*end || end == text || errno)
        return false;
    *ret_number = number;
    return true;
}
