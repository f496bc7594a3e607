/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/detector_audit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/append.h"
#include "analysis/resample.h"

const double audit_steps[AUDIT_STEPS] = {2, 3, 5, 7, 10, 15, 25, 50};

/* The measurement of one series. */
struct measurement {
    struct replay *replay;
    const struct audit_series *series;
    struct audit_tally *tally;
    struct resample noise;
    struct twister twister;
    size_t length; /* of each history */
    double history[AUDIT_MOST];
};

/* What stood after the value before. */
struct standing_reports {
    size_t index[AUDIT_MOST], report[AUDIT_MOST]; /* report: place in the percents of its noise */
    size_t count;
};

void audit_tally_done(struct audit_tally *tally)
{
    for (size_t i = 0; i < AUDIT_NOISES; i++)
        free(tally->quiet[i].percents);
    for (size_t i = 0; i < AUDIT_STEPS; i++)
        free(tally->trials[i]);
    *tally = (struct audit_tally){.series = 0};
}

static enum analysis_status room_for_reports(struct audit_quiet *quiet, size_t more)
{
    void *block = quiet->percents;
    const enum analysis_status status =
        append_reserve(&block, &quiet->capacity, quiet->count + more, sizeof *quiet->percents);

    quiet->percents = block;
    return status;
}

static enum analysis_status room_for_trials(struct audit_tally *tally, size_t more)
{
    const size_t count = tally->injected + more;
    const size_t capacity = 2 * count;

    if (count <= tally->capacity)
        return ANALYSIS_OK;
    for (size_t i = 0; i < AUDIT_STEPS; i++) {
        void *block = realloc(tally->trials[i], capacity * sizeof *tally->trials[i]);

        if (!block)
            return ANALYSIS_NO_MEMORY;
        tally->trials[i] = block;
    }
    tally->capacity = capacity;
    return ANALYSIS_OK;
}

enum analysis_status audit_tally_add(struct audit_tally *into, const struct audit_tally *from)
{
    enum analysis_status status = room_for_trials(into, from->injected);

    for (size_t i = 0; status == ANALYSIS_OK && i < AUDIT_NOISES; i++)
        status = room_for_reports(&into->quiet[i], from->quiet[i].count);
    if (status != ANALYSIS_OK)
        return status;
    for (size_t i = 0; i < AUDIT_NOISES; i++) {
        struct audit_quiet *sum = &into->quiet[i];
        const struct audit_quiet *part = &from->quiet[i];

        if (part->count > 0)
            memcpy(sum->percents + sum->count, part->percents, part->count * sizeof *sum->percents);
        sum->count += part->count;
        sum->histories += part->histories;
        sum->alarmed += part->alarmed;
        sum->values += part->values;
        sum->reports += part->reports;
    }
    for (size_t i = 0; i < AUDIT_STEPS && from->injected > 0; i++)
        memcpy(into->trials[i] + into->injected, from->trials[i],
               from->injected * sizeof *from->trials[i]);
    into->injected += from->injected;
    into->series += from->series;
    into->skipped += from->skipped;
    return ANALYSIS_OK;
}

static bool is_near(size_t left, size_t right)
{
    return (left > right ? left - right : right - left) <= AUDIT_TOLERANCE;
}

/* The report that a change point continues, or a new one. */
static size_t report_of(const struct standing_reports *before, size_t index,
                        struct audit_quiet *quiet)
{
    for (size_t i = 0; i < before->count; i++)
        if (is_near(before->index[i], index))
            return before->report[i];
    quiet->percents[quiet->count] = 0;
    return quiet->count++;
}

/* One more value: standing becomes what stands now. */
static enum analysis_status watch_value(struct replay *replay, double value,
                                        struct audit_quiet *quiet,
                                        struct standing_reports *standing)
{
    struct standing_reports now = {.count = 0};
    enum analysis_status status = replay_append(replay, value);
    size_t count = 0;

    if (status != ANALYSIS_OK)
        return status;
    const struct replay_point *points = replay_points(replay, &count);

    status = room_for_reports(quiet, count);
    for (size_t i = 0; status == ANALYSIS_OK && i < count; i++) {
        const size_t report = report_of(standing, points[i].index, quiet);

        quiet->percents[report] = fmax(quiet->percents[report], fabs(points[i].percent));
        now.index[now.count] = points[i].index;
        now.report[now.count++] = report;
    }
    *standing = now;
    return status;
}

/* Replays the history that was drawn, which nothing changes; marks the place of the step to come.
 */
static enum analysis_status watch_quiet(struct measurement *m, enum audit_noise noise, size_t place)
{
    struct audit_quiet *quiet = &m->tally->quiet[noise];
    const size_t first = quiet->count;
    struct standing_reports standing = {.count = 0};
    enum analysis_status status = replay_clear(m->replay);
    size_t told = 0;

