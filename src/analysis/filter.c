/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orion's filters, in its order of work: metrics as configured, the points of a metric from the
 * last to the first. That order can be seen in the result, since the correlation rule looks at
 * what is left of another metric at that moment. */
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"

/* The first of the rules that look at the point and its own metric only. */
static enum drop_reason own_reason(const struct filter_metric *metric,
                                   const struct filter_point *point)
{
    const double before = point->mean_before, after = point->mean_after;

    if ((metric->direction == 1 && before > after) || (metric->direction == -1 && before < after))
        return DROP_DIRECTION;
    if (point->acknowledged)
        return DROP_ACKNOWLEDGED;
    /* A mean of 0 gives infinity or NaN here: kept. */
    if (metric->threshold > fabs((before - after) / before) * 100)
        return DROP_THRESHOLD;
    return DROP_NONE;
}

static const struct filter_metric *find_metric(const struct filter_metric *metrics, size_t count,
                                               const char *column)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(metrics[i].column, column) == 0)
            return &metrics[i];
    return NULL;
}

static bool within_context(size_t row, size_t other, int context)
{
    const size_t distance = row > other ? row - other : other - row;

    return context >= 0 && distance <= (size_t)context;
}

/* Only the last point near enough speaks for the correlation, though an earlier one might too. */
static bool correlated(const struct filter_metric *other, const struct filter_point *point,
                       int context)
{
    if (!other)
        return false;
    for (size_t i = other->count; i-- > 0;) {
        const struct filter_point *candidate = &other->points[i];

        if (candidate->dropped == DROP_NONE && within_context(candidate->row, point->row, context))
            return own_reason(other, candidate) == DROP_NONE;
    }
    return false;
}

enum analysis_status filter_run(struct filter_metric *metrics, size_t count)
{
    for (size_t m = 0; m < count; m++)
        for (size_t i = 0; i < metrics[m].count; i++)
            metrics[m].points[i].dropped = DROP_NONE;

    for (size_t m = 0; m < count; m++) {
        const struct filter_metric *metric = &metrics[m];
        const bool has_correlation = metric->correlation && metric->correlation[0];
        const struct filter_metric *other =
            has_correlation ? find_metric(metrics, count, metric->correlation) : NULL;

        for (size_t i = metric->count; i-- > 0;) {
            struct filter_point *point = &metric->points[i];

            point->dropped = own_reason(metric, point);
            if (point->dropped == DROP_NONE && has_correlation &&
                !correlated(other, point, metric->context))
                point->dropped = DROP_CORRELATION;
        }
    }
    return ANALYSIS_OK;
}
