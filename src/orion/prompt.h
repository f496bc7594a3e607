/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt.h - questions on a terminal, one line an answer; works with piped input too.
 *
 * A question is repeated until its answer is valid. Once the input has ended every further question
 * gives its empty answer at once, so that a dialogue need look at `ended` only at its end. Texts
 * live in the arena. */
#ifndef RIGEL_ORION_PROMPT_H
#define RIGEL_ORION_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

struct prompt {
    struct arena *arena;
    FILE *in, *out;
    bool ended; /* end of input, or an interrupted read */
};

/* Without blanks around it; "" after the end. */
const char *prompt_line(struct prompt *prompt, const char *question);
/* An empty line stands for standard; where that is NULL, the question is repeated. */
const char *prompt_text(struct prompt *prompt, const char *question, const char *standard);
/* Digits only. */
const char *prompt_number(struct prompt *prompt, const char *question, const char *standard);
/* y, yes, n or no. */
bool prompt_yes(struct prompt *prompt, const char *question, bool standard);
/* Shows the choices with numbers; an empty line is the first. Gives the index. */
size_t prompt_choice(struct prompt *prompt, const char *question, const char *const *choices,
                     size_t count);
/* A heading between groups of questions. */
void prompt_heading(struct prompt *prompt, const char *heading);

#endif
