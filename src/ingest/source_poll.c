/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/source_poll.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/strmap.h"
#include "ingest/config_sync.h"

static const int64_t lock_again_us = CLOCK_SECOND / 2;

struct test_state {
    const struct test *test;
    struct group_values *groups;
    int64_t seen_at; /* monotonic: the last look at all metadata that went well; 0: none did */
};

struct source_poll {
    struct source_poll_setup setup;
    struct arena *arena;
    struct source *source;
    struct test_state *tests;
    size_t test_count;
    struct progress progress;
};

static bool is_ours(const struct source_poll_setup *setup, const struct test *test)
{
    struct error ignored;

    if (setup->test && strcmp(setup->test, test->name) != 0)
        return false;
    return test_source(setup->config, test, &ignored) == setup->source;
}

struct source_poll *source_poll_new(const struct source_poll_setup *setup, struct error *err)
{
    struct source *source = source_open(setup->source, setup->stop, err);
    const struct test_set *set = setup->config->tests;

    if (!source)
        return NULL;
    struct arena *arena = arena_new();
    struct source_poll *poll = ARENA_NEW(arena, struct source_poll);
    poll->setup = *setup;
    poll->arena = arena;
    poll->source = source;
    poll->tests = ARENA_ARRAY(arena, struct test_state, set->count);
    for (size_t i = 0; i < set->count; i++)
        if (is_ours(setup, &set->tests[i])) {
            poll->tests[poll->test_count].test = &set->tests[i];
            poll->tests[poll->test_count++].groups = group_values_new(&set->tests[i]);
        }
    progress_init(&poll->progress, setup->terminal);
    return poll;
}

void source_poll_free(struct source_poll *poll)
{
    if (!poll)
        return;
    for (size_t i = 0; i < poll->test_count; i++)
        group_values_free(poll->tests[i].groups);
    source_close(poll->source);
    arena_free(poll->arena); /* holds poll itself */
}

static int64_t lock_key(const struct source_poll *poll)
{
    return name_id("source", poll->setup.source->name);
}

/* *ret_taken false: another process has the lock and wait was not asked for. */
static bool take_lock(const struct source_poll *poll, struct store_connection *connection,
                      bool wait, bool *ret_taken, struct error *err)
{
    struct stop *stop = poll->setup.stop;

    for (bool told = false;; told = true) {
        if (!store_try_lock(connection, lock_key(poll), ret_taken, err))
            return false;
        if (*ret_taken || !wait)
            return true;
        if (!told)
            log_info("ingest", "waiting for another process that pulls this source", "source=%s",
                     poll->setup.source->name);
        if (stop ? stop_wait(stop, lock_again_us) : false)
            return error_set(err, ERROR_CANCELLED, NULL, "stopped on request");
    }
}

static void log_poll(const struct test *test, const struct poll_counts *counts, int64_t us)
{
    const struct pull_counts *pulled = &counts->pulled;
    const bool news = counts->new_runs || pulled->runs || counts->settled;

    log_line(news ? LOG_INFO : LOG_DEBUG, "ingest", "polled",
             "test=%s runs=%" PRId64 " new=%" PRId64 " pulled=%" PRId64 " documents=%" PRId64
             " points=%" PRId64 " series=%" PRId64 " rejected=%" PRId64 " settled=%" PRId64
             " seconds=%.3f",
             test->name, counts->runs, counts->new_runs, pulled->runs, pulled->documents,
             pulled->points, pulled->series, pulled->rejected + counts->rejected_metadata,
             counts->settled, (double)us / 1e6);
}

static void add_counts(struct poll_counts *total, const struct poll_counts *more)
{
    total->runs += more->runs;
    total->new_runs += more->new_runs;
    total->settled += more->settled;
    total->rejected_metadata += more->rejected_metadata;
    total->pulled.runs += more->pulled.runs;
    total->pulled.documents += more->pulled.documents;
    total->pulled.rejected += more->pulled.rejected;
    total->pulled.points += more->pulled.points;
    total->pulled.series += more->pulled.series;
}

