/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests.h - configured tests and their series, as rows.
 *
 * Each function is for use inside a transaction. Writing what is already there changes nothing;
 * where something is written *changed becomes true, and the caller touches the test at the end
 * (test_state.h). */
#ifndef RIGEL_STORE_TESTS_H
#define RIGEL_STORE_TESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

struct test_row {
    int64_t test_id; /* name_id(name, NULL) */
    const char *name, *source, *project, *config_file, *config_hash;
    const char *definition; /* JSON */
};

struct series_row {
    int64_t test_id, series_id; /* name_id(test name, metric) */
    const char *metric;         /* column name */
    int position;               /* in the configuration */
    int direction;
    double threshold; /* percent */
    const char *const *labels;
    size_t label_count;
    const char *correlation; /* "" for none */
    int context;
    const char *unit; /* "": not said */
    const char *regression_algorithm;
    double limit_min, limit_max; /* NAN: none */
};

/* A test as it is stored. */
struct stored_test {
    int64_t test_id;
    const char *name, *config_hash;
    const char *definition; /* JSON */
    int64_t regressions;    /* those that something supports */
    bool active;
};

/* All tests, by name, the inactive ones too. */
MUST_CHECK bool store_tests_load(struct store_connection *connection, struct arena *arena,
                                 struct stored_test **ret_tests, size_t *ret_count,
                                 struct error *err);
MUST_CHECK bool store_test_write(struct store_connection *connection, const struct test_row *row,
                                 bool *changed, struct error *err);
/* Every test that is not among test_ids becomes inactive, and is touched. */
MUST_CHECK bool store_tests_keep(struct store_connection *connection, const int64_t *test_ids,
                                 size_t count, struct error *err);
MUST_CHECK bool store_series_write(struct store_connection *connection,
                                   const struct series_row *row, bool *changed, struct error *err);
/* Every series of the test that is not among series_ids becomes inactive. */
MUST_CHECK bool store_series_keep(struct store_connection *connection, int64_t test_id,
                                  const int64_t *series_ids, size_t count, bool *changed,
                                  struct error *err);

#endif
