/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interactive_parts.h - what the questions of interactive.c and interactive_input.c share. */
#ifndef RIGEL_ORION_INTERACTIVE_PARTS_H
#define RIGEL_ORION_INTERACTIVE_PARTS_H

#include <stddef.h>

#include <jansson.h>

#include "orion/options_table.h"
#include "orion/prompt.h"
#include "orion/template_names.h"

struct asking {
    struct prompt prompt;
    struct {
        const char **items;
        size_t count, capacity;
    } arguments;
    json_t *variables; /* of --input-vars */
};

void asking_flag(struct asking *asking, enum orion_option_id id);
void asking_value(struct asking *asking, enum orion_option_id id, const char *value);

/* The test file, then the variables of its template. */
void asking_input(struct asking *asking);
void asking_variable(struct asking *asking, const struct template_name *variable);

/* The first variable of names, separated by blanks, that is set and not empty; NULL: none. */
const char *asking_set_variable(struct arena *arena, const char *names);
/* The environment's names for a template variable: in capitals, then as it is. */
const char *asking_variable_names(struct arena *arena, const char *name);

#endif
