/* SPDX-License-Identifier: GPL-3.0-or-later */
/* environment.h - what the tables hold of the platforms that tests run on, and of the regressions
 * that may be theirs. All into arena; inside one transaction. */
#ifndef RIGEL_STORE_ENVIRONMENT_H
#define RIGEL_STORE_ENVIRONMENT_H

#include "base/arena.h"
#include "store/store.h"

/* Waits for the lock of who looks at platforms, and holds it until the transaction ends. */
MUST_CHECK bool environment_lock(struct store_connection *connection, struct error *err);

/* A test that changed since its platform was last looked at. */
struct environment_due {
    int64_t *test_ids, *revisions; /* ascending test_ids */
    size_t count;
};
MUST_CHECK bool environment_due_load(struct store_connection *connection, struct arena *arena,
                                     struct environment_due *ret, struct error *err);
MUST_CHECK bool environment_due_done(struct store_connection *connection,
                                     const struct environment_due *due, struct error *err);

struct environment_place {
    int64_t test_id, since; /* the oldest run that is looked at */
    const char *platform, *stream;
};
/* Active tests whose newest run says its platform, by test_id. The arguments are names of metadata
 * fields; runs: how many of the newest are looked at. */
MUST_CHECK bool environment_places_load(struct store_connection *connection, struct arena *arena,
                                        const char *platform, const char *stream, int64_t runs,
                                        struct environment_place **ret, size_t *ret_count,
                                        struct error *err);

struct environment_change {
    int64_t test_id, regression_id, run_id;
    const char *const *metrics;
    size_t metric_count;
    const int64_t *times; /* of the run before, of its own and of the one after, where there are */
    size_t time_count;
    const char *environment; /* as it is stored; NULL: it is not the environment */
    double score;            /* NAN: none */
    int64_t moved, seen;
};
/* Regressions of these tests with at most `later` runs after their first; `unseen`, where they were
 * never looked at. */
MUST_CHECK bool environment_changes_load(struct store_connection *connection, struct arena *arena,
                                         const int64_t *test_ids, size_t test_count, int64_t later,
                                         int64_t unseen, struct environment_change **ret,
                                         size_t *ret_count, struct error *err);

struct environment_values {
    size_t test; /* position in test_ids */
    const char *metric;
    const int64_t *at;
    const double *values; /* finite, oldest first */
    size_t count;
};
MUST_CHECK bool environment_values_load(struct store_connection *connection, struct arena *arena,
                                        const int64_t *test_ids, const int64_t *since,
                                        size_t test_count, struct environment_values **ret,
                                        size_t *ret_count, struct error *err);

struct environment_field {
    const char *name;
    const char *const *values; /* of the runs, oldest first; NULL: not said */
    const int64_t *run_ids;
    size_t count;
};
/* fields: names of metadata fields, separated by commas. */
MUST_CHECK bool environment_fields_load(struct store_connection *connection, struct arena *arena,
                                        int64_t test_id, const char *fields, int64_t runs,
                                        struct environment_field **ret, size_t *ret_count,
                                        struct error *err);

/* Writes environment, score, moved and seen of the change. */
MUST_CHECK bool environment_write(struct store_connection *connection,
                                  const struct environment_change *change, struct error *err);

#endif
