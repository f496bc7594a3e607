/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_query.h - the query DSL of a test: which runs, which documents.
 *
 * Functions write one value of a JSON request body, under key (NULL: an item of an array). Pure:
 * nothing is sent. Sources: Orion's requests as recorded in its reference (docs/configuration.md,
 * "Which runs"). */
#ifndef RIGEL_INGEST_SEARCH_QUERY_H
#define RIGEL_INGEST_SEARCH_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "config/test.h"
#include "json/writer.h"

/* Metrics that take the same documents (P50 and P99 of one measurement) share a group: one named
 * clause each. */
struct query_group {
    const struct metric *metric; /* one of them: its conditions are the group's */
    const uint16_t *positions;   /* of all of them in test->metrics, ascending */
    size_t position_count;
    size_t clauses; /* about how many clauses the server makes of it (one a token) */
};

struct query_groups {
    const struct query_group *items;
    size_t count;
};

/* The groups of the analysed metrics (not is_metadata), in order of their first metric. */
void query_groups_make(struct arena *arena, const struct test *test, struct query_groups *ret);

/* How many groups from `first` on fit in one request without passing the server's limit of
 * clauses (indices.query.bool.max_clause_count, 1024 where nobody changed it). At least 1. */
size_t query_groups_fit(const struct query_groups *groups, size_t first);

/* How the time field is mapped, for the lower end of a time range. */
enum query_time { QUERY_TIME_DATE, QUERY_TIME_NUMBER, QUERY_TIME_OTHER };

/* The metadata search of a test: match under must and must_not, wildcard under filter. since_us:
 * INT64_MIN for all; ignored for QUERY_TIME_OTHER, where the server cannot compare. uuid: NULL for
 * all; uuid_field: where it stands untouched by text analysis. */
void query_write_runs(struct writer *writer, const char *key, const struct test *test,
                      enum query_time time, int64_t since_us, const char *uuid_field,
                      const char *uuid);

/* Documents of the runs that at least one of groups[first, first + count) takes, each group a bool
 * named by its number; count 0: every document of the runs. */
void query_write_documents(struct writer *writer, const char *key,
                           const struct query_groups *groups, size_t first, size_t count,
                           const char *uuid_field, const char *const *uuids, size_t uuid_count);

/* {"bool": ...} of a metric's conditions; name may be NULL. */
void query_write_metric(struct writer *writer, const char *key, const struct metric *metric,
                        const char *name);

/* {"terms": {field: [uuids]}} */
void query_write_terms(struct writer *writer, const char *key, const char *field,
                       const char *const *uuids, size_t count);

#endif
