/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template.h - the templates of test files: the part of Jinja2 that docs/configuration.md
 * describes.
 *
 * What is understood gives what Jinja2 gives with StrictUndefined, Orion's choice: a name that is
 * not defined is a fault where it is used, not where it stands in a branch that is not taken.
 * Everything else of Jinja2 is a fault that names its place. Steps, output and nesting are bounded
 * (limits.h). Source to tokens: template_lexer.c; to a tree: template_parser.c (statements),
 * template_expression.c, template_literal.c; to text: template_render.c, template_evaluate.c,
 * template_compare.c, template_value.c. */
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
