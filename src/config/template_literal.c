/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "config/python_text.h"
#include "config/template_parser.h"

static const struct node *scalar(struct template_parser *parser, struct value value)
{
    struct node *node = ARENA_NEW(parser->arena, struct node);

    *node = (struct node){.kind = NODE_SCALAR, .value = value, .weight = 1};
    return node;
}

/* digits without underscores and, but for one, leading zeros. NULL: not a number of Python. */
static const char *plain_digits(struct template_parser *parser, const char *digits)
{
    char *plain = arena_strdup(parser->arena, digits), *out = plain;

    for (const char *at = digits; *at; at++) {
        if (*at == '_' && (at == digits || at[1] == '_' || at[1] == '\0'))
            return NULL;
        if (*at != '_')
            *out++ = *at;
    }
    *out = '\0';
    return plain;
}

static const struct node *based_integer(struct template_parser *parser, const char *digits,
                                        bool minus)
{
    const int base = strchr("xX", digits[1]) ? 16 : strchr("oO", digits[1]) ? 8 : 2;
    char *end;

    errno = 0;
    const long long number = strtoll(digits + 2, &end, base);
    if (*end || end == digits + 2 || errno)
        return NULL;
    const long long value = minus ? -number : number;
    return scalar(parser, (struct value){.type = VALUE_INTEGER,
                                         .integer = value,
                                         .real = (double)value,
                                         .text = arena_printf(parser->arena, "%lld", value)});
}

static const struct node *decimal_integer(struct template_parser *parser, const char *digits,
                                          bool minus)
{
    const size_t zeros = strspn(digits, "0");

    if (zeros && digits[zeros])
        return NULL; /* 010 */
    const char *text = zeros ? "0" : arena_printf(parser->arena, "%s%s", minus ? "-" : "", digits);
    return scalar(parser, (struct value){.type = VALUE_INTEGER,
                                         .integer = strtoll(text, NULL, 10),
                                         .real = strtod(text, NULL),
                                         .text = text});
}

static const struct node *number(struct template_parser *parser, const char *written, bool minus)
{
    const char *digits = plain_digits(parser, written);

    if (!digits)
        return NULL;
    if (digits[0] == '0' && digits[1] && strchr("xXoObB", digits[1]))
        return based_integer(parser, digits, minus);
    if (!strpbrk(digits, ".eE"))
        return decimal_integer(parser, digits, minus);
    const double real = minus ? -strtod(digits, NULL) : strtod(digits, NULL);
    return scalar(parser, (struct value){.type = VALUE_REAL,
                                         .real = real,
                                         .text = python_float_text(parser->arena, real)});
}

static const struct node *parse_number(struct template_parser *parser)
{
    const struct template_token start = parser->token;
    bool minus = false;

    while (template_parser_at_operator(parser, "-") || template_parser_at_operator(parser, "+")) {
        minus = minus != template_parser_at_operator(parser, "-");
        if (!template_parser_advance(parser))
            return NULL;
    }
    const struct node *made =
        parser->token.kind == TOKEN_NUMBER ? number(parser, parser->token.text, minus) : NULL;
    if (!made)
        (void)template_parser_fail(parser, &start, "this is not a number; " TEMPLATE_SHAPES, "");
    return made && template_parser_advance(parser) ? made : NULL;
}

/* Texts that stand side by side are one. */
static const struct node *parse_text(struct template_parser *parser)
{
    AUTO_BUFFER text = {.limit = LIMIT_CONFIG_FILE};

    while (parser->token.kind == TOKEN_STRING) {
        buffer_text(&text, parser->token.text);
        if (!template_parser_advance(parser))
            return NULL;
    }
    return scalar(parser,
                  (struct value){
                      .type = VALUE_TEXT,
                      .text = arena_strndup(parser->arena, text.data ? text.data : "", text.size)});
}

static const struct value *word_value(const char *word)
{
    static const struct value values[] = {
        {.type = VALUE_BOOL, .text = "True", .integer = 1, .real = 1},
        {.type = VALUE_BOOL, .text = "False"},
        {.type = VALUE_NULL, .text = "None"},
    };
    static const char *const words[] = {"true", "True", "false", "False", "none", "None"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(word, words[i]) == 0)
            return &values[i / 2];
    return NULL;
}

const struct node *template_parse_literal(struct template_parser *parser)
{
    if (parser->token.kind == TOKEN_STRING)
        return parse_text(parser);
    const struct value *word =
        parser->token.kind == TOKEN_NAME ? word_value(parser->token.text) : NULL;
    if (!word)
        return parse_number(parser);
    return template_parser_advance(parser) ? scalar(parser, *word) : NULL;
}

bool template_is_reserved(const char *name)
{
    static const char *const words[] = {"not", "and", "or", "if", "else", "elif", "in", "is"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return word_value(name) != NULL;
}
