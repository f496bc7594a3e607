/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/audit_worker.h"

#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/strmap.h"
#include "detect/audit_job.h"
#include "store/browse.h"
#include "store/detector_audits.h"

/* A service that has just started has better things to do. */
#define LOOK_EVERY (INT64_C(5) * 60 * CLOCK_SECOND)
#define QUEUE_EVERY CLOCK_SECOND

struct audit_worker {
    struct audit_service *service;
    struct store_connection *connection; /* of the lock and of looks at the queue */
    struct arena *arena;
    int64_t looked_at;    /* monotonic: at the queue */
    int64_t window_until; /* monotonic: audit.cpu counts up to then */
    double window_cpu;    /* the thread's CPU time when it began */
};

static double cpu_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Between two series: waits while there is better to do. True: the service is to end. */
static bool wait_for_spare_time(void *context)
{
    struct audit_worker *worker = context;
    struct stop *stop = worker->service->stop;
    struct error err;

    if (stop_asked(stop))
        return true;
    if (clock_monotonic_us() - worker->looked_at < QUEUE_EVERY)
        return false;
    for (int64_t waiting = 1; waiting > 0;) {
        if (!browse_waiting_series(worker->connection, &waiting, &err)) {
            log_error_line(LOG_WARNING, "audit", "the queue cannot be seen", &err);
            return true;
        }
        if (waiting > 0 && stop_wait(stop, QUEUE_EVERY))
            return true;
    }
    worker->looked_at = clock_monotonic_us();
    return false;
}

static bool cpu_is_left(struct audit_worker *worker, const struct service_config *config)
{
    if (clock_monotonic_us() >= worker->window_until) {
        worker->window_until = clock_monotonic_us() + config->audit_interval_us;
        worker->window_cpu = cpu_now();
    }
    return cpu_now() - worker->window_cpu < (double)config->audit_cpu_us / 1e6;
}

static bool measure(struct audit_worker *worker, const struct service_config *config,
                    struct detector *detector, int64_t test_id, bool *ret_done, struct error *err)
{
    const struct audit_options options = {.samples = config->audit_samples,
                                          .budget = config->audit_budget};
    const double started = cpu_now();

    if (!audit_job_run(worker->service->store, detector, worker->arena, test_id, &options,
                       wait_for_spare_time, worker, ret_done, err))
        return false;
    log_debug("audit", "test measured", "test_id=%lld done=%d cpu_seconds=%.3f", (long long)test_id,
              *ret_done, cpu_now() - started);
    return true;
}

/* The tests that are due; one that fails is logged, and due again. */
static bool measure_due(struct audit_worker *worker, const struct service_config *config,
                        struct detector *detector, struct error *err)
{
    AUTO_ARENA ids = arena_new();
    int64_t *test_ids;
    size_t count;
    bool done = true;

    if (!detector_audit_due(worker->connection, ids, config->audit_interval_us, &test_ids, &count,
                            err))
        return false;
    for (size_t i = 0; i < count && done && cpu_is_left(worker, config); i++)
        if (!measure(worker, config, detector, test_ids[i], &done, err)) {
            log_error_line(LOG_WARNING, "audit", "a test could not be measured", err);
            done = !stop_asked(worker->service->stop);
        }
    return true;
}

static bool look_locked(struct audit_worker *worker, const struct service_config *config,
                        struct error *err)
{
    const int64_t key = name_id("detector audit", "");
    struct detector detector;
    bool taken, ok;

    if (!store_try_lock(worker->connection, key, &taken, err))
        return false;
    if (!taken)
        return true;
    ok = detector_init(&detector, config, err);
    if (ok) {
        ok = measure_due(worker, config, &detector, err);
        detector_done(&detector);
    }
    store_unlock(worker->connection, key);
    return ok;
}

static void look(struct audit_worker *worker, const struct service_config *config)
{
    struct error err;

    worker->connection = store_borrow(worker->service->store, &err);
    if (!worker->connection || !look_locked(worker, config, &err))
        log_error_line(LOG_WARNING, "audit", "measuring is put off", &err);
    store_return(worker->connection);
}

void audit_worker_run(struct audit_service *service)
{
    struct audit_worker worker = {.service = service, .arena = arena_new()};

    for (bool first = true; !stop_asked(service->stop); first = false) {
        const struct config_version *version = config_shared_get(service->config);
        const int64_t interval = version->config->audit_interval_us;

        if (!first && interval > 0)
            look(&worker, version->config);
        config_version_release(version);
        (void)stop_wait(service->stop,
                        interval > 0 && interval < LOOK_EVERY ? interval : LOOK_EVERY);
    }
    arena_free(worker.arena);
}
