/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/limits.h"
#include "config/template_parser.h"

typedef const struct template_expression *expression_parser(struct template_parser *parser);

static unsigned depth_of(const struct template_expression *expression)
{
    return expression ? expression->depth : 0;
}

static unsigned larger(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

/* Keeps the expression, whose depth it sets. NULL: it is too deep. */
static const struct template_expression *keep(struct template_parser *parser,
                                              struct template_expression expression)
{
    const struct template_token at = {.offset = expression.offset};
    struct template_expression *kept = ARENA_NEW(parser->arena, struct template_expression);

    expression.depth =
        larger(expression.depth,
               larger(depth_of(expression.first),
                      larger(depth_of(expression.second), depth_of(expression.third)))) +
        1;
    *kept = expression;
    if (kept->depth <= LIMIT_TEMPLATE_DEPTH)
        return kept;
    (void)template_parser_fail(parser, &at, "this expression is too long or too deep", "");
    return NULL;
}

static const struct template_expression *unexpected(struct template_parser *parser,
                                                    const char *text)
{
    (void)template_parser_fail(parser, &parser->token, text, "; " TEMPLATE_SHAPES);
    return NULL;
}

static bool expect_operator(struct template_parser *parser, const char *text, const char *message)
{
    if (!template_parser_at_operator(parser, text))
        return template_parser_fail(parser, &parser->token, message, "; " TEMPLATE_SHAPES);
    return template_parser_advance(parser);
}

static const struct template_expression *parse_list(struct template_parser *parser)
{
    struct template_expression list = {.kind = EXPRESSION_LIST, .offset = parser->token.offset};
    const struct template_expression **items = NULL;
    size_t capacity = 0;

    if (!template_parser_advance(parser))
        return NULL;
    while (!template_parser_at_operator(parser, "]")) {
        if (list.count > 0 && !expect_operator(parser, ",", "the list [ is not closed by ]"))
            return NULL;
        if (template_parser_at_operator(parser, "]"))
            break; /* a comma may stand last */
        const struct template_expression *item = template_parse_expression(parser);
        if (!item)
            return NULL;
        items = arena_grow(parser->arena, items, list.count, &capacity, sizeof(void *));
        items[list.count++] = item;
        list.depth = larger(list.depth, item->depth);
    }
    list.items = items;
    return template_parser_advance(parser) ? keep(parser, list) : NULL;
}

static const struct template_expression *parse_brackets(struct template_parser *parser)
{
    const bool is_list = template_parser_at_operator(parser, "[");
    const struct template_expression *inner;

    if (!template_parser_enter(parser))
        return NULL;
    if (is_list)
        inner = parse_list(parser);
    else if (!template_parser_advance(parser))
        inner = NULL;
    else
        inner = template_parse_expression(parser);
    if (inner && !is_list && !expect_operator(parser, ")", "( is not closed by )"))
        return NULL;
    template_parser_leave(parser);
    return inner;
}

static const struct template_expression *parse_primary(struct template_parser *parser)
{
    const struct template_token token = parser->token;
    struct template_expression made = {.kind = EXPRESSION_NAME, .offset = token.offset};

    if (template_parser_at_operator(parser, "[") || template_parser_at_operator(parser, "("))
        return parse_brackets(parser);
    if (token.kind == TOKEN_NAME && !template_is_reserved(token.text)) {
        made.name = token.text;
        return template_parser_advance(parser) ? keep(parser, made) : NULL;
    }
    if (token.kind == TOKEN_CLOSE)
        return unexpected(parser, "a value is expected here");
    made.kind = EXPRESSION_CONSTANT;
    made.constant = template_parse_literal(parser);
    return made.constant ? keep(parser, made) : NULL;
}

static const struct template_expression *parse_member(struct template_parser *parser,
                                                      const struct template_expression *of)
{
    struct template_expression made = {
        .kind = EXPRESSION_MEMBER, .offset = parser->token.offset, .first = of};

    if (!template_parser_advance(parser))
        return NULL;
    if (parser->token.kind == TOKEN_NUMBER) { /* list.0 is list[0] */
        struct template_expression index = {.kind = EXPRESSION_CONSTANT,
                                            .offset = parser->token.offset,
                                            .constant = template_parse_literal(parser)};
        made.kind = EXPRESSION_ITEM;
        made.second = index.constant ? keep(parser, index) : NULL;
        return made.second ? keep(parser, made) : NULL;
    }
    if (parser->token.kind != TOKEN_NAME)
        return unexpected(parser, "a name is expected after the point");
    made.name = parser->token.text;
    return template_parser_advance(parser) ? keep(parser, made) : NULL;
}

static const struct template_expression *parse_item(struct template_parser *parser,
                                                    const struct template_expression *of)
{
    struct template_expression made = {
        .kind = EXPRESSION_ITEM, .offset = parser->token.offset, .first = of};

    if (!template_parser_enter(parser) || !template_parser_advance(parser))
        return NULL;
    made.second = template_parse_expression(parser);
    if (!made.second || !expect_operator(parser, "]", "[ is not closed by ]"))
        return NULL;
    template_parser_leave(parser);
    return keep(parser, made);
}

static const struct template_expression *parse_postfix(struct template_parser *parser)
{
    const struct template_expression *made = parse_primary(parser);

    while (made) {
        if (template_parser_at_operator(parser, "."))
            made = parse_member(parser, made);
        else if (template_parser_at_operator(parser, "["))
            made = parse_item(parser, made);
        else if (template_parser_at_operator(parser, "("))
            return unexpected(parser, "functions cannot be called");
        else
            break;
    }
    return made;
}

/* One argument of default(). The first is the value, the second says that false counts as well;
 * both may be named. */
static bool parse_argument(struct template_parser *parser, struct template_expression *made)
{
    const struct template_token start = parser->token;
    const struct template_lexer before = parser->lexer;
    const struct template_expression **into = !made->second ? &made->second : &made->third;

    if (start.kind == TOKEN_NAME && !template_parser_advance(parser))
        return false;
    if (start.kind == TOKEN_NAME && template_parser_at_operator(parser, "=")) {
        into = strcmp(start.text, "default_value") == 0 ? &made->second
               : strcmp(start.text, "boolean") == 0     ? &made->third
                                                        : NULL;
        if (!into || *into)
            return template_parser_fail(parser, &start, "default() takes no such argument", "");
        if (!template_parser_advance(parser))
            return false;
    } else if (start.kind == TOKEN_NAME) {
        parser->lexer = before; /* no name of an argument: the expression begins with it */
        parser->token = start;
    }
    if (*into)
        return template_parser_fail(parser, &start, "default() takes two arguments", "");
    *into = template_parse_expression(parser);
    return *into != NULL;
}

static bool parse_arguments(struct template_parser *parser, struct template_expression *made)
{
    if (!template_parser_enter(parser) || !template_parser_advance(parser))
        return false;
    for (bool first = true; !template_parser_at_operator(parser, ")"); first = false) {
        if (!first && !expect_operator(parser, ",", "default( is not closed by )"))
            return false;
        if (!first && template_parser_at_operator(parser, ")"))
            break;
        if (!parse_argument(parser, made))
            return false;
    }
    template_parser_leave(parser);
    return template_parser_advance(parser);
}

/* The token is the |. */
static const struct template_expression *parse_filter(struct template_parser *parser,
                                                      const struct template_expression *of)
{
    static const struct node empty = {
        .kind = NODE_SCALAR, .value = {.type = VALUE_TEXT, .text = ""}, .weight = 1};
    struct template_expression made = {
        .kind = EXPRESSION_DEFAULT, .offset = parser->token.offset, .first = of};

    if (!template_parser_advance(parser))
        return NULL;
    if (!template_parser_at_word(parser, "default") && !template_parser_at_word(parser, "d"))
        return unexpected(parser, "the only filter is default(...)");
    if (!template_parser_advance(parser))
        return NULL;
    if (template_parser_at_operator(parser, "(") && !parse_arguments(parser, &made))
        return NULL;
    if (!made.second)
        made.second = keep(parser, (struct template_expression){.kind = EXPRESSION_CONSTANT,
                                                                .offset = made.offset,
                                                                .constant = &empty});
    return keep(parser, made);
}

/* Jinja2 takes what comes after a test for its argument, even a word such as `if`. */
static bool begins_argument(const struct template_parser *parser)
{
    if (parser->token.kind == TOKEN_NAME)
        return !template_parser_at_word(parser, "else") && !template_parser_at_word(parser, "or") &&
               !template_parser_at_word(parser, "and");
    return parser->token.kind == TOKEN_STRING || parser->token.kind == TOKEN_NUMBER ||
           template_parser_at_operator(parser, "(") || template_parser_at_operator(parser, "[");
}

/* The token is the word is. */
static const struct template_expression *parse_test(struct template_parser *parser,
                                                    const struct template_expression *of)
{
    const struct template_expression made = {
        .kind = EXPRESSION_DEFINED, .offset = parser->token.offset, .first = of};

    if (!template_parser_advance(parser))
        return NULL;
    const bool negated = template_parser_at_word(parser, "not");
    if (negated && !template_parser_advance(parser))
        return NULL;
    if (!template_parser_at_word(parser, "defined"))
        return unexpected(parser, "the only tests are `is defined` and `is not defined`");
    const struct template_expression *test =
        template_parser_advance(parser) ? keep(parser, made) : NULL;
    if (test && begins_argument(parser))
        return unexpected(parser, "put the test in brackets: to Jinja2 this is its argument");
    if (!test || !negated)
        return test;
    return keep(parser, (struct template_expression){
                            .kind = EXPRESSION_NOT, .offset = made.offset, .first = test});
}

static const struct template_expression *parse_filtered(struct template_parser *parser)
{
    const struct template_expression *made = parse_postfix(parser);

    while (made) {
        if (template_parser_at_operator(parser, "|"))
            made = parse_filter(parser, made);
        else if (template_parser_at_word(parser, "is"))
            made = parse_test(parser, made);
        else
            break;
    }
    return made;
}

/* True: the token (and for `not in` the next) is a comparison, which is taken. */
static bool take_comparison(struct template_parser *parser, enum template_operator *ret,
                            bool *ret_failed)
{
    static const char *const operators[] = {"==", "!=", "<", "<=", ">", ">="};

    for (size_t i = 0; i < ARRAY_LEN(operators); i++)
        if (template_parser_at_operator(parser, operators[i])) {
            *ret = (enum template_operator)i;
            *ret_failed = !template_parser_advance(parser);
            return true;
        }
    const bool negated = template_parser_at_word(parser, "not");
    if (!negated && !template_parser_at_word(parser, "in"))
        return false;
    *ret = negated ? OPERATOR_NOT_IN : OPERATOR_IN;
    *ret_failed = !template_parser_advance(parser);
    if (!negated || *ret_failed)
        return true;
    if (!template_parser_at_word(parser, "in"))
        *ret_failed =
            !template_parser_fail(parser, &parser->token, "`not` stands before `in` here", "");
    else
        *ret_failed = !template_parser_advance(parser);
    return true;
}

/* a < b < c is a < b and b < c. */
static const struct template_expression *parse_comparison(struct template_parser *parser)
{
    const struct template_expression *left = parse_filtered(parser), *whole = NULL;
    enum template_operator comparison;
    bool failed = !left;

    while (!failed) {
        const size_t offset = parser->token.offset;
        if (!take_comparison(parser, &comparison, &failed))
            return whole ? whole : left;
        const struct template_expression *right = failed ? NULL : parse_filtered(parser);
        if (!right)
            return NULL;
        const struct template_expression *link =
            keep(parser, (struct template_expression){.kind = EXPRESSION_COMPARE,
                                                      .offset = offset,
                                                      .comparison = comparison,
                                                      .first = left,
                                                      .second = right});
        if (link && whole)
            link =
                keep(parser,
                     (struct template_expression){
                         .kind = EXPRESSION_AND, .offset = offset, .first = whole, .second = link});
        whole = link;
        left = right;
        failed = !whole;
    }
    return NULL;
}

static const struct template_expression *parse_not(struct template_parser *parser)
{
    struct template_expression made = {.kind = EXPRESSION_NOT, .offset = parser->token.offset};

    if (!template_parser_at_word(parser, "not"))
        return parse_comparison(parser);
    if (!template_parser_enter(parser) || !template_parser_advance(parser))
        return NULL;
    made.first = parse_not(parser);
    template_parser_leave(parser);
    return made.first ? keep(parser, made) : NULL;
}

/* operand (word operand)*, from left to right. */
static const struct template_expression *parse_chain(struct template_parser *parser,
                                                     const char *word,
                                                     enum template_expression_kind kind,
                                                     expression_parser *operand)
{
    const struct template_expression *made = operand(parser);

    while (made && template_parser_at_word(parser, word)) {
        struct template_expression joined = {
            .kind = kind, .offset = parser->token.offset, .first = made};
        if (!template_parser_advance(parser))
            return NULL;
        joined.second = operand(parser);
        made = joined.second ? keep(parser, joined) : NULL;
    }
    return made;
}

static const struct template_expression *parse_and(struct template_parser *parser)
{
    return parse_chain(parser, "and", EXPRESSION_AND, parse_not);
}

const struct template_expression *template_parse_condition(struct template_parser *parser)
{
    return parse_chain(parser, "or", EXPRESSION_OR, parse_and);
}

const struct template_expression *template_parse_expression(struct template_parser *parser)
{
    const struct template_expression *made;

    if (!template_parser_enter(parser))
        return NULL;
    made = template_parse_condition(parser);
    while (made && template_parser_at_word(parser, "if")) {
        struct template_expression choice = {
            .kind = EXPRESSION_CHOICE, .offset = parser->token.offset, .first = made};
        if (!template_parser_advance(parser))
            return NULL;
        choice.second = template_parse_condition(parser);
        if (!choice.second)
            return NULL;
        if (template_parser_at_word(parser, "else")) {
            choice.third =
                template_parser_advance(parser) ? template_parse_expression(parser) : NULL;
            if (!choice.third)
                return NULL;
        }
        made = keep(parser, choice);
    }
    template_parser_leave(parser);
    return made;
}
