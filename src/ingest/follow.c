/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop that follows the sources: `rigel ingest --follow`, and inside serve. */
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "ingest/config_sync.h"
#include "ingest/source_poll.h"
#include "ingest/worker.h"
#include "store/document_partitions.h"

static const int64_t look_for_config_us = CLOCK_SECOND / 4, try_again_us = 5 * CLOCK_SECOND;

/* One configuration's time: its threads end when `stop` (its own) is asked for. */
struct reign {
    struct store *store;
    const struct service_config *config;
    struct metrics *metrics;
    struct stop stop;
};

struct source_thread {
    pthread_t thread;
    struct reign *reign;
    const struct source_config *source;
    bool started;
};

static void poll_logged(struct source_poll *poll, const char *source, bool *was_busy)
{
    const struct source_look look = {.since_us = INT64_MIN};
    struct ingest_summary summary = {0};
    struct error err;
    bool busy = *was_busy;

    if (!source_poll_run(poll, &look, &summary, &busy, &err)) {
        if (err.code == ERROR_CANCELLED)
            return;
        (void)error_within(&err, "source %s", source);
        log_error_line(LOG_ERROR, "ingest", "poll failed", &err);
        return;
    }
    if (busy != *was_busy)
        log_info("ingest", busy ? "another process pulls this source" : "pulling this source",
                 "source=%s", source);
    *was_busy = busy;
}

static void *follow_source(void *context)
{
    const struct source_thread *thread = context;
    struct reign *reign = thread->reign;
    const struct source_poll_setup setup = {
        .store = reign->store,
        .config = reign->config,
        .source = thread->source,
        .metrics = reign->metrics,
        .stop = &reign->stop,
    };
    struct source_poll *poll = NULL;
    struct error err;
    bool busy = false;

    while (!stop_asked(&reign->stop)) {
        if (!poll && !(poll = source_poll_new(&setup, &err))) {
            (void)error_within(&err, "source %s", thread->source->name);
            log_error_line(LOG_ERROR, "ingest", "source cannot be opened", &err);
        }
        if (poll)
            poll_logged(poll, thread->source->name, &busy);
        (void)stop_wait(&reign->stop, thread->source->poll_us);
    }
    source_poll_free(poll);
    return NULL;
}

static void drop_old_documents(const struct reign *reign, int64_t *next_us)
{
    const int64_t now = clock_now_us();
    unsigned dropped;
    struct error err;

    if (reign->config->retention_us == 0 || now < *next_us)
        return;
    *next_us = now + CLOCK_DAY;
    if (!document_partitions_drop(reign->store, now - reign->config->retention_us, &dropped,
                                  &err)) {
        *next_us = now + CLOCK_DAY / 24;
        log_error_line(LOG_WARNING, "ingest", "old documents stay for now", &err);
    } else if (dropped) {
        log_info("ingest", "dropped old documents", "partitions=%u", dropped);
    }
}

static void start_threads(struct reign *reign, struct source_thread *threads)
{
    for (size_t i = 0; i < reign->config->source_count; i++) {
        threads[i].reign = reign;
        threads[i].source = &reign->config->sources[i];
        threads[i].started =
            pthread_create(&threads[i].thread, NULL, follow_source, &threads[i]) == 0;
        if (!threads[i].started)
            log_error("ingest", "no thread for a source", "source=%s", threads[i].source->name);
    }
}

/* Writes the tests; tried until it works, the configuration changes or the end. */
static bool sync_tests(const struct reign *reign, struct config_shared *shared, uint64_t number,
                       struct stop *stop)
{
    struct error err;

    while (!config_sync(reign->store, reign->config, &err)) {
        log_error_line(LOG_ERROR, "ingest", "tests cannot be written", &err);
        if (stop_wait(stop, try_again_us) || config_shared_number(shared) != number)
            return false;
    }
    return true;
}

static void follow_config(struct reign *reign, struct config_shared *shared, uint64_t number,
                          int64_t *next_drop_us, struct stop *stop)
{
    struct source_thread *threads = calloc(reign->config->source_count + 1, sizeof *threads);

    if (!threads)
        abort();
    if (sync_tests(reign, shared, number, stop)) {
        start_threads(reign, threads);
        do
            drop_old_documents(reign, next_drop_us);
        while (!stop_wait(stop, look_for_config_us) && config_shared_number(shared) == number);
    }
    stop_request(&reign->stop);
    for (size_t i = 0; i < reign->config->source_count; i++)
        if (threads[i].started)
            (void)pthread_join(threads[i].thread, NULL);
    free(threads);
}

void ingest_follow(struct store *store, struct config_shared *shared, struct metrics *metrics,
                   struct stop *stop)
{
    int64_t next_drop_us = 0;

    while (!stop_asked(stop)) {
        const struct config_version *version = config_shared_get(shared);
        struct reign reign = {.store = store, .config = version->config, .metrics = metrics};
        if (stop_init(&reign.stop)) {
            follow_config(&reign, shared, version->number, &next_drop_us, stop);
            stop_done(&reign.stop);
        } else {
            log_error("ingest", "no descriptors", "%s", "waiting for some to be free");
            (void)stop_wait(stop, try_again_us);
        }
        config_version_release(version);
    }
}

struct ingest_worker {
    pthread_t thread;
    struct store *store;
    struct config_shared *shared;
    struct metrics *metrics;
    struct stop *stop;
};

static void *run_worker(void *context)
{
    const struct ingest_worker *worker = context;

    ingest_follow(worker->store, worker->shared, worker->metrics, worker->stop);
    return NULL;
}

struct ingest_worker *ingest_worker_start(struct store *store, struct config_shared *shared,
                                          struct metrics *metrics, struct stop *stop,
                                          struct error *err)
{
    struct ingest_worker *worker = calloc(1, sizeof *worker);

    if (!worker) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "the ingest worker");
        return NULL;
    }
    *worker =
        (struct ingest_worker){.store = store, .shared = shared, .metrics = metrics, .stop = stop};
    if (pthread_create(&worker->thread, NULL, run_worker, worker) != 0) {
        free(worker);
        (void)error_set(err, ERROR_INTERNAL, NULL, "no thread for ingest");
        return NULL;
    }
    return worker;
}

void ingest_worker_join(struct ingest_worker *worker)
{
    if (!worker)
        return;
    (void)pthread_join(worker->thread, NULL);
    free(worker);
}
