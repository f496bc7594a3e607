/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/ledger.h"

#include <math.h>
#include <stdlib.h>

struct level {
    double at_start; /* with the drift, at its first value */
    double slope;
    double error; /* standard error of the level */
};

struct ledger_work {
    struct arena *arena;
    const struct ledger_series *series;
    struct ledger *ledger;
    struct level *levels;
};

static int by_number(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double median_of(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_number);
    return values[(count - 1) / 2] / 2 + values[count / 2] / 2;
}

static size_t end_of(const struct ledger_series *series, size_t segment)
{
    return segment + 1 < series->segments ? series->starts[segment + 1] : series->count;
}

static size_t segment_of(const struct ledger_series *series, size_t value)
{
    size_t segment = 0;

    while (segment + 1 < series->segments && series->starts[segment + 1] <= value)
        segment++;
    return segment;
}

/* Two tests share the level. */
static void find_drift(struct ledger_work *work)
{
    const struct ledger_series *series = work->series;
    struct ledger *ledger = work->ledger;
    const size_t first = segment_of(series, series->reference);
    const size_t last = series->starts[series->segments - 1], begin = series->starts[first];
    const size_t nothing[] = {0};
    size_t *starts = ARENA_ARRAY(work->arena, size_t, series->segments);

    for (size_t i = first; i < series->segments; i++)
        starts[i - first] = series->starts[i] - begin;
    ledger->all = drift_of(work->arena, series->values + begin, series->count - begin, starts,
                           series->segments - first);
    ledger->newest = drift_of(work->arena, series->values + last, series->count - last, nothing, 1);
    const double all = isnan(ledger->all.pvalue) ? 1 : ledger->all.pvalue;
    const double newest = isnan(ledger->newest.pvalue) ? 1 : ledger->newest.pvalue;
    if (fmin(all, newest) > LEDGER_LEVEL / 2)
        return;
    ledger->drifts = all <= newest ? LEDGER_ALL_DRIFT : LEDGER_NEWEST_DRIFT;
    ledger->slope = all <= newest ? ledger->all.slope : ledger->newest.slope;
}

static double slope_in(const struct ledger_work *work, size_t segment)
{
    const bool newest = segment + 1 == work->series->segments;

    return work->ledger->drifts == LEDGER_ALL_DRIFT || newest ? work->ledger->slope : 0;
}

static struct level level_of(const struct ledger_work *work, size_t segment)
{
    const size_t start = work->series->starts[segment], end = end_of(work->series, segment);
    const size_t count = end - start;
    double *rest = ARENA_ARRAY(work->arena, double, count);
    struct level level = {.slope = slope_in(work, segment)};

    for (size_t i = 0; i < count; i++)
        rest[i] = work->series->values[start + i] - level.slope * (double)i;
    level.at_start = median_of(rest, count);
    for (size_t i = 0; i < count; i++)
        rest[i] = fabs(rest[i] - level.at_start);
    /* A median strays by sqrt(pi / 2) deviations / sqrt(n); correlated values by more. */
    const double r = work->ledger->all.coefficient;
    level.error =
        1.4826 * median_of(rest, count) * 1.2533 / sqrt((double)count) * sqrt((1 + r) / (1 - r));
    return level;
}

static double level_at(const struct ledger_work *work, size_t value)
{
    const size_t segment = segment_of(work->series, value);
    const struct level *level = &work->levels[segment];

    return level->at_start + level->slope * (double)(value - work->series->starts[segment]);
}

static double percent_of(const struct ledger *ledger, double difference)
{
    return ledger->reference_level == 0 ? (double)NAN
                                        : difference / fabs(ledger->reference_level) * 100;
}

static void add(struct ledger *ledger, enum ledger_kind kind, size_t from, size_t to,
                double difference, bool by_drift)
{
    const double before = ledger->count > 0 ? ledger->entries[ledger->count - 1].running : 0;

    ledger->entries[ledger->count++] =
        (struct ledger_entry){.kind = kind,
                              .from = from,
                              .to = to,
                              .difference = difference,
                              .percent = percent_of(ledger, difference),
                              .running = before + difference,
                              .running_percent = percent_of(ledger, before + difference),
                              .by_drift = by_drift};
}

/* The drift of the stretch [from, to] of one segment. To the next segment's first value it goes on:
 * the step there is what the drift does not explain. */
static void add_entries(struct ledger_work *work)
{
    const struct ledger_series *series = work->series;
    struct ledger *ledger = work->ledger;
    const size_t first = segment_of(series, series->reference);

    for (size_t s = first; s < series->segments; s++) {
        const struct level *level = &work->levels[s];
        const size_t from = s == first ? series->reference : series->starts[s];
        const size_t end = end_of(series, s);
        const bool last = s + 1 == series->segments;
        const size_t to = last ? end - 1 : end;
        if (level->slope != 0 && to > from)
            add(ledger, LEDGER_DRIFT, from, to, level->slope * (double)(to - from), false);
        if (last)
            break;
        const struct level *next = &work->levels[s + 1];
        const double step =
            next->at_start - level->at_start - level->slope * (double)(end - series->starts[s]);
        add(ledger, LEDGER_STEP, end - 1, end, step,
            ledger->drifts == LEDGER_ALL_DRIFT &&
                fabs(step) <= 3 * hypot(level->error, next->error));
    }
}

static bool is_over(const struct ledger *ledger, const struct ledger_series *series)
{
    const bool worse = series->direction == 1    ? ledger->difference > 0
                       : series->direction == -1 ? ledger->difference < 0
                                                 : ledger->difference != 0;

    return worse && !(fabs(ledger->percent) <= series->budget);
}

struct ledger ledger_of(struct arena *arena, const struct ledger_series *series)
{
    struct ledger ledger = {.drifts = LEDGER_NO_DRIFT};
    struct ledger_work work = {
        .arena = arena,
        .series = series,
        .ledger = &ledger,
        .levels = ARENA_ARRAY(arena, struct level, series->segments),
    };

    ledger.entries = ARENA_ARRAY(arena, struct ledger_entry, 2 * series->segments);
    find_drift(&work);
    for (size_t s = 0; s < series->segments; s++)
        work.levels[s] = level_of(&work, s);
    ledger.reference_level = level_at(&work, series->reference);
    ledger.level = level_at(&work, series->count - 1);
    ledger.difference = ledger.level - ledger.reference_level;
    ledger.percent = percent_of(&ledger, ledger.difference);
    ledger.over_budget = is_over(&ledger, series);
    add_entries(&work);
    return ledger;
}
