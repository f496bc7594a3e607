/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/poll.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/strmap.h"
#include "ingest/alerts.h"
#include "ingest/config_sync.h"
#include "ingest/membership.h"
#include "ingest/settle.h"
#include "store/points.h"
#include "store/runs.h"

enum { FINGERPRINTS_AT_ONCE = 500 };

/* What one poll knows; everything in arena. */
struct look {
    const struct poll *poll;
    struct arena *arena;
    struct rejects rejects;
    const struct run_row *members;
    size_t member_count;
    const struct run_state *runs; /* of the database, oldest first */
    size_t run_count;
    struct pull_run *pulls; /* candidates, then only what is to be pulled */
    size_t pull_count;
    const struct test *test; /* expanded */
    bool again;              /* others used the connection: look at what changed once more */
};

/* ---- which runs belong ---- */

static struct strmap *map_runs(const struct look *look)
{
    struct strmap *map = strmap_new(look->arena);

    for (size_t i = 0; i < look->run_count; i++)
        strmap_put(map, look->runs[i].uuid, (void *)&look->runs[i]);
    return map;
}

/* A look that is bounded in time may miss a run's earliest metadata document: such runs are asked
 * for alone. */
static bool complete_member(struct look *look, struct run_row *member, struct error *err)
{
    const struct poll *poll = look->poll;
    const struct run_row *rows;
    size_t count;

    if (!membership_read(poll->source, poll->test, INT64_MIN, member->uuid, look->arena,
                         &look->rejects, &rows, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].uuid, member->uuid) == 0)
            *member = rows[i];
    return true;
}

static bool read_members(struct look *look, int64_t *ret_new, struct error *err)
{
    const struct poll *poll = look->poll;
    const struct run_row *rows;
    int64_t fresh = 0;

    if (!membership_read(poll->source, poll->test, poll->since_us, poll->uuid, look->arena,
                         &look->rejects, &rows, &look->member_count, err))
        return false;
    struct strmap *known = map_runs(look);
    struct run_row *members = ARENA_ARRAY(look->arena, struct run_row, look->member_count);
    for (size_t i = 0; i < look->member_count; i++) {
        members[i] = rows[i];
        const struct run_state *run = strmap_get(known, rows[i].uuid);
        fresh += !run;
        const bool bounded = poll->since_us != INT64_MIN && !poll->uuid;
        if (bounded && (!run || run->at < rows[i].at) && !complete_member(look, &members[i], err))
            return false;
    }
    look->members = members;
    *ret_new = fresh;
    return true;
}

static bool write_body(struct store_connection *connection, void *context, struct error *err)
{
    struct look *look = context;
    const struct poll *poll = look->poll;
    AUTO_ARENA arena = arena_new();
    int64_t *first_seen = ARENA_ARRAY(arena, int64_t, look->member_count);
    const int64_t *moved;
    size_t moved_count;

    /* History that is loaded counts as seen when it happened: it has had its time to settle. */
    for (size_t i = 0; i < look->member_count; i++)
        first_seen[i] = poll->is_first_look ? look->members[i].at : poll->now;
    if (!store_runs_write(connection, arena, poll->test->test_id, look->members, first_seen,
                          look->member_count, &moved, &moved_count, err))
        return false;
    int64_t *series = ARENA_ARRAY(arena, int64_t, moved_count);
    memcpy(series, moved, moved_count * sizeof *series);
    return store_series_queue(connection, poll->test->test_id, series,
                              store_series_unique(series, moved_count), err) &&
           rejects_write(&look->rejects, connection, poll->source->config->name, poll->test->name,
                         err);
}

static bool load_runs(struct look *look, struct error *err)
{
    return store_runs_load(look->poll->connection, look->arena, look->poll->test->test_id,
                           look->poll->uuid, &look->runs, &look->run_count, err);
}

static bool find_members(struct look *look, struct poll_counts *counts, struct error *err)
{
    const struct poll *poll = look->poll;
    int64_t fresh;

    if (!load_runs(look, err) || !read_members(look, &fresh, err))
        return false;
    counts->runs += (int64_t)look->member_count;
    counts->new_runs += fresh;
    counts->rejected_metadata += look->rejects.total;
    if (poll->since_us == INT64_MIN)
        rejects_log(&look->rejects, poll->test->name);
    if (look->member_count == 0 && look->rejects.count == 0)
        return true;
    return store_transaction_on(poll->connection, STORE_READ_COMMITTED, write_body, look, err) &&
           load_runs(look, err);
}

/* ---- what changed ---- */

