/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.h - figures about the running service, counted by any thread, written as Prometheus text.
 *
 * One struct metrics a process, made by cmd/ and passed down; every function accepts NULL and then
 * does nothing, so code that counts runs the same without one. What can be counted is metrics.def:
 *
 *     metrics_add(metrics, METRIC_INGEST_DOCUMENTS, 250, source->name, NULL);
 *     metrics_set(metrics, METRIC_ANALYSIS_QUEUE, 12, NULL, NULL);
 *     metrics_observe(metrics, METRIC_HTTP_SECONDS, 0.004, route, NULL);
 *
 * The last two arguments are the values of the row's labels, NULL where it has none; they are
 * copied. At most METRICS_ROWS different rows exist: values of labels must come from a bounded set
 * (a route, a source of the configuration), never from a client; rows past that are dropped.
 * All functions but _free may be called by several threads at once; adding takes no lock once its
 * row exists. */
#ifndef RIGEL_BASE_METRICS_H
#define RIGEL_BASE_METRICS_H

#include "base/buffer.h"

enum { METRICS_ROWS = 4096 };

enum metric_id {
#define METRIC(name, kind, exposed, first, second, help) METRIC_##name,
#include "base/metrics.def"
#undef METRIC
    METRIC_COUNT
};

struct metrics;

struct metrics *metrics_new(void); /* NULL: no memory */
void metrics_free(struct metrics *metrics);

/* Counters and gauges. */
void metrics_add(struct metrics *metrics, enum metric_id id, double amount, const char *first,
                 const char *second);
void metrics_set(struct metrics *metrics, enum metric_id id, double value, const char *first,
                 const char *second);
/* Histograms: buckets from 1 ms to 10 s. */
void metrics_observe(struct metrics *metrics, enum metric_id id, double seconds, const char *first,
                     const char *second);
/* The present value; 0 where nothing was counted (and for histograms: how many observations). */
double metrics_value(const struct metrics *metrics, enum metric_id id, const char *first,
                     const char *second);
/* All rows in the Prometheus text format 0.0.4, in the order of metrics.def. */
void metrics_write(const struct metrics *metrics, struct buffer *out);

#endif
