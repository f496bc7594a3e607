/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/job.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "detect/finding_changes.h"
#include "detect/touched.h"
#include "store/analysis_queue.h"
#include "store/test_state.h"
#include "triage/triage.h"

struct job {
    struct detector *detector;
    struct arena *arena;
    int64_t test_id;
    struct engine_states states;
    struct job_report report;
};

struct stored_points {
    struct change_point_row *rows;
    size_t count;
};

static struct change_point_row *rows_of(struct arena *arena, const struct test_history *history,
                                        const struct finding *findings, size_t count,
                                        const int64_t *regression_ids)
{
    struct change_point_row *rows = ARENA_ARRAY(arena, struct change_point_row, count + 1);

    for (size_t i = 0; i < count; i++) {
        const struct finding *finding = &findings[i];
        const struct history_run *run = &history->runs[finding->row];

        rows[i] = (struct change_point_row){
            .series_id = history->series[finding->series].series_id,
            .algorithm = finding->algorithm,
            .run_id = run->run_id,
            .at = run->at,
            .position = (int64_t)finding->position,
            .mean_before = finding->mean_before,
            .mean_after = finding->mean_after,
            .stddev_before = finding->stddev_before,
            .stddev_after = finding->stddev_after,
            .pvalue = finding->pvalue,
            .percent = finding->percent,
            .dropped_by = drop_reason_name(finding->dropped),
            .regression_id = regression_ids[i],
            .evidence = finding->evidence,
            .least = finding->least,
            .most = finding->most,
            .settled = finding->settled,
        };
        if (finding->recovered != RECOVERY_NONE)
            rows[i].recovered_run_id = history->runs[finding->recovered].run_id;
        if (strcmp(finding->algorithm, ALGORITHM_STEADY) == 0) {
            rows[i].set_first_run_id = history->runs[finding->set_first].run_id;
            rows[i].set_last_run_id = history->runs[finding->set_last].run_id;
        }
    }
    return rows;
}

/* The newest run that the analysis of a series saw: its newest point, or for CMR the newest run. */
static struct analysis_row analysis_of(const struct test_history *history,
                                       const struct history_series *series, const char *algorithm)
{
    struct analysis_row row = {
        .series_id = series->series_id, .algorithm = algorithm, .points = (int64_t)series->points};
    size_t last = history->run_count;

    while (series->points > 0 && last > 0 && isnan(series->values[last - 1]))
        last--;
    if (series->points > 0) {
        row.last_run_id = history->runs[last - 1].run_id;
        row.last_at = history->runs[last - 1].at;
    }
    return row;
}

static bool write_analyses(struct store_connection *connection, const struct job *job,
                           const struct test_history *history, struct error *err)
{
    struct analysis_row *rows =
        ARENA_ARRAY(job->arena, struct analysis_row, history->series_count * 3 + 1);
    size_t count = 0;

    for (size_t i = 0; i < history->series_count; i++) {
        const struct history_series *series = &history->series[i];

        if (!series->values)
            continue;
        rows[count++] = analysis_of(history, series, ALGORITHM_EDIVISIVE);
        rows[count++] = analysis_of(history, series, ALGORITHM_PERCENT);
        rows[count++] = analysis_of(history, series, ALGORITHM_STEADY);
    }
    return analyses_write(connection, job->arena, history, job->detector->options, rows, count,
                          err);
}

static bool write_findings(struct store_connection *connection, struct job *job,
                           const struct test_history *history, const struct stored_points *stored,
                           const struct finding *findings, size_t count, struct error *err)
{
    struct triage_change *changes = finding_changes(job->arena, history, findings, count);
    struct triage_outcome triage;

    if (!triage_write(connection, job->arena, history, changes, count, &triage, err))
        return false;

    const struct change_point_row *rows =
        rows_of(job->arena, history, findings, count, triage.regression_ids);

    if (!change_points_write(connection, job->arena, job->test_id, stored->rows, stored->count,
                             rows, count, &job->report.written, err) ||
        !write_analyses(connection, job, history, err) ||
        !triage_finish(connection, history, &triage, err))
        return false;
    job->report.change_points = count;
    job->report.regressions = triage.found;
    job->report.fresh = triage.fresh;
    job->report.moved = triage.moved;
    job->report.gone = triage.unsupported_count;
    return true;
}

