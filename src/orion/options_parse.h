/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options_parse.h - Orion's command line read as Click 8.1 reads it: the same lists are taken, the
 * same ones refused, in the same words.
 *
 * Environment variables are read with getenv(). Nothing is printed but one warning in the log,
 * where an order of options that Orion refuses is refused (fault 21). */
#ifndef RIGEL_ORION_OPTIONS_PARSE_H
#define RIGEL_ORION_OPTIONS_PARSE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "orion/options.h"

enum orion_action {
    ORION_ACTION_RUN,
    ORION_ACTION_ASK, /* --interactive: orion_ask, then parse what it gives */
    ORION_ACTION_HELP,
    ORION_ACTION_VERSION
};

/* argv[0] is the program's name. *ret lives in arena and borrows the texts of argv and of the
 * environment. On failure:
 *   ERROR_USAGE     a usage error
 *   ERROR_PARAMETER  one that Click tells without the usage line: two algorithms, no value
 *   ERROR_INPUT     --input-vars is no JSON object; --config is missing
 * --config is only asked for where the action is ORION_ACTION_RUN without --report. */
MUST_CHECK bool orion_options_parse(struct arena *arena, int argc, char *const *argv,
                                    struct orion_options *ret, enum orion_action *ret_action,
                                    struct error *err);
/* Is --correct given? Also where the rest of the list cannot be parsed. */
bool orion_options_correct(int argc, char *const *argv);
/* Tells the failure of orion_options_parse and gives the exit status: for usage errors 2, as Orion,
 * which looks like a regression (fault 7), so that with correct it is 1. */
enum orion_exit orion_options_refuse(FILE *out, const struct error *err, bool correct);

/* The text of --help. */
void orion_options_help(struct buffer *out);

#endif
