/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_compare.h - Python's ==, < and in on values of templates. Inside config only. */
#ifndef RIGEL_CONFIG_TEMPLATE_COMPARE_H
#define RIGEL_CONFIG_TEMPLATE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/node.h"

struct template_comparison {
    size_t *steps;     /* grows with the work done */
    const char *fault; /* set where Python would raise; what was returned then means nothing */
};

bool template_equal(struct template_comparison *comparison, const struct node *a,
                    const struct node *b);
/* Below, equal to or above 0. A fault: the two have no order. */
int template_order(struct template_comparison *comparison, const struct node *a,
                   const struct node *b);
/* item in whole: of a list an item, of a map a key, of a text a part. */
bool template_contains(struct template_comparison *comparison, const struct node *whole,
                       const struct node *item);

#endif