static bool is_candidate(const struct poll *poll, const struct run_state *run)
{
    if (poll->uuid)
        return strcmp(run->uuid, poll->uuid) == 0;
    return !run->settled || run->at >= poll->now - poll->config->reopen_us ||
           run->at >= poll->look_since_us || strcmp(run->config_hash, poll->test->hash) != 0;
}

static void list_candidates(struct look *look)
{
    look->pulls = ARENA_ARRAY(look->arena, struct pull_run, look->run_count);
    look->pull_count = 0;
    for (size_t i = 0; i < look->run_count; i++)
        if (is_candidate(look->poll, &look->runs[i]))
            look->pulls[look->pull_count++].run = &look->runs[i];
}

static const char **list_uuids(const struct look *look)
{
    const char **uuids = ARENA_ARRAY(look->arena, const char *, look->pull_count);

    for (size_t i = 0; i < look->pull_count; i++)
        uuids[i] = look->pulls[i].run->uuid;
    return uuids;
}

static bool ask_fingerprints(struct look *look, struct error *err)
{
    struct source *source = look->poll->source;
    const struct test *test = look->poll->config->ingest_alerts
                                  ? alerts_test(look->arena, look->poll->test, false)
                                  : look->poll->test;
    const char **uuids = list_uuids(look);
    struct run_fingerprint *now =
        ARENA_ARRAY(look->arena, struct run_fingerprint, FINGERPRINTS_AT_ONCE);

    for (size_t from = 0; from < look->pull_count; from += FINGERPRINTS_AT_ONCE) {
        const size_t left = look->pull_count - from;
        const size_t part = left < FINGERPRINTS_AT_ONCE ? left : FINGERPRINTS_AT_ONCE;
        if (!source->ops->fingerprints(source, test, uuids + from, part, now, err))
            return false;
        for (size_t i = 0; i < part; i++)
            look->pulls[from + i].now = now[i];
    }
    return true;
}

static bool is_changed(const struct pull_run *pull, const char *hash)
{
    return strcmp(pull->run->fingerprint, pull->now.text) != 0 ||
           strcmp(pull->run->config_hash, hash) != 0;
}

/* Leaves what is to be pulled; *ret_empty gets the changed runs of which the source holds nothing:
 * there is nothing to fetch, only to note. */
static void keep_changed(struct look *look, struct pull_run **ret_empty, size_t *ret_empty_count)
{
    struct pull_run *empty = ARENA_ARRAY(look->arena, struct pull_run, look->pull_count);
    size_t kept = 0, empty_count = 0;

    for (size_t i = 0; i < look->pull_count; i++) {
        const struct pull_run *pull = &look->pulls[i];
        if (!is_changed(pull, look->poll->test->hash))
            continue;
        if (pull->now.documents > 0)
            look->pulls[kept++] = *pull;
        else if (strcmp(pull->run->config_hash, look->poll->test->hash) != 0)
            empty[empty_count++] = *pull;
    }
    look->pull_count = kept;
    *ret_empty = empty;
    *ret_empty_count = empty_count;
}

struct empty_runs {
    const struct look *look;
    const struct pull_run *runs;
    size_t count;
};

/* What was stored of them stays, and stays noted: it is pulled again where it comes back. */
static bool note_empty(struct store_connection *connection, void *context, struct error *err)
{
    const struct empty_runs *empty = context;
    const struct test *test = empty->look->poll->test;
    AUTO_ARENA arena = arena_new();
    int64_t *ids = ARENA_ARRAY(arena, int64_t, empty->count);
    int64_t *documents = ARENA_ARRAY(arena, int64_t, empty->count);
    const char **fingerprints = ARENA_ARRAY(arena, const char *, empty->count);

    for (size_t i = 0; i < empty->count; i++) {
        ids[i] = empty->runs[i].run->run_id;
        documents[i] = empty->runs[i].run->documents;
        fingerprints[i] = empty->runs[i].run->fingerprint;
    }
    return store_runs_pulled(connection, test->test_id, ids, documents, fingerprints, empty->count,
                             test->hash, err);
}

/* ---- group_by ---- */

static bool sync_series_body(struct store_connection *connection, void *context, struct error *err)
{
    return config_sync_series(connection, context, err);
}

/* The first time all runs are asked about, so that the order of series does not depend on which run
 * came when. */
static bool list_group_runs(struct look *look, const char ***ret_uuids, size_t *ret_count,
                            struct error *err)
{
    const struct poll *poll = look->poll;
    const struct run_state *runs;

