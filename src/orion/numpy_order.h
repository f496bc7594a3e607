/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numpy_order.h - the order that numpy's argsort gives with its default kind, which pandas sorts
 * with: an introsort (median of three, insertion sort for up to 16 items), so rows that compare
 * equal come out in an order of their own, and the same one here. */
#ifndef RIGEL_ORION_NUMPY_ORDER_H
#define RIGEL_ORION_NUMPY_ORDER_H

#include <stdbool.h>
#include <stddef.h>

/* Does item left come before item right? */
typedef bool order_before(const void *context, size_t left, size_t right);

/* Orders the item numbers order[0, count). */
void numpy_order(size_t *order, size_t count, order_before *before, const void *context);

#endif
