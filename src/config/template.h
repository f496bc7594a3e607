/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template.h - the templates of test files: text with {{ name }} and {{ name | default(literal) }}.
 *
 * The shapes, and what they give, are Jinja2's: {{- and -}} take the white space on their side
 * away, {# comments #} give nothing, a literal is a quoted text, a number, true, false, none or
 * nothing at all. Everything else of Jinja2 is a fault that names its place; an undefined name
 * without a default is one too. Three steps, a file each: template_lexer.c, template_parser.c,
 * template_render.c. */
#ifndef RIGEL_CONFIG_TEMPLATE_H
#define RIGEL_CONFIG_TEMPLATE_H

#include <stdbool.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "config/faults.h"
#include "config/position.h"
#include "config/variables.h"

struct template;

/* Of origin's source; lives in origin's arena. NULL: the faults are recorded. */
MUST_CHECK const struct template *template_parse(const struct origin *origin,
                                                 struct faults *faults);
/* Appends to out and gives origin, which must have none, its spans. False: faults are recorded
 * (undefined names, or the text grew past out's limit). */
MUST_CHECK bool template_render(const struct template *template, struct origin *origin,
                                const struct variables *variables, struct buffer *out,
                                struct faults *faults);

#endif
