/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options_value.h - one option's text turned into its value, as Click 8.1 and Python 3 do. */
#ifndef RIGEL_ORION_OPTIONS_VALUE_H
#define RIGEL_ORION_OPTIONS_VALUE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "orion/options.h"
#include "orion/options_table.h"

/* Converts text and puts it into the member of the option; flags take NULL. ERROR_USAGE: not a
 * value of that kind. ERROR_INPUT: text that Orion dies of (--input-vars). Lives in arena. */
MUST_CHECK bool options_value_set(struct arena *arena, struct orion_options *options,
                                  enum orion_option_id id, const char *text, struct error *err);
/* The list of --pull-number. */
MUST_CHECK bool options_numbers_set(struct arena *arena, struct orion_options *options,
                                    enum orion_option_id id, const struct text_list *texts,
                                    struct error *err);
/* text as Python's repr() shows it, in quotes. */
const char *options_value_shown(struct arena *arena, const char *text);

#endif
