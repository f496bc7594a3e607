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
    const char *input_vars_json;  /* for test files: typed variables (test_file.h); NULL: none */
    bool orion;                   /* test files as `rigel orion` reads them, nothing else */
    config_report *report;
    void *context;
};

struct check_counts {
    enum check_kind kind; /* what the file is */
    bool only_orion;      /* the service refuses it, `rigel orion` takes it */
    size_t sources, tests, metrics;
};

/* Loads the file as the service would, and lets go of it. Test files that the service refuses and
 * Orion's command line takes are accepted: what the service refuses is reported as warnings. False:
 * the file would be refused; err is the first fault, every one was reported. *ret has the kind in
 * any case. */
MUST_CHECK bool check_file(const char *file, const struct check_options *options,
                           struct check_counts *ret, struct error *err);

#endif
