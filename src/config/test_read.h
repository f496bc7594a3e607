/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_read.h - one entry of `tests` as a struct: what is inherited joined, fan_out done, all
 * checked. Inside config. */
#ifndef RIGEL_CONFIG_TEST_READ_H
#define RIGEL_CONFIG_TEST_READ_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/strmap.h"
#include "config/faults.h"
#include "config/node.h"
#include "config/test.h"
#include "config/variables.h"

/* What the tests of one file share. */
struct test_file {
    struct arena *arena;
    struct faults *faults;
    const struct variables *variables;
    const char *path;
    const struct node *parent_metadata; /* of parentConfig; NULL: none */
    struct node_list global_metrics;    /* of metricsFile */
    const char *project;                /* of the tests that name none */
    const char *regression_algorithm;   /* of the tests that name none */
    bool incomplete; /* parentConfig or metricsFile could not be read: what a test lacks may be
                        there */
    struct strmap *included;   /* path to tree of the files read so far */
    bool orion, correct;       /* test_file.h */
    struct strmap *identities; /* orion: of the metrics of all tests so far, to their places */
};

/* The map or the list of an included file, path relative to the main one's folder; file is the
 * node that names it. NULL: faults are recorded. */
MUST_CHECK const struct node *test_file_include(struct test_file *file, const struct node *name,
                                                enum node_kind kind);
/* The metrics of a list node, which must be maps with text keys. */
MUST_CHECK bool test_file_metrics(struct test_file *file, const struct node *list,
                                  struct node_list *ret);

/* Sets file->project from the file's own key, "default" where it has none. */
MUST_CHECK bool test_file_project(struct test_file *file, const struct node *root);

/* False: faults are recorded. *ret_skipped: the test has no metadata and is left out as Orion
 * does, with a warning; *ret has its metadata all the same. */
MUST_CHECK bool test_read(struct test_file *file, const struct node *node, struct test *ret,
                          bool *ret_skipped);

#endif
