/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_tree.h - a parsed template, as the parser leaves it to the renderer. Inside config.
 *
 * Offsets are of the source, for messages. Everything lives in the origin's arena. */
#ifndef RIGEL_CONFIG_TEMPLATE_TREE_H
#define RIGEL_CONFIG_TEMPLATE_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/node.h"

enum template_operator {
    OPERATOR_EQUAL,
    OPERATOR_NOT_EQUAL,
    OPERATOR_LESS,
    OPERATOR_LESS_EQUAL,
    OPERATOR_GREATER,
    OPERATOR_GREATER_EQUAL,
    OPERATOR_IN,
    OPERATOR_NOT_IN
};

enum template_expression_kind {
    EXPRESSION_CONSTANT,
    EXPRESSION_NAME,
    EXPRESSION_LIST,    /* items */
    EXPRESSION_MEMBER,  /* first.name */
    EXPRESSION_ITEM,    /* first[second] */
    EXPRESSION_DEFAULT, /* first | default(second, third); third may be NULL */
    EXPRESSION_DEFINED, /* first is defined */
    EXPRESSION_NOT,
    EXPRESSION_AND,
    EXPRESSION_OR,
    EXPRESSION_COMPARE, /* first comparison second */
    EXPRESSION_CHOICE   /* first if second else third; third may be NULL */
};

struct template_expression {
    enum template_expression_kind kind;
    size_t offset;
    unsigned depth; /* 1: no expression below */
    const struct node *constant;
    const char *name;
    enum template_operator comparison;
    const struct template_expression *first, *second, *third;
    const struct template_expression *const *items;
    size_t count;
};

struct template_part;

struct template_block {
    struct template_part *parts;
    size_t count, capacity;
};

struct template_branch {
    const struct template_expression *condition;
    struct template_block block;
};

enum template_part_kind { PART_TEXT, PART_OUTPUT, PART_IF, PART_FOR };

struct template_part {
    enum template_part_kind kind;
    size_t offset, size;                     /* TEXT: the bytes; others: offset of {{ or {% */
    const struct template_expression *value; /* OUTPUT; FOR: what is gone through */
    const char *target;                      /* FOR */
    struct template_branch *branches;        /* IF: if and elif; FOR: one, the body */
    size_t branch_count, branch_capacity;
    struct template_block otherwise; /* else */
};

struct template
{
    struct template_block block;
};

#endif
