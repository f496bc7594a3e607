/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/template_lexer.h"

#include <string.h>

void template_lexer_init(struct template_lexer *lexer, const struct origin *origin)
{
    size_t size = origin->source_size;

    if (size > 0 && origin->source[size - 1] == '\n')
        size--;
    if (size > 0 && origin->source[size - 1] == '\r')
        size--;
    *lexer = (struct template_lexer){.origin = origin, .size = size};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The source is NUL-terminated, so looking one byte past the end is safe. */
static char peek(const struct template_lexer *lexer, size_t ahead)
{
    const size_t at = lexer->at + ahead;

    return at < lexer->size ? lexer->origin->source[at] : '\0';
}

static struct template_token bad(size_t offset, const char *text)
{
    return (struct template_token){.kind = TOKEN_BAD, .offset = offset, .text = text};
}

static struct template_token taken(struct template_lexer *lexer, enum template_token_kind kind,
                                   size_t size)
{
    const struct template_token token = {
        .kind = kind,
        .offset = lexer->at,
        .size = size,
        .text = arena_strndup(lexer->origin->arena, lexer->origin->source + lexer->at, size),
    };

    lexer->at += size;
    return token;
}

static size_t next_opening(const struct template_lexer *lexer)
{
    const char *source = lexer->origin->source;
    const size_t size = lexer->size;

    for (size_t at = lexer->at; at + 1 < size; at++)
        if (source[at] == '{' &&
            (source[at + 1] == '{' || source[at + 1] == '%' || source[at + 1] == '#'))
            return at;
    return size;
}

/* Moves past a comment. False: it has no end. */
static bool skip_comment(struct template_lexer *lexer)
{
    const char *start = lexer->origin->source + lexer->at + 2;
    start += *start == '-' || *start == '+'; /* the opening's own */
    const char *end = strstr(start, "#}");

    if (!end)
        return false;
    lexer->trim = end > start && end[-1] == '-';
    lexer->at = (size_t)(end + 2 - lexer->origin->source);
    return true;
}

static struct template_token next_outside(struct template_lexer *lexer)
{
    const char *source = lexer->origin->source;

    for (;;) {
        size_t start = lexer->at, end = next_opening(lexer);
        const size_t opening = end;
        const bool found = opening < lexer->size;

        if (lexer->trim)
            while (start < end && is_space(source[start]))
                start++;
        lexer->trim = false;
        if (found && source[opening + 2] == '-')
            while (end > start && is_space(source[end - 1]))
                end--;
        lexer->at = opening;
        if (end > start)
            return (struct template_token){
                .kind = TOKEN_TEXT, .offset = start, .size = end - start};
        if (!found)
            return (struct template_token){.kind = TOKEN_END, .offset = opening};
        if (source[opening + 1] != '#')
            break;
        if (!skip_comment(lexer))
            return bad(opening, "the comment {# has no #}");
    }
    const bool output = peek(lexer, 1) == '{';
    lexer->inside = true;
    lexer->opened = lexer->at;
    lexer->closer = output ? '}' : '%';
    return taken(lexer, output ? TOKEN_OUTPUT_BEGIN : TOKEN_STATEMENT_BEGIN,
                 peek(lexer, 2) == '-' || peek(lexer, 2) == '+' ? 3 : 2);
}

/* What Python makes of a backslash and c; 0: not one of the simple escapes. */
static char escaped(char c)
{
    static const char from[] = "nrtabfv\\'\"", to[] = "\n\r\t\a\b\f\v\\'\"";
    const char *found = strchr(from, c);

    return c && found ? to[found - from] : '\0';
}

/* Offset of the quote that ends the literal at start; the source's size: none does. */
static size_t closing_quote(const struct origin *origin, size_t start)
{
    size_t at = start + 1;

    while (at < origin->source_size && origin->source[at] != origin->source[start])
        at += origin->source[at] == '\\' ? 2 : 1;
    return at < origin->source_size ? at : origin->source_size;
}

static struct template_token string_token(struct template_lexer *lexer)
{
    const char *source = lexer->origin->source;
    const size_t start = lexer->at, end = closing_quote(lexer->origin, start);
    char *text = arena_alloc(lexer->origin->arena, end - start, 1);
    size_t size = 0;

    if (end >= lexer->origin->source_size)
        return bad(start, "the quoted text has no end");
    for (size_t at = start + 1; at < end; at++) {
        char c = source[at];
        if (c == '\\' && source[at + 1] == '\n') {
            at++;
            continue;
        }
        if (c == '\\' && strchr("xuUN01234567", source[at + 1]))
            return bad(at, "this escape is not known in a literal: write the character itself");
        if (c == '\\' && escaped(source[at + 1]))
            c = escaped(source[++at]); /* Python leaves the backslash of an unknown escape */
        text[size++] = c;
    }
    lexer->at = end + 1;
    return (struct template_token){
        .kind = TOKEN_STRING, .offset = start, .size = end + 1 - start, .text = text};
}

static struct template_token number_token(struct template_lexer *lexer)
{
    const bool is_index = lexer->at > 0 && lexer->origin->source[lexer->at - 1] == '.';
    size_t size = 0, exponent;

    if (peek(lexer, 0) == '0' && peek(lexer, 1) && strchr("xXoObB", peek(lexer, 1)))
        size = 2;
    const bool is_based = size > 0;
    while (is_digit(peek(lexer, size)) || peek(lexer, size) == '_' ||
           (is_based && is_name_start(peek(lexer, size))))
        size++;
    if (is_based || is_index) /* in a.0.1 the second point is no decimal one */
        return taken(lexer, TOKEN_NUMBER, size);
    if (peek(lexer, size) == '.' && is_digit(peek(lexer, size + 1)))
        for (size++; is_digit(peek(lexer, size)) || peek(lexer, size) == '_';)
            size++;
    exponent = size + 1;
    if (peek(lexer, exponent) == '-' || peek(lexer, exponent) == '+')
        exponent++;
    if ((peek(lexer, size) == 'e' || peek(lexer, size) == 'E') && is_digit(peek(lexer, exponent)))
        for (size = exponent; is_digit(peek(lexer, size)) || peek(lexer, size) == '_';)
            size++;
    return taken(lexer, TOKEN_NUMBER, size);
}

static struct template_token next_inside(struct template_lexer *lexer)
{
    while (is_space(peek(lexer, 0)))
        lexer->at++;
    if (lexer->at >= lexer->size)
        return bad(lexer->opened,
                   lexer->closer == '}' ? "{{ is not closed by }}" : "{% is not closed by %}");
    const char c = peek(lexer, 0);
    const size_t minus = c == '-' || (c == '+' && lexer->closer == '%');
    if (peek(lexer, minus) == lexer->closer && peek(lexer, minus + 1) == '}') {
        lexer->inside = false;
        lexer->trim = c == '-';
        return taken(lexer, TOKEN_CLOSE, minus + 2);
    }
    if (c == '\'' || c == '"')
        return string_token(lexer);
    if (is_digit(c))
        return number_token(lexer);
    size_t size = 1;
    if (is_name_start(c)) {
        while (is_name_start(peek(lexer, size)) || is_digit(peek(lexer, size)))
            size++;
        return taken(lexer, TOKEN_NAME, size);
    }
    if (strchr("=!<>", c) && peek(lexer, 1) == '=')
        size = 2;
    while (((unsigned char)peek(lexer, size) & 0xc0) == 0x80)
        size++;
    return taken(lexer, TOKEN_OPERATOR, size);
}

struct template_token template_lexer_next(struct template_lexer *lexer)
{
    return lexer->inside ? next_inside(lexer) : next_outside(lexer);
}