static void count_metrics(const struct source_poll *poll, const struct poll_counts *counts)
{
    struct metrics *metrics = poll->setup.metrics;
    const char *source = poll->setup.source->name;
    const struct pull_counts *pulled = &counts->pulled;

    metrics_add(metrics, METRIC_INGEST_DOCUMENTS, (double)pulled->documents, source, NULL);
    metrics_add(metrics, METRIC_INGEST_REJECTED,
                (double)(pulled->rejected + counts->rejected_metadata), source, NULL);
    metrics_add(metrics, METRIC_INGEST_RUNS, (double)pulled->runs, source, NULL);
    metrics_add(metrics, METRIC_INGEST_POINTS, (double)pulled->points, source, NULL);
}

static int64_t since_of(const struct source_poll *poll, const struct test_state *state,
                        const struct source_look *look, int64_t now)
{
    if (look->since_us != INT64_MIN)
        return look->since_us;
    if (look->everything || look->uuid || !state->seen_at ||
        clock_monotonic_us() - state->seen_at >= poll->setup.config->full_look_us)
        return INT64_MIN;
    return now - poll->setup.config->reopen_us;
}

static bool poll_one(struct source_poll *poll, struct store_connection *connection,
                     struct test_state *state, const struct source_look *look,
                     struct ingest_summary *summary, struct error *err)
{
    const int64_t now = clock_now_us(), start = clock_monotonic_us();
    struct poll_counts counts = {0};
    const int64_t since_us = since_of(poll, state, look, now);
    const bool whole = since_us == INT64_MIN && !look->uuid;
    const struct poll one = {
        .store = poll->setup.store,
        .connection = connection,
        .source = poll->source,
        .config = poll->setup.config,
        .test = state->test,
        .groups = state->groups,
        .progress = &poll->progress,
        .stop = poll->setup.stop,
        .now = now,
        .since_us = since_us,
        .is_first_look = whole && !state->seen_at,
        .look_since_us = look->since_us == INT64_MIN ? INT64_MAX : look->since_us,
        .uuid = look->uuid,
    };
    const bool polled = poll_test(&one, &counts, err);

    add_counts(&summary->counts, &counts);
    count_metrics(poll, &counts);
    summary->tests++;
    if (!polled) {
        summary->failed_tests++;
        return error_within(err, "test %s", state->test->name);
    }
    if (whole)
        state->seen_at = start;
    log_poll(state->test, &counts, clock_monotonic_us() - start);
    return true;
}

/* The first failure is kept; the others are only logged. */
static bool poll_tests(struct source_poll *poll, struct store_connection *connection,
                       const struct source_look *look, struct ingest_summary *summary,
                       struct error *err)
{
    struct error one;
    bool ok = true;

    for (size_t i = 0; i < poll->test_count; i++) {
        if (poll_one(poll, connection, &poll->tests[i], look, summary, &one))
            continue;
        if (ok)
            *err = one;
        ok = false;
        if (one.code == ERROR_CANCELLED || one.code == ERROR_DATABASE)
            return false; /* the others would fail likewise */
        log_error_line(LOG_ERROR, "ingest", "poll failed", &one);
    }
    return ok;
}

bool source_poll_run(struct source_poll *poll, const struct source_look *look,
                     struct ingest_summary *summary, bool *ret_busy, struct error *err)
{
    struct store_connection *connection = store_borrow(poll->setup.store, err);
    bool taken = false;

    *ret_busy = false;
    if (!connection)
        return false;
    bool ok = take_lock(poll, connection, look->wait, &taken, err);
    if (ok && taken) {
        ok = poll_tests(poll, connection, look, summary, err);
        store_unlock(connection, lock_key(poll));
        metrics_add(poll->setup.metrics, METRIC_INGEST_PASSES, 1, poll->setup.source->name,
                    ok ? "ok" : "error");
        if (ok)
            metrics_set(poll->setup.metrics, METRIC_INGEST_LAST_POLL, (double)clock_now_us() / 1e6,
                        poll->setup.source->name, NULL);
    }
    *ret_busy = ok && !taken;
    store_return(connection);
    return ok;
}
