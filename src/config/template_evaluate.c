/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/template_evaluate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "config/template_compare.h"
#include "config/template_value.h"

enum { KEYS_A_STEP = 16 }; /* keys of a map, or bytes of a text, that count as one step */

typedef const struct node *expression_evaluator(struct template_evaluation *evaluation,
                                                const struct template_expression *expression);

void template_fault(struct template_evaluation *evaluation, size_t offset, const char *format, ...)
{
    char place[POSITION_TEXT_SIZE];
    struct error fault;
    char text[sizeof fault.text];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)origin_source_text(evaluation->origin, offset, place);
    (void)error_set(&fault, ERROR_CONFIG, place, "template: %s", text);
    (void)fault_add(evaluation->faults, &fault);
}

bool template_charge(struct template_evaluation *evaluation, size_t steps, size_t offset)
{
    evaluation->steps += steps;
    if (evaluation->steps <= LIMIT_TEMPLATE_STEPS)
        return true;
    if (!evaluation->halted)
        template_fault(evaluation, offset, "this takes more than %d steps", LIMIT_TEMPLATE_STEPS);
    evaluation->halted = true;
    return false;
}

const struct node *template_evaluate_usable(struct template_evaluation *evaluation,
                                            const struct template_expression *expression)
{
    const struct node *value = template_evaluate(evaluation, expression);

    if (!value || !template_is_special(value))
        return value;
    template_fault(evaluation, expression->offset, "%s", value->value.text);
    return NULL;
}

static const struct node *evaluate_constant(struct template_evaluation *evaluation,
                                            const struct template_expression *expression)
{
    (void)evaluation;
    return expression->constant;
}

