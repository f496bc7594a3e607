/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/reduce.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/theil_sen.h"

/* One value, or a document without one (value NAN: sorts last). */
struct sample {
    uint32_t run, metric;
    int64_t at; /* 0 where no slope is asked */
    double value;
};

struct reduction {
    struct sample *samples;
    size_t count, capacity;
    double *values; /* of one group, in order */
    size_t values_capacity;
    struct timed_value *timed; /* of one group, and twice as many to work with */
    size_t timed_capacity;
};

struct reduction *reduction_new(void)
{
    struct reduction *reduction = calloc(1, sizeof *reduction);

    if (!reduction)
        abort();
    return reduction;
}

void reduction_free(struct reduction *reduction)
{
    if (!reduction)
        return;
    free(reduction->samples);
    free(reduction->values);
    free(reduction->timed);
    free(reduction);
}

void reduction_clear(struct reduction *reduction)
{
    reduction->count = 0;
}

static bool reserve(struct reduction *reduction, size_t more, struct error *err)
{
    size_t capacity = reduction->capacity ? reduction->capacity : 1024;

    if (more > LIMIT_BATCH_VALUES || reduction->count + more > LIMIT_BATCH_VALUES)
        return error_set(err, ERROR_LIMIT, NULL, "more than %u metric values in one batch of runs",
                         LIMIT_BATCH_VALUES);
    while (capacity < reduction->count + more)
        capacity *= 2;
    if (capacity == reduction->capacity)
        return true;
    struct sample *grown = realloc(reduction->samples, capacity * sizeof *grown);
    if (!grown)
        return error_set(err, ERROR_NO_MEMORY, NULL, "%zu metric values", capacity);
    reduction->samples = grown;
    reduction->capacity = capacity;
    return true;
}

bool reduction_add(struct reduction *reduction, uint32_t run, uint32_t metric, const double *values,
                   size_t count, struct error *err)
{
    return reduction_add_at(reduction, run, metric, 0, values, count, err);
}

