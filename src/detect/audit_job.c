/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/audit_job.h"

#include <string.h>
#include <time.h>

#include "store/detector_audits.h"

struct audit_job {
    struct arena *arena;
    int64_t test_id;
    const struct audit_options *options;
    struct test_history *history;
    struct test_audit audit;
    double cpu_seconds;
};

static bool load(struct store_connection *connection, void *context, struct error *err)
{
    struct audit_job *job = context;

    arena_reset(job->arena);
    if (!history_load(connection, job->arena, job->test_id, &job->history, err))
        return false;
    bool *wanted = ARENA_ARRAY(job->arena, bool, job->history->series_count + 1);
    memset(wanted, true, job->history->series_count * sizeof *wanted);
    return series_points_load(connection, job->arena, job->history, wanted, err);
}

static struct detector_audit_row row_of(const struct audit_job *job,
                                        const struct audit_figures *figures)
{
    return (struct detector_audit_row){.test_id = job->test_id,
                                       .metric = "",
                                       .position = -1,
                                       .cpu_seconds = job->cpu_seconds,
                                       .samples = job->options->samples,
                                       .budget = job->options->budget,
                                       .figures = *figures};
}

/* Algorithm, direction and threshold of the whole test, where all its series agree. */
static void add_common(const struct test_history *history, struct detector_audit_row *whole)
{
    const struct history_series *first = history->series;

    whole->algorithm = history->series_count ? first->regression_algorithm : "";
    for (size_t i = 1; i < history->series_count; i++)
        if (strcmp(history->series[i].regression_algorithm, first->regression_algorithm) != 0)
            whole->algorithm = "";
}

static bool save(struct store_connection *connection, void *context, struct error *err)
{
    const struct audit_job *job = context;
    const size_t count = job->audit.count;
    struct detector_audit_row *rows = ARENA_ARRAY(job->arena, struct detector_audit_row, count + 1);

    rows[0] = row_of(job, &job->audit.figures);
    add_common(job->history, &rows[0]);
    for (size_t i = 0; i < count; i++) {
        const struct metric_audit *metric = &job->audit.metrics[i];
        const struct history_series *series = &job->history->series[metric->series];
        struct detector_audit_row *row = &rows[i + 1];

        *row = row_of(job, &metric->figures);
        row->metric = series->metric;
        row->position = (int64_t)i;
        row->algorithm = series->regression_algorithm;
        row->direction = series->direction;
        row->threshold = series->threshold;
        row->lack = metric->lack;
        row->points = (int64_t)metric->values;
        rows[0].points += row->points;
    }
    return detector_audit_save(connection, job->test_id, rows, count + 1, err);
}

static double cpu_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool audit_job_run(struct store *store, struct detector *detector, struct arena *arena,
                   int64_t test_id, const struct audit_options *options, audit_interrupt *interrupt,
                   void *context, bool *ret_done, struct error *err)
{
    struct audit_job job = {.arena = arena, .test_id = test_id, .options = options};
    const double started = cpu_now();

    if (!store_transaction(store, STORE_REPEATABLE_READ, load, &job, err) ||
        !test_audit_make(detector, arena, job.history, options, interrupt, context, &job.audit,
                         ret_done, err))
        return false;
    job.cpu_seconds = cpu_now() - started;
    return !*ret_done || store_transaction(store, STORE_READ_COMMITTED, save, &job, err);
}