/* What every template of Jinja2 has. */
static bool is_global(const char *name)
{
    static const char *const names[] = {"range", "dict", "lipsum", "cycler", "joiner", "namespace"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static const struct node *evaluate_name(struct template_evaluation *evaluation,
                                        const struct template_expression *expression)
{
    const char *name = expression->name;
    struct arena *arena = evaluation->arena;

    if (evaluation->loop && strcmp(name, "loop") == 0)
        return template_unsupported(arena, "loop itself has no value: loop.index and others have");
    for (const struct template_loop *loop = evaluation->loop; loop; loop = loop->outer)
        if (strcmp(name, loop->target) == 0)
            return loop->items[loop->index];
    const struct node *value = variables_get(evaluation->variables, name);
    if (value)
        return value;
    if (is_global(name))
        return template_unsupported(
            arena,
            arena_printf(arena, "'%s' is a function of Jinja2, which is not known here", name));
    return template_undefined(arena, arena_printf(arena,
                                                  "'%s' is undefined and has no default; set it as "
                                                  "a variable or in the environment",
                                                  name));
}

static const struct node *evaluate_list(struct template_evaluation *evaluation,
                                        const struct template_expression *expression)
{
    static const struct node nowhere = {.kind = NODE_LIST};
    const struct node **items =
        ARENA_ARRAY(evaluation->arena, const struct node *, expression->count);

    for (size_t i = 0; i < expression->count; i++) {
        items[i] = template_evaluate(evaluation, expression->items[i]);
        if (items[i] && template_is_special(items[i]) && !template_is_undefined(items[i]))
            items[i] = template_evaluate_usable(evaluation, expression->items[i]);
        if (!items[i])
            return NULL;
    }
    return node_new_list(evaluation->arena, &nowhere, items, expression->count);
}

static const struct node *neighbour(struct template_evaluation *evaluation, bool exists,
                                    size_t index)
{
    return exists ? evaluation->loop->items[index]
                  : template_undefined(evaluation->arena, "there is no such item of the loop");
}

/* loop.name. NULL: there is no such thing. */
static const struct node *loop_member(struct template_evaluation *evaluation, const char *name)
{
    const struct template_loop *loop = evaluation->loop;
    const struct {
        const char *name;
        size_t value;
    } numbers[] = {{"index", loop->index + 1},
                   {"index0", loop->index},
                   {"revindex", loop->count - loop->index},
                   {"revindex0", loop->count - loop->index - 1},
                   {"length", loop->count},
                   {"depth", 1},
                   {"depth0", 0}};

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        if (strcmp(name, numbers[i].name) == 0)
            return template_integer(evaluation->arena, numbers[i].value);
    if (strcmp(name, "first") == 0)
        return template_boolean(loop->index == 0);
    if (strcmp(name, "last") == 0)
        return template_boolean(loop->index + 1 == loop->count);
    if (strcmp(name, "previtem") == 0)
        return neighbour(evaluation, loop->index > 0, loop->index - 1);
    if (strcmp(name, "nextitem") == 0)
        return neighbour(evaluation, loop->index + 1 < loop->count, loop->index + 1);
    return NULL;
}

static const struct node *evaluate_loop(struct template_evaluation *evaluation,
                                        const struct template_expression *expression,
                                        const char *name)
{
    const struct node *value = loop_member(evaluation, name);

    if (value)
        return value;
    template_fault(evaluation, expression->offset, "loop.%s is not known here", name);
    return NULL;
}

static bool is_loop(const struct template_evaluation *evaluation,
                    const struct template_expression *expression)
{
    return evaluation->loop && expression->kind == EXPRESSION_NAME &&
           strcmp(expression->name, "loop") == 0;
}

static const struct node *evaluate_member(struct template_evaluation *evaluation,
                                          const struct template_expression *expression)
{
    if (is_loop(evaluation, expression->first))
        return evaluate_loop(evaluation, expression, expression->name);
    const struct node *of = template_evaluate_usable(evaluation, expression->first);
    if (!of || !template_charge(evaluation, of->count / KEYS_A_STEP, expression->offset))
        return NULL;
    return template_member(evaluation->arena, of, expression->name);
}

static const struct node *evaluate_item(struct template_evaluation *evaluation,
                                        const struct template_expression *expression)
{
    const bool of_loop = is_loop(evaluation, expression->first);
    const struct node *of =
        of_loop ? NULL : template_evaluate_usable(evaluation, expression->first);
    const struct node *item =
        of_loop || of ? template_evaluate_usable(evaluation, expression->second) : NULL;

    if (!item)
        return NULL;
    if (of_loop)
        return evaluate_loop(evaluation, expression, node_text(evaluation->arena, item));
    const size_t work = of->kind == NODE_SCALAR ? strlen(of->value.text)
                        : of->kind == NODE_MAP  ? of->count
                                                : 0;
    if (!template_charge(evaluation, work / KEYS_A_STEP, expression->offset))
        return NULL;
    return template_item(evaluation->arena, of, item);
}

static const struct node *evaluate_default(struct template_evaluation *evaluation,
                                           const struct template_expression *expression)
{
    const struct node *value = template_evaluate(evaluation, expression->first);
    const struct node *otherwise = value ? template_evaluate(evaluation, expression->second) : NULL;
    bool false_too = false;

    if (!otherwise)
        return NULL;
    if (expression->third) {
        const struct node *boolean = template_evaluate_usable(evaluation, expression->third);
        if (!boolean)
            return NULL;
        false_too = node_is_true(boolean);
    }
    if (template_is_undefined(value))
        return otherwise;
    return false_too && !template_is_special(value) && !node_is_true(value) ? otherwise : value;
}

static const struct node *evaluate_defined(struct template_evaluation *evaluation,
                                           const struct template_expression *expression)
{
    const struct node *value = template_evaluate(evaluation, expression->first);

    return value ? template_boolean(!template_is_undefined(value)) : NULL;
}

static const struct node *evaluate_not(struct template_evaluation *evaluation,
                                       const struct template_expression *expression)
{
    const struct node *value = template_evaluate_usable(evaluation, expression->first);

    return value ? template_boolean(!node_is_true(value)) : NULL;
}

/* As in Python the value is that of the operand that decides. */
static const struct node *evaluate_and_or(struct template_evaluation *evaluation,
                                          const struct template_expression *expression)
{
    const struct node *value = template_evaluate_usable(evaluation, expression->first);

    if (!value || node_is_true(value) == (expression->kind == EXPRESSION_OR))
        return value;
    return template_evaluate(evaluation, expression->second);
}

static bool compare(struct template_comparison *comparison, enum template_operator operation,
                    const struct node *left, const struct node *right)
{
    switch (operation) {
    case OPERATOR_EQUAL:
        return template_equal(comparison, left, right);
    case OPERATOR_NOT_EQUAL:
        return !template_equal(comparison, left, right);
    case OPERATOR_LESS:
        return template_order(comparison, left, right) < 0;
    case OPERATOR_LESS_EQUAL:
        return template_order(comparison, left, right) <= 0;
    case OPERATOR_GREATER:
        return template_order(comparison, left, right) > 0;
    case OPERATOR_GREATER_EQUAL:
        return template_order(comparison, left, right) >= 0;
    case OPERATOR_IN:
        return template_contains(comparison, right, left);
    case OPERATOR_NOT_IN:
        return !template_contains(comparison, right, left);
    }
    return false;
}

static const struct node *evaluate_compare(struct template_evaluation *evaluation,
                                           const struct template_expression *expression)
{
    struct template_comparison comparison = {.steps = &evaluation->steps};
    const struct node *left = template_evaluate(evaluation, expression->first);
    const struct node *right = left ? template_evaluate(evaluation, expression->second) : NULL;

    if (!right)
        return NULL;
    const bool truth = compare(&comparison, expression->comparison, left, right);
    if (comparison.fault)
        template_fault(evaluation,
                       comparison.fault == left->value.text    ? expression->first->offset
                       : comparison.fault == right->value.text ? expression->second->offset
                                                               : expression->offset,
                       "%s", comparison.fault);
    return comparison.fault ? NULL : template_boolean(truth);
}

static const struct node *evaluate_choice(struct template_evaluation *evaluation,
                                          const struct template_expression *expression)
{
    const struct node *condition = template_evaluate_usable(evaluation, expression->second);

    if (!condition)
        return NULL;
    if (node_is_true(condition))
        return template_evaluate(evaluation, expression->first);
    return expression->third ? template_evaluate(evaluation, expression->third) : template_blank();
}

const struct node *template_evaluate(struct template_evaluation *evaluation,
                                     const struct template_expression *expression)
{
    static expression_evaluator *const evaluators[] = {
        [EXPRESSION_CONSTANT] = evaluate_constant, [EXPRESSION_NAME] = evaluate_name,
        [EXPRESSION_LIST] = evaluate_list,         [EXPRESSION_MEMBER] = evaluate_member,
        [EXPRESSION_ITEM] = evaluate_item,         [EXPRESSION_DEFAULT] = evaluate_default,
        [EXPRESSION_DEFINED] = evaluate_defined,   [EXPRESSION_NOT] = evaluate_not,
        [EXPRESSION_AND] = evaluate_and_or,        [EXPRESSION_OR] = evaluate_and_or,
        [EXPRESSION_COMPARE] = evaluate_compare,   [EXPRESSION_CHOICE] = evaluate_choice,
    };

    if (!template_charge(evaluation, 1, expression->offset))
        return NULL;
    return evaluators[expression->kind](evaluation, expression);
}