/* Reads the points of what must be searched, and only those. */
static bool load_touched(struct store_connection *connection, struct job *job,
                         struct test_history *history, const struct queue_claim *claim,
                         const struct stored_points *stored, struct touched *ret, struct error *err)
{
    struct analysis_state *analyses;
    size_t count;

    if (!analyses_load(connection, job->arena, history, job->detector->options, &analyses, &count,
                       err))
        return false;
    *ret = touched_find(job->arena, history, claim, analyses, count, stored->rows, stored->count,
                        job->detector->missing == MISSING_SKIP);
    return series_points_load(connection, job->arena, history, ret->series, err);
}

/* What is saved of the engines for the touched series. */
static bool load_states(struct store_connection *connection, struct job *job,
                        const struct test_history *history, const struct touched *touched,
                        struct error *err)
{
    int64_t *ids = ARENA_ARRAY(job->arena, int64_t, touched->count + 1);
    struct series_state *loaded;
    size_t count = 0;

    for (size_t i = 0; i < history->series_count; i++)
        if (touched->series[i])
            ids[count++] = history->series[i].series_id;
    if (!series_states_load(connection, job->arena, job->test_id, ids, count,
                            job->detector->options, &loaded, &count, err))
        return false;
    job->states = (struct engine_states){.loaded = loaded, .loaded_count = count};
    return true;
}

static bool write_states(struct store_connection *connection, const struct job *job,
                         struct error *err)
{
    const struct engine_states *states = &job->states;

    return series_states_save(connection, job->arena, job->test_id, job->detector->options,
                              states->saved, states->saved_count, err) &&
           series_states_drop(connection, job->arena, job->test_id, states->dropped,
                              states->dropped_count, err);
}

static bool find_all(struct job *job, const struct test_history *history,
                     const struct touched *touched, const struct acknowledgement_row *acknowledged,
                     size_t acknowledged_count, struct finding **ret_findings, size_t *ret_count,
                     struct error *err)
{
    job->detector->states = &job->states;

    const bool found =
        findings_make(job->detector, job->arena, history, touched->kept, touched->kept_count,
                      acknowledged, acknowledged_count, ret_findings, ret_count, err);

    job->detector->states = NULL;
    job->report.states = job->states.used;
    return found;
}

static bool analyse(struct store_connection *connection, struct job *job,
                    const struct queue_claim *claim, struct error *err)
{
    struct test_history *history;
    struct acknowledgement_row *acknowledged;
    struct stored_points stored;
    struct touched touched;
    struct finding *findings;
    size_t acknowledged_count, count;

    if (!history_load(connection, job->arena, job->test_id, &history, err) ||
        !acknowledgements_load(connection, job->arena, history->test, &acknowledged,
                               &acknowledged_count, err) ||
        !change_points_load(connection, job->arena, job->test_id, &stored.rows, &stored.count,
                            err) ||
        !load_touched(connection, job, history, claim, &stored, &touched, err) ||
        !load_states(connection, job, history, &touched, err) ||
        !find_all(job, history, &touched, acknowledged, acknowledged_count, &findings, &count, err))
        return error_within(err, "test %lld", (long long)job->test_id);
    job->report.series = touched.count;
    return write_findings(connection, job, history, &stored, findings, count, err) &&
           write_states(connection, job, err) && history_runs_seen(connection, history, err);
}

static bool body(struct store_connection *connection, void *context, struct error *err)
{
    struct job *job = context;
    struct queue_claim claim;
    char payload[32];
    bool taken;

    arena_reset(job->arena);
    job->report = (struct job_report){.done = false};
    if (!analysis_queue_claim(connection, job->arena, job->test_id, &taken, &claim, err))
        return false;
    if (!taken || claim.count == 0)
        return true;
    (void)snprintf(payload, sizeof payload, "%lld", (long long)job->test_id);
    if (!analyse(connection, job, &claim, err) ||
        !analysis_queue_done(connection, job->arena, &claim, &job->report.again, err) ||
        !store_test_touch(connection, job->test_id, err) ||
        !store_notify(connection, CHANNEL_ANALYSIS, payload, err))
        return false;
    job->report.done = true;
    return true;
}

bool job_run(struct store_connection *connection, struct detector *detector, struct arena *arena,
             int64_t test_id, struct job_report *ret, struct error *err)
{
    struct job job = {.detector = detector, .arena = arena, .test_id = test_id};

    if (!store_transaction_on(connection, STORE_READ_COMMITTED, body, &job, err))
        return false;
    *ret = job.report;
    return true;
}