    for (size_t i = 0; status == ANALYSIS_OK && i < m->length; i++) {
        if (i == place)
            status = replay_mark(m->replay);
        if (status == ANALYSIS_OK)
            status = watch_value(m->replay, m->history[i], quiet, &standing);
    }
    for (size_t i = first; i < quiet->count; i++)
        told += quiet->percents[i] >= m->series->threshold ? 1 : 0;
    quiet->histories++;
    quiet->values += m->length;
    quiet->reports += told;
    quiet->alarmed += told > 0 ? 1 : 0;
    return status;
}

/* Looks for the step among what stands after the delay-th value of the new level. */
static void look_for_step(const struct measurement *m, size_t place, int sign, unsigned delay,
                          struct audit_trial *trial)
{
    size_t count = 0;
    const struct replay_point *points = replay_points(m->replay, &count);

    for (size_t i = 0; i < count; i++) {
        if (!is_near(points[i].index, place) || points[i].percent * sign < 0)
            continue;
        trial->percent = fmax(trial->percent, fabs(points[i].percent));
        if (trial->delay == 0 && fabs(points[i].percent) >= m->series->threshold)
            trial->delay = delay;
    }
}

static enum analysis_status try_step(struct measurement *m, size_t place, double percent, int sign,
                                     struct audit_trial *ret)
{
    const double share = sign * percent / 100;
    const double factor = m->noise.multiplies ? 1 + share : 1;
    const double shift = m->noise.multiplies ? 0 : share * fabs(m->noise.level);
    struct audit_trial trial = {.percent = -1};
    enum analysis_status status = replay_return(m->replay);

    for (unsigned i = 0; status == ANALYSIS_OK && i < AUDIT_HORIZON; i++) {
        status = replay_append(m->replay, m->history[place + i] * factor + shift);
        if (status == ANALYSIS_OK)
            look_for_step(m, place, sign, i + 1, &trial);
    }
    *ret = trial;
    return status;
}

static enum analysis_status try_steps(struct measurement *m, unsigned sample, size_t place)
{
    const int direction = m->series->direction;
    const int sign = direction != 0 ? direction : sample % 2 ? -1 : 1;
    enum analysis_status status = room_for_trials(m->tally, 1);

    for (size_t i = 0; status == ANALYSIS_OK && i < AUDIT_STEPS; i++)
        status = try_step(m, place, audit_steps[i], sign, &m->tally->trials[i][m->tally->injected]);
    if (status == ANALYSIS_OK)
        m->tally->injected++;
    return status;
}

static enum analysis_status run_sample(struct measurement *m, unsigned sample)
{
    const size_t places = m->length - AUDIT_BEFORE - AUDIT_HORIZON + 1;
    enum analysis_status status;

    /* Weyl's sequence: seeds of neighbouring samples and series are far apart. */
    twister_init(&m->twister, m->series->seed + sample * 2654435769u);
    resample_shuffled(&m->noise, &m->twister, m->history, m->length);
    status = watch_quiet(m, AUDIT_SHUFFLED, m->length);
    if (status != ANALYSIS_OK)
        return status;

    const size_t place = AUDIT_BEFORE + twister_below(&m->twister, (uint32_t)places);

    resample_blocks(&m->noise, &m->twister, m->history, m->length);
    status = watch_quiet(m, AUDIT_BLOCKS, place);
    if (status != ANALYSIS_OK || m->noise.level == 0)
        return status;
    return try_steps(m, sample, place);
}

enum analysis_status audit_series_run(struct replay *replay, const struct audit_series *series,
                                      struct audit_tally *tally, enum audit_lack *ret_lack)
{
    struct measurement *m = calloc(1, sizeof *m);
    enum analysis_status status =
        m ? resample_init(&m->noise, series->values, series->n, series->cuts, series->cut_count)
          : ANALYSIS_NO_MEMORY;

    if (status != ANALYSIS_OK) {
        free(m);
        return status;
    }
    m->replay = replay;
    m->series = series;
    m->tally = tally;
    m->length = series->n < AUDIT_LEAST  ? AUDIT_LEAST
                : series->n > AUDIT_MOST ? AUDIT_MOST
                                         : series->n;
    const bool few = m->noise.count < AUDIT_VALUES;

    tally->series += few ? 0 : 1;
    tally->skipped += few ? 1 : 0;
    for (unsigned i = 0; status == ANALYSIS_OK && !few && i < series->samples; i++)
        status = run_sample(m, i);
    *ret_lack = few ? AUDIT_FEW_VALUES : m->noise.level == 0 ? AUDIT_NO_LEVEL : AUDIT_ENOUGH;
    resample_done(&m->noise);
    free(m);
    return status;
}
