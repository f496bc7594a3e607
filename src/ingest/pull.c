/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/pull.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/strmap.h"
#include "ingest/alerts.h"
#include "ingest/reduce.h"
#include "ingest/rejects.h"
#include "ingest/result_reader.h"
#include "ingest/settle.h"
#include "store/document_partitions.h"
#include "store/documents.h"
#include "store/points.h"
#include "store/run_alerts.h"
#include "store/verdict_due.h"

struct batch {
    const struct pull_job *job;
    struct store_connection *connection;
    const struct pull_run *runs;
    size_t count;
    const char **uuids;
    int64_t *run_ids;
    struct arena *arena;      /* of one try */
    const struct test *asked; /* of which documents are asked: job->test, with alerts */
    struct result_reader *reader;
    struct alert_reader *alert_reader;
    struct reduction *reduction;
    struct rejects rejects;
    int64_t *documents; /* by run: taken in this try */
    struct point_row *points;
    size_t point_count, point_capacity;
    struct alert_row *alerts;
    size_t alert_count, alert_capacity;
    bool *gone; /* by run: the source has nothing of it any more, though it said so before */
    struct pull_counts counts;
};

static int64_t series_id(const struct test *test, const struct metric *metric, size_t column)
{
    return name_id(test->name, metric->columns[column]);
}

static void add_point(struct batch *batch, size_t run, size_t metric, size_t column,
                      const struct point_row *statistics)
{
    const struct test *test = batch->job->test;

    batch->points = arena_grow(batch->arena, batch->points, batch->point_count,
                               &batch->point_capacity, sizeof *batch->points);
    struct point_row *row = &batch->points[batch->point_count++];
    *row = *statistics;
    row->series_id = series_id(test, &test->metrics[metric], column);
    row->run_id = batch->run_ids[run];
    row->at = batch->runs[run].run->at;
}

static bool take_reduced(void *context, const struct reduced *row, struct error *err)
{
    struct batch *batch = context;

    (void)err;
    if (row->gap) {
        rejects_add_gap(&batch->rejects, batch->uuids[row->run],
                        batch->job->test->metrics[row->metric].columns[row->column], row->gap);
        return true;
    }
    add_point(batch, row->run, row->metric, row->column,
              &(struct point_row){.value = row->value,
                                  .samples = row->samples,
                                  .minimum = row->minimum,
                                  .maximum = row->maximum,
                                  .mean = row->mean,
                                  .sum = row->sum,
                                  .stddev = row->stddev});
    return true;
}

static bool take_aggregates(void *context, const struct aggregate *rows, size_t count,
                            struct error *err)
{
    struct batch *batch = context;

    (void)err;
    for (size_t i = 0; i < count; i++)
        if (isfinite(rows[i].value) && !batch->job->test->metrics[rows[i].metric].is_metadata)
            add_point(batch, rows[i].run, rows[i].metric, rows[i].column,
                      &(struct point_row){.value = rows[i].value,
                                          .samples = rows[i].samples,
                                          .minimum = rows[i].minimum,
                                          .maximum = rows[i].maximum,
                                          .mean = rows[i].mean,
                                          .sum = rows[i].sum,
                                          .stddev = rows[i].stddev});
    return true;
}

static bool store_hit(const struct batch *batch, struct store_copy *copy, const struct hit *hit,
                      size_t run, struct error *err)
{
    return store_documents_add(copy,
                               &(struct document_row){.test_id = batch->job->test->test_id,
                                                      .run_id = batch->run_ids[run],
                                                      .index = hit->index,
                                                      .id = hit->id,
                                                      .at = batch->runs[run].run->at,
                                                      .body = hit->source,
                                                      .body_size = hit->source_size},
                               err);
}

static void take_alert(struct batch *batch, const struct hit *hit, size_t run)
{
    struct alert_row row;
    struct error why;

    switch (alert_read(batch->alert_reader, batch->asked, hit, batch->arena, &row, &why)) {
    case ALERT_NONE:
        return;
    case ALERT_SPOILT:
        rejects_add(&batch->rejects, hit, batch->uuids[run], why.place, &why);
        return;
    case ALERT_TAKEN:
        break;
    }
    row.run_id = batch->run_ids[run];
    batch->alerts = arena_grow(batch->arena, batch->alerts, batch->alert_count,
                               &batch->alert_capacity, sizeof *batch->alerts);
    batch->alerts[batch->alert_count++] = row;
}

/* Whether a metric that the test itself has takes it. */
static bool is_result(const struct batch *batch, const struct hit *hit)
{
    return hit->matched_count > 0 && hit->matched[0] < batch->job->test->metric_count;
}

