/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_evaluate.h - the value of an expression. Inside config only. */
#ifndef RIGEL_CONFIG_TEMPLATE_EVALUATE_H
#define RIGEL_CONFIG_TEMPLATE_EVALUATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "config/faults.h"
#include "config/template_tree.h"
#include "config/variables.h"

/* The loops that an expression stands in, innermost first. */
struct template_loop {
    const struct template_loop *outer;
    const char *target;
    const struct node *const *items;
    size_t count, index;
};

struct template_evaluation {
    struct arena *arena;
    const struct origin *origin;
    const struct variables *variables;
    struct faults *faults;
    const struct template_loop *loop; /* NULL: none */
    size_t steps;                     /* done so far */
    bool halted;                      /* they were too many: nothing more is to be done */
};

/* NULL: the fault is recorded. The value may be special (template_value.h). */
MUST_CHECK const struct node *template_evaluate(struct template_evaluation *evaluation,
                                                const struct template_expression *expression);
/* The same, but what is special is a fault. */
MUST_CHECK const struct node *
template_evaluate_usable(struct template_evaluation *evaluation,
                         const struct template_expression *expression);
/* Counts steps. False: they are too many; the fault at offset is recorded (once). */
MUST_CHECK bool template_charge(struct template_evaluation *evaluation, size_t steps,
                                size_t offset);
/* Records a fault at the offset of the source. */
void template_fault(struct template_evaluation *evaluation, size_t offset, const char *format, ...)
    PRINTF_LIKE(3, 4);

#endif
