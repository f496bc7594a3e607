/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "config/python_text.h"
#include "config/template.h"
#include "config/template_lexer.h"
#include "config/template_parts.h"

#define SHAPES "only {{ name }} and {{ name | default(literal) }} are understood"

struct parser {
    struct template_lexer lexer;
    struct template_token token; /* the next one, not yet taken */
    struct arena *arena;
    struct faults *faults;
    struct template *template;
};

static bool fail(struct parser *parser, const struct template_token *token, const char *text,
                 const char *detail)
{
    char place[POSITION_TEXT_SIZE];
    struct error fault;

    (void)origin_source_text(parser->lexer.origin, token->offset, place);
    (void)error_set(&fault, ERROR_CONFIG, place, "template: %s%s", text, detail);
    return fault_add(parser->faults, &fault);
}

static bool advance(struct parser *parser)
{
    parser->token = template_lexer_next(&parser->lexer);
    return parser->token.kind != TOKEN_BAD || fail(parser, &parser->token, parser->token.text, "");
}

static bool is_operator(const struct parser *parser, const char *text)
{
    return parser->token.kind == TOKEN_OPERATOR && strcmp(parser->token.text, text) == 0;
}

static bool expect_operator(struct parser *parser, const char *text, const char *message)
{
    if (!is_operator(parser, text))
        return fail(parser, &parser->token, message, "; " SHAPES);
    return advance(parser);
}

static struct template_part *add_part(struct parser *parser)
{
    struct template *template = parser->template;

    template->parts = arena_grow(parser->arena, template->parts, template->count,
                                 &template->capacity, sizeof *template->parts);
    return &template->parts[template->count++];
}

/* As Python prints the number. NULL: not a number of Jinja2's that is known here. */
static const char *number_text(struct parser *parser, const char *sign, const char *digits)
{
    char *plain = arena_strdup(parser->arena, digits), *out = plain, *end;
    bool whole = true;

    for (const char *at = digits; *at; at++) {
        if (*at == '_' && (at == digits || at[1] < '0' || at[1] > '9'))
            return NULL;
        whole = whole && ((*at >= '0' && *at <= '9') || *at == '_');
        if (*at != '_')
            *out++ = *at;
    }
    *out = '\0';
    if (whole && plain[0] == '0' && strspn(plain, "0") != strlen(plain))
        return NULL;
    if (whole) {
        const size_t zeros = strspn(plain, "0");
        plain += zeros && !plain[zeros] ? zeros - 1 : 0;
        const bool minus = sign[0] == '-' && plain[0] != '0';
        return arena_printf(parser->arena, "%s%s", minus ? "-" : "", plain);
    }
    if (plain[0] == '0' && (plain[1] == 'x' || plain[1] == 'X'))
        return NULL;
    const double number = strtod(plain, &end);
    if (*end)
        return NULL;
    return python_float_text(parser->arena, sign[0] == '-' ? -number : number);
}

static bool parse_number(struct parser *parser, const char **ret_text)
{
    const struct template_token start = parser->token;
    const char *sign = "";

    if (parser->token.kind == TOKEN_OPERATOR) {
        sign = parser->token.text;
        if (!advance(parser))
            return false;
    }
    const char *text =
        parser->token.kind == TOKEN_NUMBER ? number_text(parser, sign, parser->token.text) : NULL;
    if (!text)
        return fail(parser, &start, "this is not a number; " SHAPES, "");
    *ret_text = text;
    return advance(parser);
}

static bool parse_literal(struct parser *parser, const char **ret_text)
{
    static const struct {
        const char *name, *text;
    } words[] = {{"true", "True"},   {"True", "True"}, {"false", "False"},
                 {"False", "False"}, {"none", "None"}, {"None", "None"}};

    if (parser->token.kind == TOKEN_STRING) {
        *ret_text = parser->token.text;
        return advance(parser);
    }
    if (parser->token.kind == TOKEN_NUMBER || is_operator(parser, "-") || is_operator(parser, "+"))
        return parse_number(parser, ret_text);
    if (parser->token.kind == TOKEN_NAME)
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
            if (strcmp(parser->token.text, words[i].name) == 0) {
                *ret_text = words[i].text;
                return advance(parser);
            }
    return fail(parser, &parser->token,
                "default() takes a quoted text, a number, true, false, none or nothing", "");
}

static bool parse_default(struct parser *parser, const char **ret_fallback)
{
    const struct template_token filter = parser->token;

    if (filter.kind != TOKEN_NAME ||
        (strcmp(filter.text, "default") != 0 && strcmp(filter.text, "d") != 0))
        return fail(parser, &filter, "the only filter is default(...); " SHAPES, "");
    if (!advance(parser))
        return false;
    *ret_fallback = "";
    if (!is_operator(parser, "("))
        return true; /* {{ name | default }} stands for the empty text */
    if (!advance(parser))
        return false;
    if (!is_operator(parser, ")") && !parse_literal(parser, ret_fallback))
        return false;
    return expect_operator(parser, ")", "default( is not closed by )");
}

static bool is_reserved(const char *name)
{
    static const char *const words[] = {"true", "True", "false", "False", "none", "None", "not",
                                        "and",  "or",   "if",    "else",  "in",   "is"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return false;
}

static bool parse_output(struct parser *parser, size_t opening)
{
    const struct template_token name = parser->token;
    const char *fallback = NULL;

    if (name.kind != TOKEN_NAME || is_reserved(name.text))
        return fail(parser, &name, "a name is expected after {{; " SHAPES, "");
    if (!advance(parser))
        return false;
    if (is_operator(parser, "|") && (!advance(parser) || !parse_default(parser, &fallback)))
        return false;
    if (parser->token.kind != TOKEN_CLOSE)
        return fail(parser, &parser->token, "}} is expected here; " SHAPES, "");
    struct template_part *part = add_part(parser);
    *part = (struct template_part){.kind = PART_OUTPUT,
                                   .offset = opening,
                                   .name = name.text,
                                   .name_offset = name.offset,
                                   .fallback = fallback};
    return advance(parser);
}

static bool parse_part(struct parser *parser)
{
    const struct template_token token = parser->token;

    if (token.kind == TOKEN_STATEMENT_BEGIN)
        return fail(parser, &token, "statements {% ... %} are not supported; " SHAPES, "");
    if (token.kind == TOKEN_OUTPUT_BEGIN)
        return advance(parser) && parse_output(parser, token.offset);
    struct template_part *part = add_part(parser);
    *part = (struct template_part){.kind = PART_TEXT, .offset = token.offset, .size = token.size};
    return advance(parser);
}

const struct template *template_parse(const struct origin *origin, struct faults *faults)
{
    struct parser parser = {.arena = origin->arena, .faults = faults};

    template_lexer_init(&parser.lexer, origin);
    parser.template = ARENA_NEW(origin->arena, struct template);
    if (!advance(&parser))
        return NULL;
    while (parser.token.kind != TOKEN_END)
        if (!parse_part(&parser))
            return NULL;
    return parser.template;
}
