/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_source.h - the inside of a source of kind SOURCE_SEARCH, shared by the files that
 * implement its operations. Everyone else uses source.h. */
#ifndef RIGEL_INGEST_SEARCH_SOURCE_H
#define RIGEL_INGEST_SEARCH_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "ingest/search_client.h"
#include "ingest/search_fields.h"
#include "ingest/source.h"

/* Runs a query may name: bounds the size of a request and the buckets of an aggregation. */
enum { SEARCH_RUNS = 1000 };

struct search_source {
    struct source source;
    struct search_client *client;
    struct search_fields *fields;
};

struct search_source *search_source_of(struct source *source);

/* Documents a page, from the configuration and the limits. */
unsigned search_page_size(const struct source *source);

/* The test's index of result documents, or the source's. ERROR_CONFIG where neither names one. */
MUST_CHECK bool search_benchmark_index(const struct source *source, const struct test *test,
                                       const char **ret, struct error *err);

bool search_fingerprints(struct source *source, const struct test *test, const char *const *uuids,
                         size_t count, struct run_fingerprint *ret, struct error *err);
bool search_group_values(struct source *source, const struct test *test,
                         const struct metric *metric, const char *const *uuids, size_t count,
                         struct arena *arena, const char *const **ret_values, size_t *ret_count,
                         struct error *err);
bool search_aggregates(struct source *source, const struct test *test, const char *const *uuids,
                       size_t count, aggregate_sink *sink, void *context, struct error *err);
bool search_documents(struct source *source, const struct test *test, const char *const *uuids,
                      size_t count, hit_sink *sink, void *context, struct error *err);

#endif
