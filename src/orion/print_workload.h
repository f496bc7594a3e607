/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_workload.h - earlier JSON documents, by the name of their file, and the report of all. */
#ifndef RIGEL_ORION_PRINT_WORKLOAD_H
#define RIGEL_ORION_PRINT_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "orion/print_value.h"

struct workload {
    const char *name;
    const struct print_value *rows; /* a list */
};

struct workloads {
    struct arena *arena;
    struct workload *items;
    size_t count, capacity;
};

/* Of two with one name the later one counts. */
void workloads_put(struct workloads *workloads, const char *name, const struct print_value *rows);
/* *ret_any: one of them holds a change. ERROR_INPUT: rows of another shape than Orion's. */
MUST_CHECK bool workloads_print(struct buffer *out, struct workloads *workloads, bool *ret_any,
                                struct error *err);

#endif
