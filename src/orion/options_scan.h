/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options_scan.h - an argument list cut into options and their values, as Click 8.1 does: nothing
 * is converted yet, no default or environment variable looked at. */
#ifndef RIGEL_ORION_OPTIONS_SCAN_H
#define RIGEL_ORION_OPTIONS_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "orion/frame.h"
#include "orion/options_table.h"

struct options_scan {
    struct {
        size_t place;      /* 1: the first option of the list, ...; 0: not given */
        const char *value; /* the last one; NULL for a flag */
    } options[ORION_OPTION_COUNT];
    size_t given;             /* different options */
    struct text_list numbers; /* every value of --pull-number */
    struct text_list extra;   /* arguments that are no option */
};

/* argv[0] is the program's name. Values are borrowed from argv, lists live in arena. ERROR_USAGE:
 * an unknown option. ERROR_PARAMETER: a value too many or one too few. */
MUST_CHECK bool options_scan(struct arena *arena, int argc, char *const *argv,
                             struct options_scan *ret, struct error *err);

#endif
