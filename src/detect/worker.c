/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "detect/disturbances.h"
#include "detect/due_verdicts.h"
#include "detect/findings.h"
#include "detect/job.h"
#include "store/analysis_queue.h"
#include "store/verdict_due.h"
#include "triage/acknowledge.h"

/* After so many failures in a row the database itself is the likely cause. */
#define FAILURES_IN_A_ROW 3
#define RETRY_FIRST (INT64_C(1) * 1000000)
#define RETRY_MOST (INT64_C(30) * 1000000)

/* One worker: its engine for the version of the configuration it last saw. */
struct worker {
    struct detect_service *service;
    struct store_connection *connection;
    struct arena *arena;
    struct detector detector;
    struct verdict_options verdicts;
    struct disturbance_options disturbances;
    uint64_t version; /* 0: no detector yet */
    int64_t test_id;  /* 0: any */
};

static bool stopping(const struct detect_service *service)
{
    return service->stop && stop_asked(service->stop);
}

static void worker_done(struct worker *worker)
{
    detector_done(&worker->detector);
    arena_free(worker->arena);
    store_return(worker->connection);
}

static bool worker_refresh(struct worker *worker, struct error *err)
{
    if (worker->version == config_shared_number(worker->service->config))
        return true;

    const struct config_version *version = config_shared_get(worker->service->config);
    struct detector detector;
    const bool ready = disturbance_options_of(version->config, &worker->disturbances, err) &&
                       detector_init(&detector, version->config, err);

    if (ready) {
        detector_done(&worker->detector);
        worker->detector = detector;
        worker->verdicts = verdict_options_of(version->config);
        worker->version = version->number;
    }
    config_version_release(version);
    return ready;
}

/* ---- one pass over the queue ---- */

static void count_job(struct worker *worker, struct detect_totals *totals,
                      const struct job_report *report, int64_t started)
{
    struct metrics *metrics = worker->service->metrics;

    if (!report->done)
        return;
    totals->tests++;
    totals->series += report->series;
    totals->change_points += report->change_points;
    totals->regressions += report->regressions;
    totals->written += report->written.written;
    totals->deleted += report->written.deleted;
    metrics_add(metrics, METRIC_ANALYSIS_SERIES, (double)report->series, NULL, NULL);
    metrics_add(metrics, METRIC_ANALYSIS_SECONDS, (double)(clock_monotonic_us() - started) / 1e6,
                NULL, NULL);
}

static void log_job(int64_t test_id, const struct job_report *report)
{
    if (report->done)
        log_line(report->fresh + report->moved + report->gone > 0 ? LOG_INFO : LOG_DEBUG, "detect",
                 "test analysed",
                 "test_id=%lld series=%zu states=%zu change_points=%zu written=%zu deleted=%zu "
                 "regressions=%zu new=%zu moved=%zu gone=%zu",
                 (long long)test_id, report->series, report->states, report->change_points,
                 report->written.written, report->written.deleted, report->regressions,
                 report->fresh, report->moved, report->gone);
}

/* *ret_again: the queue has moved. first_error keeps the first failure. */
static bool pass(struct worker *worker, struct detect_totals *totals, bool *ret_again,
                 struct error *first_error, struct error *err)
{
    AUTO_ARENA ids_arena = arena_new();
    const int64_t *ids;
    size_t count, in_a_row = 0;

    *ret_again = false;
    if (!analysis_queue_tests(worker->connection, ids_arena, &ids, &count, err))
        return false;
    for (size_t i = 0; i < count && !stopping(worker->service); i++) {
        const int64_t started = clock_monotonic_us();
        struct job_report report;

        if (worker->test_id && worker->test_id != ids[i])
            continue;
        if (!worker_refresh(worker, err))
            return false;
        if (!job_run(worker->connection, &worker->detector, worker->arena, ids[i], &report, err)) {
            log_error_line(LOG_ERROR, "detect", "analysis failed", err);
            metrics_add(worker->service->metrics, METRIC_ANALYSIS_FAILURES, 1, NULL, NULL);
            if (totals->failures++ == 0)
                *first_error = *err;
            if (++in_a_row == FAILURES_IN_A_ROW)
                return false;
            continue;
        }
        in_a_row = 0;
        log_job(ids[i], &report);
        count_job(worker, totals, &report, started);
        *ret_again = *ret_again || report.again;
    }
    return true;
}

/* After the analysis of all tests, since it looks over them. A failure is no reason to stop: what
 * is due stays due. */
static bool find_disturbances(struct worker *worker, struct detect_totals *totals,
                              struct error *first_error, struct error *err)
{
    size_t changed;

    if (!worker_refresh(worker, err))
        return false;
    if (disturbances_find(worker->connection, worker->arena, &worker->disturbances, &changed,
                          err)) {
        if (changed > 0)
            log_info("detect", "platforms looked at", "tags=%zu", changed);
        return true;
    }
    log_error_line(LOG_ERROR, "detect", "platforms not looked at", err);
    metrics_add(worker->service->metrics, METRIC_ANALYSIS_FAILURES, 1, NULL, NULL);
    if (totals->failures++ == 0)
        *first_error = *err;
    return true;
}

/* Verdicts of one test, batch by batch. False: it failed, and stays due. */
static bool make_verdicts(struct worker *worker, int64_t test_id, struct error *err)
{
    size_t made = DUE_VERDICTS_MOST;

    while (made == DUE_VERDICTS_MOST && !stopping(worker->service))
        if (!due_verdicts_make(worker->connection, worker->arena, test_id, &worker->verdicts, &made,
                               err))
            return false;
    return true;
}