static bool copy_hits(struct batch *batch, struct store_copy *copy, const struct hit *hits,
                      size_t count, struct error *err)
{
    size_t run;

    for (size_t i = 0; i < count; i++) {
        if (!result_reader_take(batch->reader, &hits[i], batch->reduction, &batch->rejects, &run,
                                err))
            return false;
        if (run == SIZE_MAX)
            continue;
        batch->documents[run]++;
        batch->counts.documents++;
        take_alert(batch, &hits[i], run);
        if (is_result(batch, &hits[i]) && batch->runs[run].run->at >= batch->job->keep_from &&
            !store_hit(batch, copy, &hits[i], run, err))
            return false;
    }
    return true;
}

/* A COPY a page: none is open while the next page is waited for, so that no statement runs longer
 * than its own work. */
static bool take_hits(void *context, const struct hit *hits, size_t count, struct error *err)
{
    struct batch *batch = context;
    struct store_copy *copy = store_documents_begin(batch->connection, err);

    if (!copy)
        return false;
    if (!copy_hits(batch, copy, hits, count, err)) {
        store_copy_abort(copy);
        return false;
    }
    progress_add(batch->job->progress, (int64_t)count);
    return store_copy_end(copy, err);
}

/* The source said it holds documents of these runs; where they went meanwhile the batch is not
 * written, and tried again without them. A rejected document may have been any run's: then none
 * counts as gone. */
static bool check_gone(struct batch *batch, struct error *err)
{
    bool any = false;

    for (size_t i = 0; i < batch->count && batch->rejects.total == 0; i++) {
        batch->gone[i] = batch->runs[i].run->documents > 0 && batch->documents[i] == 0;
        any |= batch->gone[i];
    }
    return any ? error_set(err, ERROR_CONFLICT, NULL, "documents went while they were pulled")
               : true;
}

static bool fetch_documents(struct batch *batch, struct error *err)
{
    struct source *source = batch->job->source;

    return store_documents_delete(batch->connection, batch->job->test->test_id, batch->run_ids,
                                  batch->count, err) &&
           source->ops->documents(source, batch->asked, batch->uuids, batch->count, take_hits,
                                  batch, err) &&
           check_gone(batch, err) &&
           reduction_finish(batch->reduction, batch->job->test->metrics, take_reduced, batch, err);
}

static bool fetch_aggregates(struct batch *batch, struct error *err)
{
    struct source *source = batch->job->source;

    return store_documents_delete(batch->connection, batch->job->test->test_id, batch->run_ids,
                                  batch->count, err) &&
           source->ops->aggregates(source, batch->job->test, batch->uuids, batch->count,
                                   take_aggregates, batch, err) &&
           (!batch->job->config->ingest_alerts ||
            source->ops->documents(source, batch->asked, batch->uuids, batch->count, take_hits,
                                   batch, err));
}

static size_t list_series(struct batch *batch, int64_t **ret_ids)
{
    const struct test *test = batch->job->test;
    size_t count = 0, capacity = 0;
    int64_t *ids = NULL;

    for (size_t m = 0; m < test->metric_count; m++)
        for (size_t c = 0; c < test->metrics[m].column_count; c++) {
            ids = arena_grow(batch->arena, ids, count, &capacity, sizeof *ids);
            ids[count++] = series_id(test, &test->metrics[m], c);
        }
    *ret_ids = ids;
    return count;
}

static bool write_points(struct batch *batch, struct error *err)
{
    const int64_t test_id = batch->job->test->test_id;
    const int64_t *changed;
    size_t changed_count;
    int64_t *series;
    const size_t series_count = list_series(batch, &series);

    if (!store_points_replace(batch->connection, batch->arena, test_id, batch->run_ids,
                              batch->count, series, series_count, batch->points, batch->point_count,
                              &changed, &changed_count, err) ||
        !store_series_queue(batch->connection, test_id, changed, changed_count, err))
        return false;
    batch->counts.points = (int64_t)batch->point_count;
    batch->counts.series = (int64_t)changed_count;
    return true;
}

static bool write_state(struct batch *batch, struct error *err)
{
    const struct pull_job *job = batch->job;
    struct store_connection *connection = batch->connection;
    int64_t *documents = ARENA_ARRAY(batch->arena, int64_t, batch->count);
    int64_t *due = ARENA_ARRAY(batch->arena, int64_t, batch->count);
    const char **fingerprints = ARENA_ARRAY(batch->arena, const char *, batch->count);
    size_t due_count = 0;

    for (size_t i = 0; i < batch->count; i++) {
        const struct pull_run *run = &batch->runs[i];
        documents[i] =
            job->test->pull == PULL_AGGREGATES ? run->now.documents : batch->documents[i];
        fingerprints[i] = run->now.text;
        if (settle_is_fresh(run->run, job->config, job->now))
            due[due_count++] = run->run->run_id;
    }
    if (!verdict_due_add(connection, job->test->test_id, due, due_count, err) ||
        !store_notify_each(connection, CHANNEL_RUN, batch->uuids, batch->count, err) ||
        !store_runs_pulled(connection, job->test->test_id, batch->run_ids, documents, fingerprints,
                           batch->count, job->test->hash, err))
        return false;
    batch->counts.runs = (int64_t)batch->count;
    return true;
}

