/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/source_poll.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/strmap.h"
#include "ingest/config_sync.h"
#include "store/ingest_requests.h"

static const int64_t lock_again_us = CLOCK_SECOND / 2;
enum { REQUESTS_AT_ONCE = 100 };

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
    struct source *source = source_open(setup->source, setup->store, setup->stop, err);
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

/* A poll of a test under way, for what is done between its batches. */
struct turn {
    struct source_poll *poll;
    struct store_connection *connection;
    struct ingest_summary *summary;
};

static bool serve_between(void *context, bool *ret_used, struct error *err);

static bool poll_one(struct source_poll *poll, struct store_connection *connection,
                     struct test_state *state, const struct source_look *look,
                     struct ingest_summary *summary, struct error *err)
{
    const int64_t now = clock_now_us(), start = clock_monotonic_us();
    struct poll_counts counts = {0};
    struct turn turn = {poll, connection, summary};
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
        .between = look->uuid ? NULL : serve_between,
        .between_context = &turn,
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

/* ---- requests ---- */

static bool is_fatal(const struct error *err)
{
    return err->code == ERROR_CANCELLED || err->code == ERROR_DATABASE;
}

/* Every test of the source that the request is about. *ret_done false: one failed, and was logged.
 * Returns false where others would fail likewise. */
static bool serve_request(const struct turn *turn, const struct ingest_request *request,
                          bool *ret_done, struct error *err)
{
    const struct source_look look = {.since_us = INT64_MIN, .uuid = request->uuid};
    struct source_poll *poll = turn->poll;

    *ret_done = true;
    for (size_t i = 0; i < poll->test_count; i++) {
        struct test_state *state = &poll->tests[i];
        if ((request->test && strcmp(request->test, state->test->name) != 0) ||
            poll_one(poll, turn->connection, state, &look, turn->summary, err))
            continue;
        *ret_done = false;
        if (is_fatal(err))
            return false;
        log_error_line(LOG_ERROR, "ingest", "run asked for cannot be pulled", err);
    }
    return true;
}

static bool is_same(const struct ingest_request *left, const struct ingest_request *right)
{
    return strcmp(left->uuid, right->uuid) == 0 &&
           (!left->test || !right->test ? left->test == right->test
                                        : strcmp(left->test, right->test) == 0);
}

/* Requests that were there when it began; equal ones are one pull. */
static bool serve_requests(const struct turn *turn, struct error *err)
{
    struct source_poll *poll = turn->poll;
    const char *source = poll->setup.source->name;
    AUTO_ARENA arena = arena_new();
    const struct ingest_request *requests;
    size_t count, done_count = 0;
    bool done;

    poll->setup.express->asked = false;
    if (!ingest_requests_load(turn->connection, arena, source, REQUESTS_AT_ONCE, &requests, &count,
                              err))
        return false;
    int64_t *done_ids = ARENA_ARRAY(arena, int64_t, count);
    bool *answered = ARENA_ARRAY(arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        if (answered[i])
            continue;
        if (!serve_request(turn, &requests[i], &done, err))
            return false;
        for (size_t j = i; j < count; j++)
            if (is_same(&requests[i], &requests[j])) {
                answered[j] = true;
                if (done)
                    done_ids[done_count++] = requests[j].request_id;
            }
    }
    if (count == REQUESTS_AT_ONCE && done_count > 0)
        poll->setup.express->asked = true; /* there may be more */
    return done_count == 0 ||
           ingest_requests_done(turn->connection, source, done_ids, done_count, err);
}

static bool serve_between(void *context, bool *ret_used, struct error *err)
{
    const struct turn *turn = context;

    *ret_used = express_is_asked(turn->poll->setup.express);
    return !*ret_used || serve_requests(turn, err);
}

/* ---- a poll ---- */

/* The first failure is kept; the others are only logged. */
static bool poll_tests(struct source_poll *poll, struct store_connection *connection,
                       const struct source_look *look, struct ingest_summary *summary,
                       struct error *err)
{
    struct turn turn = {poll, connection, summary};
    struct error one;
    bool ok = true, used;

    for (size_t i = 0; i < poll->test_count; i++) {
        if (!serve_between(&turn, &used, err))
            return false;
        if (poll_one(poll, connection, &poll->tests[i], look, summary, &one))
            continue;
        if (ok)
            *err = one;
        ok = false;
        if (is_fatal(&one))
            return false; /* the others would fail likewise */
        log_error_line(LOG_ERROR, "ingest", "poll failed", &one);
    }
    return ok;
}

/* Those that nobody heard of, because a pull of them failed or while nothing followed. */
static bool serve_open(const struct turn *turn, struct error *err)
{
    return !turn->poll->setup.express ||
           (ingest_requests_sweep(turn->connection, err) && serve_requests(turn, err));
}

bool source_poll_run(struct source_poll *poll, const struct source_look *look,
                     struct ingest_summary *summary, bool *ret_busy, struct error *err)
{
    struct store_connection *connection = store_borrow(poll->setup.store, err);
    const struct turn turn = {poll, connection, summary};
    bool taken = false;

    *ret_busy = false;
    if (!connection)
        return false;
    bool ok = take_lock(poll, connection, look->wait, &taken, err);
    if (ok && taken) {
        ok = serve_open(&turn, err) && poll_tests(poll, connection, look, summary, err);
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

bool source_poll_serve(struct source_poll *poll, struct ingest_summary *summary, bool *ret_busy,
                       struct error *err)
{
    struct store_connection *connection = store_borrow(poll->setup.store, err);
    const struct turn turn = {poll, connection, summary};
    bool taken = false;

    *ret_busy = false;
    if (!connection)
        return false;
    bool ok = take_lock(poll, connection, false, &taken, err);
    if (ok && taken) {
        ok = serve_requests(&turn, err);
        store_unlock(connection, lock_key(poll));
    }
    *ret_busy = ok && !taken;
    store_return(connection);
    return ok;
}
