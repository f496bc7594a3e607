/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reduce.h - documents to points: the values of many runs and metrics become one point each.
 *
 * The result depends on the set of values only, never on the order of documents or the borders of
 * pages: values are sorted before anything is computed, and the sum is compensated (Neumaier 1974).
 * Percentiles are those of the cluster's TDigest on few values: position q*n - 0.5 among the sorted
 * values counted from 0, between two neighbours linearly, held within the ends. The standard
 * deviation has the divisor n, from a second pass around the mean.
 *
 * avg, sum, min, max, count and percentiles give what their name says. A plain metric (AGG_NONE)
 * gives its document's value; of several values the arithmetic mean, where Orion would multiply
 * the run's rows. Where documents match but hold no value, count and sum are 0, as the cluster
 * answers, and others have no point. A value that is not finite (a sum beyond a double) gives no
 * point.
 *
 * slope, stddev and cv describe the samples of one run: the Theil-Sen slope per hour over the
 * documents' times (base/theil_sen.h), the standard deviation as above, and that in percent of the
 * mean's size. Where they have no value a row says why. */
#ifndef RIGEL_INGEST_REDUCE_H
#define RIGEL_INGEST_REDUCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "config/test.h"

struct reduction; /* the values of one batch */

struct reduction *reduction_new(void); /* never NULL */
void reduction_free(struct reduction *reduction);
void reduction_clear(struct reduction *reduction); /* memory kept */

/* One document of run number `run` that metric number `metric` matches, with its values: none is
 * fine. ERROR_NO_MEMORY, ERROR_LIMIT: more values than LIMIT_BATCH_VALUES. */
MUST_CHECK bool reduction_add(struct reduction *reduction, uint32_t run, uint32_t metric,
                              const double *values, size_t count, struct error *err);
/* The same with the document's time, in microseconds, which a slope needs. */
MUST_CHECK bool reduction_add_at(struct reduction *reduction, uint32_t run, uint32_t metric,
                                 int64_t at, const double *values, size_t count, struct error *err);

struct reduced {
    size_t run, metric, column; /* column: position in metric->columns */
    double value;
    const char *gap; /* why there is no value, which is NAN then; else NULL */
    int64_t samples;
    double minimum, maximum, mean, sum, stddev; /* NAN where there are no samples */
};
typedef bool reduced_sink(void *context, const struct reduced *row, struct error *err);

/* Feeds the points, by run, metric, column. metrics are those of the test that `metric` counts. */
MUST_CHECK bool reduction_finish(struct reduction *reduction, const struct metric *metrics,
                                 reduced_sink *sink, void *context, struct error *err);

/* The q-th (0 to 1) percentile of sorted[0, count), count > 0. */
double reduce_percentile(const double *sorted, size_t count, double q);

#endif