    if (!group_values_is_new(poll->groups)) {
        *ret_uuids = list_uuids(look);
        *ret_count = look->pull_count;
        return true;
    }
    if (!store_runs_load(poll->connection, look->arena, poll->test->test_id, NULL, &runs, ret_count,
                         err))
        return false;
    *ret_uuids = ARENA_ARRAY(look->arena, const char *, *ret_count);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret_uuids)[i] = runs[i].uuid;
    return true;
}

static bool expand_groups(struct look *look, struct error *err)
{
    const struct poll *poll = look->poll;
    bool changed = false;

    if (test_has_groups(poll->test)) {
        const bool first = group_values_is_new(poll->groups);
        const char **uuids;
        size_t count;
        if (!list_group_runs(look, &uuids, &count, err))
            return false;
        if (!group_values_learn(poll->groups, poll->source, uuids, count, &changed, err))
            return false;
        /* Without a single value the test may have other metrics. */
        changed = changed || first;
    }
    if (!group_values_expand(poll->groups, look->arena, &look->test, err))
        return false;
    return !changed || store_transaction_on(poll->connection, STORE_READ_COMMITTED,
                                            sync_series_body, (void *)look->test, err);
}

/* ---- pull ---- */

static int64_t expected_documents(const struct look *look)
{
    int64_t expected = 0;

    for (size_t i = 0; i < look->pull_count; i++)
        expected += look->pulls[i].now.documents;
    return expected;
}

/* How many of runs[0, count) go into the next batch: at least one. */
static size_t batch_size(const struct pull_run *runs, size_t count)
{
    int64_t documents = runs[0].now.documents;
    size_t size = 1;

    while (size < count && size < PULL_RUNS_MOST &&
           documents + runs[size].now.documents <= PULL_DOCUMENTS_MOST)
        documents += runs[size++].now.documents;
    return size;
}

static bool pull_all(struct look *look, struct poll_counts *counts, struct error *err)
{
    const struct poll *poll = look->poll;
    const struct pull_job job = {
        .store = poll->store,
        .connection = poll->connection,
        .source = poll->source,
        .test = look->test,
        .keep_from =
            poll->config->retention_us ? poll->now - poll->config->retention_us : INT64_MIN,
        .config = poll->config,
        .now = poll->now,
        .progress = poll->progress,
    };

    progress_begin(poll->progress, poll->test->name, expected_documents(look));
    for (size_t at = 0, size; at < look->pull_count; at += size) {
        size = batch_size(look->pulls + at, look->pull_count - at);
        if (at > 0 && poll->between && !poll->between(poll->between_context, &look->again, err))
            return false;
        if (look->again)
            return true;
        if (poll->stop && stop_asked(poll->stop))
            return error_set(err, ERROR_CANCELLED, NULL, "stopped on request");
        if (!pull_runs(&job, look->pulls + at, size, &counts->pulled, err))
            return false;
    }
    return true;
}

static bool pull_once(struct look *look, struct poll_counts *counts, struct error *err)
{
    const struct poll *poll = look->poll;
    struct pull_run *empty;
    size_t empty_count;

    look->again = false;
    list_candidates(look);
    if (!ask_fingerprints(look, err))
        return false;
    keep_changed(look, &empty, &empty_count);
    if (empty_count) {
        struct empty_runs noted = {look, empty, empty_count};
        if (!store_transaction_on(poll->connection, STORE_READ_COMMITTED, note_empty, &noted, err))
            return false;
    }
    if (look->pull_count == 0)
        return true;
    if (!expand_groups(look, err))
        return false;
    const bool pulled = pull_all(look, counts, err);
    progress_end(poll->progress);
    return pulled;
}

static bool pull_changed(struct look *look, struct poll_counts *counts, struct error *err)
{
    do
        if (!pull_once(look, counts, err) || (look->again && !load_runs(look, err)))
            return false;
    while (look->again);
    return true;
}

bool poll_test(const struct poll *poll, struct poll_counts *counts, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct look look = {.poll = poll, .arena = arena};
    int64_t settled = 0;

    rejects_init(&look.rejects);
    const bool found = find_members(&look, counts, err);
    rejects_done(&look.rejects);
    if (!found)
        return false;
    if (poll->uuid && look.run_count == 0)
        return true; /* not a run of this test: most tests, where one is asked for */
    if (!pull_changed(&look, counts, err) ||
        !settle_runs(poll->connection, poll->test->test_id, poll->uuid, poll->config, poll->now,
                     &settled, err))
        return false;
    counts->settled += settled;
    return true;
}
