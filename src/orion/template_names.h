/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_names.h - which variables does a test file's template name? For --interactive, which
 * asks for them before the file is rendered. */
#ifndef RIGEL_ORION_TEMPLATE_NAMES_H
#define RIGEL_ORION_TEMPLATE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct template_name {
    const char *name;
    bool needed; /* at least one expression has no default(...) */
};

/* The names that begin an expression {{ ... }} of text, each once, in their order. Lives in
 * arena. */
size_t template_names(struct arena *arena, const char *text, struct template_name **ret);

#endif