/* After the analysis, since it may have something to say about these runs. */
static bool make_due(struct worker *worker, struct detect_totals *totals, struct error *first_error,
                     struct error *err)
{
    AUTO_ARENA ids_arena = arena_new();
    const int64_t *ids;
    size_t count;

    if (!verdict_due_tests(worker->connection, ids_arena, &ids, &count, err))
        return false;
    if (count > 0 && !worker_refresh(worker, err))
        return false;
    for (size_t i = 0; i < count && !stopping(worker->service); i++) {
        if ((worker->test_id && worker->test_id != ids[i]) || make_verdicts(worker, ids[i], err))
            continue;
        log_error_line(LOG_ERROR, "detect", "verdict failed", err);
        metrics_add(worker->service->metrics, METRIC_ANALYSIS_FAILURES, 1, NULL, NULL);
        if (totals->failures++ == 0)
            *first_error = *err;
    }
    return true;
}

/* Passes until one moves nothing: a test that failed, or that another worker has, is no reason for
 * another. */
static bool drain(struct worker *worker, struct detect_totals *totals, struct error *err)
{
    struct error first_error = {.code = ERROR_NONE};
    bool again = true;

    while (again && !stopping(worker->service))
        if (!pass(worker, totals, &again, &first_error, err) ||
            !find_disturbances(worker, totals, &first_error, err) ||
            !make_due(worker, totals, &first_error, err))
            return false;
    if (totals->failures > 0) {
        *err = first_error;
        return false;
    }
    return true;
}

bool detect_drain(struct detect_service *service, int64_t test_id, struct detect_totals *ret,
                  struct error *err)
{
    struct worker worker = {.service = service, .test_id = test_id};
    struct detect_totals totals = {.tests = 0};

    worker.connection = store_borrow(service->store, err);
    if (!worker.connection)
        return false;
    worker.arena = arena_new();

    const bool ok = drain(&worker, &totals, err);

    worker_done(&worker);
    *ret = totals;
    return ok;
}

/* ---- configuration ---- */

static bool queue_stale(struct store_connection *connection, const struct service_config *config,
                        struct error *err)
{
    struct detector detector;
    int64_t queued = 0;

    if (!detector_init(&detector, config, err))
        return false;

    const bool ok =
        analysis_queue_stale(connection, ALGORITHM_EDIVISIVE, detector.options, &queued, err);

    detector_done(&detector);
    if (ok && queued > 0)
        log_info("detect", "series queued anew", "series=%lld reason=configuration",
                 (long long)queued);
    return ok;
}

/* Files were checked with the configuration; one that was broken since must not stop the analysis:
 * what was read from it before stays. */
static bool read_acknowledgements(struct store_connection *connection,
                                  const struct service_config *config, struct error *err)
{
    if (acknowledge_files(connection, config, err))
        return true;
    if (err->code == ERROR_DATABASE || err->code == ERROR_BUSY)
        return false;
    log_error_line(LOG_ERROR, "triage", "acknowledgements not read", err);
    return true;
}

static bool prepare(struct detect_service *service, struct store_connection *connection,
                    struct error *err)
{
    const struct config_version *version = config_shared_get(service->config);
    const bool fresh = atomic_load(&service->prepared) != version->number;
    const bool ok = (!fresh || read_acknowledgements(connection, version->config, err)) &&
                    queue_stale(connection, version->config, err);

    if (ok)
        atomic_store(&service->prepared, version->number);
    config_version_release(version);
    return ok;
}

bool detect_prepare(struct detect_service *service, struct error *err)
{
    struct store_connection *connection = store_borrow(service->store, err);

    if (!connection)
        return false;

    const bool ok = prepare(service, connection, err);

    store_return(connection);
    return ok;
}

/* ---- the loop ---- */

/* Until stop (true) or an error (false). */
static bool follow(struct worker *worker, struct error *err)
{
    struct detect_service *service = worker->service;
    bool woken = false;

    if (!store_listen(worker->connection, CHANNEL_POINTS, err))
        return false;
    while (!stopping(service)) {
        struct detect_totals totals = {.tests = 0};

        /* An ingest elsewhere may have changed a test's definition: looked for when idle. */
        if (!woken || atomic_load(&service->prepared) != config_shared_number(service->config))
            if (!prepare(service, worker->connection, err))
                return false;
        if (!drain(worker, &totals, err))
            return false;
        if (!store_wait(worker->connection, DETECT_POLL, service->stop, &woken, err))
            return false;
    }
    return true;
}

void detect_worker_run(struct detect_service *service)
{
    int64_t pause = RETRY_FIRST;

    while (!stopping(service)) {
        struct worker worker = {.service = service, .arena = arena_new()};
        const int64_t started = clock_monotonic_us();
        struct error err;

        worker.connection = store_borrow(service->store, &err);

        const bool ok = worker.connection && follow(&worker, &err);

        worker_done(&worker);
        if (ok)
            return;
        if (clock_monotonic_us() - started > RETRY_MOST)
            pause = RETRY_FIRST;
        log_error_line(LOG_WARNING, "detect", "worker starts again", &err);
        if (service->stop)
            (void)stop_wait(service->stop, pause);
        pause = pause * 2 < RETRY_MOST ? pause * 2 : RETRY_MOST;
    }
}
