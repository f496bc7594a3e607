/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interactive.h - --interactive: the options asked for one after the other, in Orion's order.
 *
 * What comes out is an argument list, so that the answers go through the same parser as a command
 * line and can be told as one. */
#ifndef RIGEL_ORION_INTERACTIVE_H
#define RIGEL_ORION_INTERACTIVE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "orion/frame.h"

/* argv as given to orion_options_parse: options of it that no question is about are kept. What the
 * environment gives is kept by an empty answer and does not appear in the list. *ret begins with
 * the program's name. ERROR_CANCELLED: the input ended, or the last question was answered by no. */
MUST_CHECK bool orion_ask(struct arena *arena, int argc, char *const *argv, FILE *in, FILE *out,
                          struct text_list *ret, struct error *err);

/* The list as a shell command of several lines, secrets as ***: a password in --es-server,
 * --jira-token, and variables of --input-vars whose names say so. */
const char *orion_command_line(struct arena *arena, const struct text_list *arguments);

#endif