bool reduction_add_at(struct reduction *reduction, uint32_t run, uint32_t metric, int64_t at,
                      const double *values, size_t count, struct error *err)
{
    static const double none[] = {NAN};

    if (count == 0) {
        values = none;
        count = 1;
    }
    if (!reserve(reduction, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        reduction->samples[reduction->count++] = (struct sample){run, metric, at, values[i]};
    return true;
}

static int compare_numbers(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return (a > b) - (a < b);
}

static int compare_samples(const void *left, const void *right)
{
    const struct sample *a = left, *b = right;

    if (a->run != b->run)
        return a->run < b->run ? -1 : 1;
    if (a->metric != b->metric)
        return a->metric < b->metric ? -1 : 1;
    return compare_numbers(a->value, b->value);
}

double reduce_percentile(const double *sorted, size_t count, double q)
{
    const double position = q * (double)count - 0.5;

    if (position <= 0)
        return sorted[0];
    if (position >= (double)(count - 1))
        return sorted[count - 1];
    const size_t below = (size_t)position;
    const double part = position - (double)below;
    /* This form stays between its neighbours where their difference would overflow. */
    return sorted[below] * (1 - part) + sorted[below + 1] * part;
}

static double sum_of(const double *values, size_t count)
{
    double sum = 0, lost = 0;

    for (size_t i = 0; i < count; i++) {
        const double next = sum + values[i];
        lost += fabs(sum) >= fabs(values[i]) ? (sum - next) + values[i] : (values[i] - next) + sum;
        sum = next;
    }
    return isfinite(sum) ? sum + lost : sum;
}

static double stddev_of(const double *values, size_t count, double mean)
{
    double squares = 0, rest = 0;

    /* The second sum takes out what rounding left in the mean. */
    for (size_t i = 0; i < count; i++) {
        const double off = values[i] - mean;
        squares += off * off;
        rest += off;
    }
    const double n = (double)count;
    const double variance = (squares - rest * rest / n) / n;
    return variance > 0 ? sqrt(variance) : variance <= 0 ? 0 : NAN;
}

static struct reduced statistics_of(const double *values, size_t count)
{
    if (count == 0)
        return (struct reduced){
            .minimum = NAN, .maximum = NAN, .mean = NAN, .sum = 0, .stddev = NAN};
    const double sum = sum_of(values, count), mean = sum / (double)count;
    return (struct reduced){
        .samples = (int64_t)count,
        .minimum = values[0],
        .maximum = values[count - 1],
        .mean = mean,
        .sum = sum,
        .stddev = stddev_of(values, count, mean),
    };
}

/* A target that was not among the asked percentiles is one that no server answers. */
static double percentile_of(const struct metric *metric, size_t column, const double *values,
                            size_t count)
{
    const double wanted = metric->has_target ? metric->target_percent : metric->percents[column];

    for (size_t i = 0; i < metric->percent_count && count > 0; i++)
        if (metric->percents[i] == wanted)
            return reduce_percentile(values, count, wanted / 100);
    return NAN;
}

static double value_of(const struct metric *metric, size_t column, const struct reduced *row,
                       const double *values, size_t count)
{
    switch (metric->aggregation) {
    case AGG_SUM:
        return row->sum;
    case AGG_MAX:
        return row->maximum;
    case AGG_MIN:
        return row->minimum;
    case AGG_COUNT:
        return (double)row->samples;
    case AGG_PERCENTILES:
        return percentile_of(metric, column, values, count);
    case AGG_NONE:
    case AGG_AVG:
        return row->mean;
    case AGG_STDDEV:
        return row->samples > 1 ? row->stddev : (double)NAN;
    case AGG_CV:
        return row->samples > 1 ? row->stddev / fabs(row->mean) * 100 : (double)NAN;
    case AGG_SLOPE: /* not of the values alone: slope_of_group */
    case AGG_OTHER: /* only the cluster can */
        break;
    }
    return NAN;
}

static double finite_or_nan(double number)
{
    return isfinite(number) ? number : NAN;
}

/* Why the samples of a run have no trend or no spread; NULL where that is not said. */
static const char *gap_of(const struct metric *metric, const struct reduced *row)
{
    const bool slope = metric->aggregation == AGG_SLOPE, cv = metric->aggregation == AGG_CV;

    if (!slope && !cv && metric->aggregation != AGG_STDDEV)
        return NULL;
    if (row->samples == 0)
        return "no sample: the documents have no value in the metric's field";
    if (row->samples == 1)
        return slope ? "1 sample: a slope needs 2, at different times"
                     : "1 sample: a spread needs 2";
    if (cv && row->mean == 0)
        return "the samples' mean is 0: their spread has no percentage";
    return slope ? "a slope needs samples at different times, and fits into a number"
                 : "the spread of the samples fits into no number";
}

static bool finish_group(const struct metric *metric, struct reduced row, const double *values,
                         size_t count, double slope, reduced_sink *sink, void *context,
                         struct error *err)
{
    const struct reduced known = row;

    row.mean = finite_or_nan(row.mean);
    row.sum = finite_or_nan(row.sum);
    row.stddev = finite_or_nan(row.stddev);
    for (size_t column = 0; column < metric->column_count; column++) {
        row.column = column;
        row.value = metric->aggregation == AGG_SLOPE
                        ? slope
                        : value_of(metric, column, &known, values, count);
        row.gap = isfinite(row.value) ? NULL : gap_of(metric, &known);
        if (row.gap)
            row.value = NAN;
        if ((isfinite(row.value) || row.gap) && !sink(context, &row, err))
            return false;
    }
    return true;
}

/* The values of samples[from, to), which belong together, into reduction->values. */
static bool group_values(struct reduction *reduction, size_t from, size_t to, size_t *ret_count,
                         struct error *err)
{
    size_t count = 0;

    if (to - from > reduction->values_capacity) {
        double *grown = realloc(reduction->values, (to - from) * sizeof *grown);
        if (!grown)
            return error_set(err, ERROR_NO_MEMORY, NULL, "%zu metric values", to - from);
        reduction->values = grown;
        reduction->values_capacity = to - from;
    }
    for (size_t i = from; i < to; i++)
        if (!isnan(reduction->samples[i].value))
            reduction->values[count++] = reduction->samples[i].value;
    *ret_count = count;
    return true;
}

/* The slope per hour of samples[from, to), which belong together. */
static bool slope_of_group(struct reduction *reduction, size_t from, size_t to, double *ret,
                           struct error *err)
{
    size_t count = 0;

    if (to - from > reduction->timed_capacity) {
        struct timed_value *grown = realloc(reduction->timed, 3 * (to - from) * sizeof *grown);
        if (!grown)
            return error_set(err, ERROR_NO_MEMORY, NULL, "%zu metric values", to - from);
        reduction->timed = grown;
        reduction->timed_capacity = to - from;
    }
    for (size_t i = from; i < to; i++)
        if (!isnan(reduction->samples[i].value))
            reduction->timed[count++] =
                (struct timed_value){reduction->samples[i].at, reduction->samples[i].value};
    *ret = theil_sen(reduction->timed, count, 3600 * CLOCK_SECOND,
                     reduction->timed + reduction->timed_capacity);
    return true;
}

static bool reduce_group(struct reduction *reduction, const struct metric *metrics, size_t from,
                         size_t to, reduced_sink *sink, void *context, struct error *err)
{
    const struct sample *first = &reduction->samples[from];
    const struct metric *metric = &metrics[first->metric];
    double slope = NAN;
    size_t count = 0;

    if (!group_values(reduction, from, to, &count, err) ||
        (metric->aggregation == AGG_SLOPE && !slope_of_group(reduction, from, to, &slope, err)))
        return false;
    struct reduced row = statistics_of(reduction->values, count);
    row.run = first->run;
    row.metric = first->metric;
    return finish_group(metric, row, reduction->values, count, slope, sink, context, err);
}

bool reduction_finish(struct reduction *reduction, const struct metric *metrics, reduced_sink *sink,
                      void *context, struct error *err)
{
    const struct sample *samples = reduction->samples;

    if (reduction->count)
        qsort(reduction->samples, reduction->count, sizeof *samples, compare_samples);
    for (size_t from = 0, to; from < reduction->count; from = to) {
        for (to = from + 1; to < reduction->count && samples[to].run == samples[from].run &&
                            samples[to].metric == samples[from].metric;)
            to++;
        if (!reduce_group(reduction, metrics, from, to, sink, context, err))
            return false;
    }
    return true;
}
