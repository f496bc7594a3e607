/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_lexer.h - a template's source as tokens. Inside config only.
 *
 * White-space control is done here: a TEXT token is already cut, a comment gives none. */
#ifndef RIGEL_CONFIG_TEMPLATE_LEXER_H
#define RIGEL_CONFIG_TEMPLATE_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "config/position.h"

enum template_token_kind {
    TOKEN_TEXT,
    TOKEN_OUTPUT_BEGIN,    /* {{ */
    TOKEN_STATEMENT_BEGIN, /* {% */
    TOKEN_CLOSE,           /* }} or %} */
    TOKEN_NAME,
    TOKEN_STRING,
    TOKEN_NUMBER,
    TOKEN_OPERATOR, /* a comparison, one byte, or one UTF-8 character */
    TOKEN_END,
    TOKEN_BAD /* text says what is wrong */
};

struct template_token {
    enum template_token_kind kind;
    size_t offset, size; /* in the source */
    const char *text;    /* STRING: decoded; NAME, NUMBER, OPERATOR: as written; BAD: the fault */
};

struct template_lexer {
    const struct origin *origin;
    size_t at, size; /* one line end at the source's end is not looked at, as in Jinja2 */
    bool inside;     /* an output or a statement */
    char closer;     /* '}' or '%' */
    size_t opened;   /* offset of the {{ or {% that we are inside of */
    bool trim;       /* the text that follows loses its leading white space */
};

void template_lexer_init(struct template_lexer *lexer, const struct origin *origin);
/* After END or BAD no further call is made. */
struct template_token template_lexer_next(struct template_lexer *lexer);

#endif
