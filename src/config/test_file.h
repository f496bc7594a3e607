/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_file.h - test files as they are: Orion's YAML, to a struct test_set. */
#ifndef RIGEL_CONFIG_TEST_FILE_H
#define RIGEL_CONFIG_TEST_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"
#include "config/report.h"
#include "config/test.h"

struct test_files {
    const char *const *paths;
    size_t count;
    const char *const *variables; /* name, value, name, value, ...; win over the environment */
    size_t variable_count;        /* pairs */
    /* A JSON object of typed variables (--input-vars); they win over the others. NULL: none. */
    const char *input_vars_json;
    const char *regression_algorithm; /* of what names none; NULL: REGRESSION_ALGORITHM_DEFAULT */
    /* As Orion's command line reads the file: whatever Orion loads is loaded (two tests of one
     * name, metrics without metric_of_interest or with one column), what it refuses is refused. */
    bool orion;
    bool correct;          /* with orion: a file of local_config may have a `metadata` level */
    config_report *report; /* hears every fault and warning; may be NULL */
    void *context;
};

/* Reads all files. Test names are unique among them. The result is the caller's to free. NULL: err
 * is the first fault, all of them were reported. */
MUST_CHECK struct test_set *test_set_load(const struct test_files *files, struct error *err);
/* The same for one file whose text[0, size) is at hand; included files are read from beside path.
 */
MUST_CHECK struct test_set *test_set_parse(const char *path, const char *text, size_t size,
                                           const struct test_files *options, struct error *err);

#endif