static bool pull_body(struct store_connection *connection, void *context, struct error *err)
{
    struct batch *batch = context;
    const struct pull_job *job = batch->job;
    const char *source = job->source->config->name;

    batch->connection = connection;
    arena_reset(batch->arena);
    batch->points = NULL;
    batch->point_count = batch->point_capacity = 0;
    batch->alerts = NULL;
    batch->alert_count = batch->alert_capacity = 0;
    batch->counts = (struct pull_counts){0};
    memset(batch->documents, 0, batch->count * sizeof *batch->documents);
    memset(batch->gone, 0, batch->count * sizeof *batch->gone);
    reduction_clear(batch->reduction);
    rejects_clear(&batch->rejects);
    if (!(job->test->pull == PULL_AGGREGATES ? fetch_aggregates(batch, err)
                                             : fetch_documents(batch, err)))
        return false;
    batch->counts.rejected = batch->rejects.total;
    return write_points(batch, err) &&
           store_alerts_replace(connection, batch->arena, job->test->test_id, batch->run_ids,
                                batch->count, batch->alerts, batch->alert_count, err) &&
           rejects_write(&batch->rejects, connection, source, job->test->name, err) &&
           write_state(batch, err);
}

static void set_runs(struct batch *batch, struct pull_run *runs, size_t count)
{
    batch->runs = runs;
    batch->count = count;
    for (size_t i = 0; i < count; i++) {
        batch->uuids[i] = runs[i].run->uuid;
        batch->run_ids[i] = runs[i].run->run_id;
    }
    result_reader_runs(batch->reader, batch->uuids, count);
}

static size_t drop_gone(const struct batch *batch, struct pull_run *runs)
{
    size_t kept = 0;

    for (size_t i = 0; i < batch->count; i++)
        if (!batch->gone[i])
            runs[kept++] = runs[i];
    return kept;
}

static bool pull_batch(struct batch *batch, struct pull_run *runs, size_t count, struct error *err)
{
    struct store_connection *connection = batch->job->connection;

    set_runs(batch, runs, count);
    while (!store_transaction_on(connection, STORE_READ_COMMITTED, pull_body, batch, err)) {
        const size_t kept = drop_gone(batch, runs);
        if (err->code != ERROR_CONFLICT || kept == batch->count)
            return false;
        if (kept == 0) {
            batch->counts = (struct pull_counts){0};
            return true;
        }
        set_runs(batch, runs, kept);
    }
    rejects_log(&batch->rejects, batch->job->test->name);
    return true;
}

static bool make_partitions(const struct pull_job *job, struct arena *arena,
                            const struct pull_run *runs, size_t count, struct error *err)
{
    int64_t *times = ARENA_ARRAY(arena, int64_t, count);
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (runs[i].run->at >= job->keep_from)
            times[kept++] = runs[i].run->at;
    return kept == 0 || job->test->pull == PULL_AGGREGATES ||
           document_partitions_create(job->store, times, kept, err);
}

bool pull_runs(const struct pull_job *job, const struct pull_run *runs, size_t count,
               struct pull_counts *counts, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const struct test *asked =
        job->config->ingest_alerts
            ? alerts_test(arena, job->test, job->test->pull == PULL_AGGREGATES)
            : job->test;
    struct batch batch = {
        .job = job,
        .uuids = ARENA_ARRAY(arena, const char *, count),
        .run_ids = ARENA_ARRAY(arena, int64_t, count),
        .documents = ARENA_ARRAY(arena, int64_t, count),
        .gone = ARENA_ARRAY(arena, bool, count),
        .arena = arena_new(),
        .asked = asked,
        .reader = result_reader_new(asked),
        .alert_reader = alert_reader_new(),
        .reduction = reduction_new(),
    };
    struct pull_run *left = ARENA_ARRAY(arena, struct pull_run, count);

    memcpy(left, runs, count * sizeof *left);
    rejects_init(&batch.rejects);
    const bool pulled =
        make_partitions(job, arena, runs, count, err) && pull_batch(&batch, left, count, err);
    if (pulled) {
        counts->runs += batch.counts.runs;
        counts->documents += batch.counts.documents;
        counts->rejected += batch.counts.rejected;
        counts->points += batch.counts.points;
        counts->series += batch.counts.series;
    }
    rejects_done(&batch.rejects);
    reduction_free(batch.reduction);
    alert_reader_free(batch.alert_reader);
    result_reader_free(batch.reader);
    arena_free(batch.arena);
    return pulled;
}
