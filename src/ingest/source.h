/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source.h - where documents come from: a search cluster, files, or HTTP. The worker knows only
 * this.
 *
 * Which runs belong to a test, and which documents a metric takes, is decided behind this door: by
 * the cluster itself (named queries), or for files and pushed documents by match.c. A source
 * belongs to one thread at a time. A call that fails may be repeated: nothing here changes anything
 * outside.
 *
 * A document that cannot be used never fails a call: it is handed to the sink with `reject` set. */
#ifndef RIGEL_INGEST_SOURCE_H
#define RIGEL_INGEST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/stop.h"
#include "config/service.h"
#include "config/test.h"
#include "store/store.h"

/* One document as it came. Everything is borrowed for the sink's call. */
struct hit {
    const char *index;
    const char *id;     /* _id, or file:line */
    const char *source; /* the bytes of _source: one JSON object */
    size_t source_size;
    const uint16_t *matched; /* positions in test->metrics whose conditions it meets, ascending */
    size_t matched_count;
    const struct error *reject; /* NULL: usable; else why not (source may be cut or empty) */
};

/* false with err set stops the call that feeds it. */
typedef bool hit_sink(void *context, const struct hit *hits, size_t count, struct error *err);

/* What a source holds of one run, without fetching it: differs when a document that a metric of the
 * test matches was added, changed or removed. */
struct run_fingerprint {
    int64_t documents;
    char text[64]; /* "" where documents is 0 */
};

/* A value the cluster aggregated (pull: aggregates). NAN: not said. */
struct aggregate {
    size_t run;    /* position in the uuids of the call */
    size_t metric; /* position in test->metrics */
    size_t column; /* position in metric->columns */
    double value;
    int64_t samples;
    double minimum, maximum, mean, sum, stddev;
};
typedef bool aggregate_sink(void *context, const struct aggregate *rows, size_t count,
                            struct error *err);

struct source;

struct source_ops {
    void (*free)(struct source *source);
    /* The metadata documents of the test's runs (runs filter, matched is empty). since_us: only
     * those whose time field is at or after it; INT64_MIN: all. uuid: only that run's; NULL: all.
     */
    bool (*runs)(struct source *source, const struct test *test, int64_t since_us, const char *uuid,
                 hit_sink *sink, void *context, struct error *err);
    /* ret[i] for uuids[i]. */
    bool (*fingerprints)(struct source *source, const struct test *test, const char *const *uuids,
                         size_t count, struct run_fingerprint *ret, struct error *err);
    /* The values of metric->group_by among these runs' documents that meet the metric's other
     * conditions, sorted as text, into arena. */
    bool (*group_values)(struct source *source, const struct test *test,
                         const struct metric *metric, const char *const *uuids, size_t count,
                         struct arena *arena, const char *const **ret_values, size_t *ret_count,
                         struct error *err);
    /* Every document of these runs that at least one analysed metric matches, in pages. No document
     * comes twice in one call. Metrics with group_by match with their templates' fixed conditions
     * only; the worker calls with an expanded test instead. */
    bool (*documents)(struct source *source, const struct test *test, const char *const *uuids,
                      size_t count, hit_sink *sink, void *context, struct error *err);
    /* The same runs' values, aggregated by the source. Runs and metrics without documents give no
     * row. */
    bool (*aggregates)(struct source *source, const struct test *test, const char *const *uuids,
                       size_t count, aggregate_sink *sink, void *context, struct error *err);
};

struct source {
    const struct source_ops *ops; /* first member of every implementation */
    const struct source_config *config;
};

/* For implementations: size bytes of zeros that begin with a source of these members; freed by
 * ops->free. */
MUST_CHECK void *source_new(size_t size, const struct source_ops *ops,
                            const struct source_config *config, struct error *err);

/* Opens what config names; config and store must outlive it. stop ends waits and transfers early
 * (ERROR_CANCELLED); may be NULL. search_source.c, file_source.c and push_source.c implement it. */
MUST_CHECK struct source *source_open(const struct source_config *config, struct store *store,
                                      struct stop *stop, struct error *err);
MUST_CHECK struct source *search_source_open(const struct source_config *config, struct stop *stop,
                                             struct error *err);
MUST_CHECK struct source *file_source_open(const struct source_config *config, struct stop *stop,
                                           struct error *err);
/* Borrows a connection of the store for each call. */
MUST_CHECK struct source *push_source_open(const struct source_config *config, struct store *store,
                                           struct stop *stop, struct error *err);
void source_close(struct source *source); /* NULL is fine */

#endif
