/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_parser.h - what the parsers of statements, expressions and literals share. Inside config
 * only. */
#ifndef RIGEL_CONFIG_TEMPLATE_PARSER_H
#define RIGEL_CONFIG_TEMPLATE_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "config/faults.h"
#include "config/template_lexer.h"
#include "config/template_tree.h"

#define TEMPLATE_SHAPES                                                                            \
    "understood are names, literals, comparisons, and, or, not, in, default(...), is defined, "    \
    "inline if, {% if %} and {% for %}"

struct template_parser {
    struct template_lexer lexer;
    struct template_token token; /* the next one, not yet taken */
    struct arena *arena;
    struct faults *faults;
    unsigned depth; /* of open brackets, statements, ... */
};

/* Records the fault at the token; detail comes after text. Returns false. */
bool template_parser_fail(struct template_parser *parser, const struct template_token *token,
                          const char *text, const char *detail);
/* Takes the next token. False: it is none; the fault is recorded. */
MUST_CHECK bool template_parser_advance(struct template_parser *parser);
bool template_parser_at_operator(const struct template_parser *parser, const char *text);
bool template_parser_at_word(const struct template_parser *parser, const char *word);
/* Goes a level deeper, or back. False: too deep; the fault is recorded. */
MUST_CHECK bool template_parser_enter(struct template_parser *parser);
void template_parser_leave(struct template_parser *parser);

/* An expression with an inline if, or (condition) one that ends before `if`. NULL: the fault is
 * recorded. */
MUST_CHECK const struct template_expression *
template_parse_expression(struct template_parser *parser);
MUST_CHECK const struct template_expression *
template_parse_condition(struct template_parser *parser);
/* The text, number or word that the token is; NULL: the fault is recorded. The token is taken. */
MUST_CHECK const struct node *template_parse_literal(struct template_parser *parser);
/* true, none, and, if, ...: no variable has such a name. */
bool template_is_reserved(const char *name);

#endif
