/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check.h - one configuration file checked on its own, as `rigel config check` does. */
#ifndef RIGEL_CONFIG_CHECK_H
#define RIGEL_CONFIG_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"
#include "config/report.h"

enum check_kind { CHECK_ANY, CHECK_SERVICE, CHECK_TESTS };

struct check_options {
    enum check_kind kind;         /* CHECK_ANY: told by the sections of the file */
    const char *const *variables; /* for test files: name, value, name, value, ... */
    size_t variable_count;        /* pairs */
    config_report *report;
    void *context;
};

struct check_counts {
    enum check_kind kind; /* what the file is */
    size_t sources, tests, metrics;
};

/* Loads the file as the service would, and lets go of it. False: it would be refused; err is the
 * first fault, every one was reported. *ret has the kind in any case. */
MUST_CHECK bool check_file(const char *file, const struct check_options *options,
                           struct check_counts *ret, struct error *err);

#endif
