/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_metrics.h - a test's metrics as tables: which requests are made for them, and how the
 * answers become rows. Only the fetch files of this room need it. */
#ifndef RIGEL_ORION_FETCH_METRICS_H
#define RIGEL_ORION_FETCH_METRICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "orion/cluster.h"
#include "orion/fetch_query.h"
#include "orion/fetch_table.h"

/* Metrics a request. */
enum { FETCH_CHUNK = 15 };

/* A metric with its table. */
struct wanted {
    const struct metric *metric; /* settings included: of its name's last metric (fault 9) */
    size_t leader;               /* first of its chunk with the same name: they share documents */
    struct table *table;
    bool columns_known;
    bool told_shared; /* that another metric took its documents */
};

struct gathering {
    struct arena *arena;
    struct cluster *cluster;
    const struct test *test;
    const char *index;
    const struct run_texts *runs;
    bool correct;
    struct buffer body; /* of requests */
    struct table **tables;
    size_t table_count, table_capacity;
    bool told_time; /* fault 16 */
};

void gathering_init(struct gathering *gathering, struct arena *arena, struct cluster *cluster,
                    const struct test *test, const char *index, const struct run_texts *runs,
                    bool correct);
void gathering_done(struct gathering *gathering);

/* Expands group_by, then fetches all metrics: tables in the order of Orion's joins. What the server
 * refuses of a metric, or what Orion cannot read, is logged and left out. */
MUST_CHECK bool gathering_fetch(struct gathering *gathering, struct error *err);

/* One chunk of metrics that have one time field. */
MUST_CHECK bool fetch_aggregates(struct gathering *gathering, struct wanted *wanted, size_t count,
                                 struct error *err);
MUST_CHECK bool fetch_documents(struct gathering *gathering, struct wanted *wanted, size_t count,
                                struct error *err);

/* Puts the table in order and takes it, or logs why its metric is left out. */
void gathering_take(struct gathering *gathering, const struct wanted *wanted, enum table_kind kind);
void gathering_leave_out(const struct metric *metric, const struct error *err);

/* How an answer is read; apart from the requests so that it can be tested alone. */
enum aggregate_reading {
    AGGREGATES_FINE,
    AGGREGATES_UNFIT, /* Orion asks again, metric by metric, or leaves the single one out */
    AGGREGATES_WRONG  /* no such answer: err is ERROR_REMOTE */
};
/* aggregations: of an answer, at NULL for none. single: of a request for one metric alone. */
enum aggregate_reading aggregates_read(struct gathering *gathering, struct wanted *wanted,
                                       size_t count, bool single, struct slice aggregations,
                                       struct error *err);

struct document_filters; /* the conditions of a chunk of plain metrics */
struct document_filters *document_filters_new(struct gathering *gathering, struct wanted *wanted,
                                              size_t count);
/* A cluster_sink; context is the filters: gives the document to the metric that takes it. */
bool documents_take(void *context, const struct cluster_hit *hit, struct error *err);
/* The same for the documents of one metric's own request, which nobody compares again. */
bool documents_take_single(void *context, const struct cluster_hit *hit, struct error *err);

#endif
