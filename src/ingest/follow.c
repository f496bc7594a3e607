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
#include "store/pushed_runs.h"

static const int64_t look_for_config_us = CLOCK_SECOND / 4, try_again_us = 5 * CLOCK_SECOND;
/* Where another process holds a source's lock and may not know of a request. */
static const int64_t serve_again_us = CLOCK_SECOND / 4;

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

/* One source's life: its poll, open or not, and the requests. */
struct following {
    const struct source_thread *thread;
    struct source_poll *poll; /* NULL: the source could not be opened yet */
    struct express express;
    bool busy;       /* another process polled it last */
    bool failed;     /* requests could not be answered, and it was told */
    int64_t next_us; /* monotonic: the next poll */
};

static void open_poll(struct following *following)
{
    const struct source_thread *thread = following->thread;
    struct reign *reign = thread->reign;
    const struct source_poll_setup setup = {
        .store = reign->store,
        .config = reign->config,
        .source = thread->source,
        .metrics = reign->metrics,
        .stop = &reign->stop,
        .express = &following->express,
    };
    struct error err;

    if (following->poll || (following->poll = source_poll_new(&setup, &err)))
        return;
    (void)error_within(&err, "source %s", thread->source->name);
    log_error_line(LOG_ERROR, "ingest", "source cannot be opened", &err);
}

static void poll_now(struct following *following)
{
    const struct source_config *source = following->thread->source;

    open_poll(following);
    if (following->poll)
        poll_logged(following->poll, source->name, &following->busy);
    following->next_us = clock_monotonic_us() + source->poll_us;
}

/* Where the database fails, or another process has the lock, the requests are looked at again soon;
 * where a pull fails, by the next poll. */
static void serve_now(struct following *following, struct stop *stop)
{
    struct ingest_summary summary = {0};
    struct error err;
    bool busy = false;

    following->express.asked = false;
    if (!following->poll)
        return;
    const bool served = source_poll_serve(following->poll, &summary, &busy, &err);
    if (!served && !following->failed && err.code != ERROR_CANCELLED) {
        (void)error_within(&err, "source %s", following->thread->source->name);
        log_error_line(LOG_ERROR, "ingest", "requests cannot be answered yet", &err);
    }
    following->failed = !served;
    if (served && !busy)
        return;
    (void)stop_wait(stop, serve_again_us);
    following->express.asked = true;
}

static void *follow_source(void *context)
{
    const struct source_thread *thread = context;
    struct stop *stop = &thread->reign->stop;
    struct following following = {.thread = thread, .next_us = INT64_MIN};

    express_init(&following.express, thread->reign->store, thread->source->name);
    while (!stop_asked(stop)) {
        const int64_t now = clock_monotonic_us();
        if (now >= following.next_us)
            poll_now(&following);
        else if (following.express.asked)
            serve_now(&following, stop);
        else
            express_wait(&following.express, following.next_us - now, stop);
    }
    source_poll_free(following.poll);
    express_done(&following.express);
    return NULL;
}

static void drop_pushed(const struct reign *reign, int64_t before)
{
    struct error err;
    int64_t deleted = 0;
    struct store_connection *connection = store_borrow(reign->store, &err);
    const bool ok = connection && pushed_runs_sweep(connection, before, &deleted, &err);

    store_return(connection);
    if (!ok)
        log_error_line(LOG_WARNING, "ingest", "old pushed documents stay for now", &err);
    else if (deleted)
        log_info("ingest", "dropped old pushed documents", "documents=%" PRId64, deleted);
}

static void drop_old_documents(const struct reign *reign, int64_t *next_us)
{
    const int64_t now = clock_now_us();
    unsigned dropped;
    struct error err;

    if (reign->config->retention_us == 0 || now < *next_us)
        return;
    *next_us = now + CLOCK_DAY;
    drop_pushed(reign, now - reign->config->retention_us);
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
