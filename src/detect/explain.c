/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/explain.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "detect/explain_find.h"
#include "detect/findings.h"
#include "store/told_verdicts.h"

/* One explanation under way, within a transaction. */
struct explaining {
    struct store_connection *connection;
    struct arena *arena;
    const struct service_config *config;
    const struct explain_question *question;
    struct detector detector;
    int64_t test_id;
    const struct series_row *stored;
    struct test_history *history;
    size_t series; /* in history */
    struct acknowledgement_row *acknowledged;
    size_t acknowledged_count;
    struct finding *findings; /* of the series and those it hangs on */
    size_t finding_count;
    struct explanation *told;
};

static const double *values_of(const struct explaining *x)
{
    return x->history->series[x->series].values;
}

static size_t series_called(const struct test_history *history, const char *metric)
{
    size_t i = 0;

    while (i < history->series_count && strcmp(history->series[i].metric, metric) != 0)
        i++;
    return i;
}

/* The series and, since its filters ask for them, the one it is correlated with, and so on. */
static bool load_points(struct explaining *x, struct error *err)
{
    struct test_history *history = x->history;
    bool *wanted = ARENA_ARRAY(x->arena, bool, history->series_count + 1);

    for (size_t i = x->series; i < history->series_count && !wanted[i];) {
        wanted[i] = true;
        i = history->series[i].correlation && *history->series[i].correlation
                ? series_called(history, history->series[i].correlation)
                : history->series_count;
    }
    return series_points_load(x->connection, x->arena, history, wanted, err);
}

static bool search(struct explaining *x, struct error *err)
{
    return load_points(x, err) &&
           acknowledgements_load(x->connection, x->arena, x->history->test, &x->acknowledged,
                                 &x->acknowledged_count, err) &&
           findings_make(&x->detector, x->arena, x->history, NULL, 0, x->acknowledged,
                         x->acknowledged_count, &x->findings, &x->finding_count, err);
}

static void tell_rows(struct explaining *x)
{
    const struct test_history *history = x->history;
    struct explanation_run *rows =
        ARENA_ARRAY(x->arena, struct explanation_run, history->run_count + 1);

    for (size_t i = 0; i < history->run_count; i++)
        rows[i] = (struct explanation_run){.run_id = history->runs[i].run_id,
                                           .at = history->runs[i].at,
                                           .uuid = history->runs[i].uuid,
                                           .build = history->runs[i].build,
                                           .build_url = history->runs[i].build_url,
                                           .in_baseline = true};
    x->told->rows = rows;
    x->told->row_count = history->run_count;
}

/* ---- which of the runs ---- */

static bool row_of(const struct explaining *x, const struct explanation_run *run, size_t *ret_row)
{
    return history_find_run(x->history, run->run_id, run->at, ret_row);
}

static const struct finding *finding_at(const struct explaining *x, size_t series, size_t row,
                                        const char *algorithm)
{
    for (size_t i = 0; i < x->finding_count; i++) {
        const struct finding *finding = &x->findings[i];

        if (finding->series == series && finding->row == row &&
            (!algorithm || strcmp(finding->algorithm, algorithm) == 0))
            return finding;
    }
    return NULL;
}

/* 0: it cannot be explained; 1: it has a value; 2: and a change; 3: by the one that decides. */
static int interest(const struct explaining *x, const struct explanation_run *run)
{
    size_t row;

    if (!row_of(x, run, &row) || isnan(values_of(x)[row]))
        return 0;
    if (finding_at(x, x->series, row, x->told->regression_algorithm))
        return 3;
    return finding_at(x, x->series, row, NULL) ? 2 : 1;
}

static void choose_run(struct explaining *x)
{
    struct explanation *told = x->told;
    int most = 0;

    for (size_t i = 0; i < told->run_count; i++)
        if (interest(x, &told->runs[i]) > most) {
            most = interest(x, &told->runs[i]);
            told->chosen = i;
        }
    for (size_t i = told->run_count; most == 0 && i-- > 0;)
        if (told->runs[i].in_baseline)
            told->chosen = i;
    if (row_of(x, &told->runs[told->chosen], &told->row))
        told->state = most > 0 ? EXPLANATION_MADE : EXPLANATION_NO_VALUE;
    else
        told->state = EXPLANATION_NOT_IN_BASELINE;
    if (told->state != EXPLANATION_NO_VALUE)
        return;
    for (told->next = told->row + 1; told->next < told->row_count && !told->has_next;)
        if (isnan(values_of(x)[told->next]))
            told->next++;
        else
            told->has_next = true;
}

/* Values of runs in baselines are those of the history; of others they are looked up. */
static bool tell_values(struct explaining *x, struct error *err)
{
    for (size_t i = 0; i < x->told->run_count; i++) {
        struct explanation_run *run = &x->told->runs[i];
        const struct browse_span span = {run->at, run->at + 1};
        struct point_row *points;
        size_t count, row;

        run->in_baseline = row_of(x, run, &row);
        if (run->in_baseline && x->series < x->history->series_count) {
            run->value = values_of(x)[row];
            run->has_value = !isnan(run->value);
            continue;
        }
        if (!browse_points(x->connection, x->arena, x->test_id, x->stored->series_id, span,
                           RUN_FIRST, LIMIT_EXPLAIN_RUNS, &points, &count, err))
            return false;
        for (size_t p = 0; p < count; p++)
            if (points[p].run_id == run->run_id && points[p].has_value) {
                run->value = points[p].value;
                run->has_value = isfinite(run->value);
            }
    }
    return true;
}

/* ---- what is said of it ---- */

static bool engine_failed(enum analysis_status status, const char *metric, struct error *err)
{
    return error_set(err, status == ANALYSIS_NO_MEMORY ? ERROR_NO_MEMORY : ERROR_INTERNAL, metric,
                     "%s", analysis_status_text(status));
}

static bool watch_engines(struct explaining *x, struct error *err)
{
    const struct history_series *series = &x->history->series[x->series];
    struct explanation *told = x->told;
    const size_t n = x->history->run_count;
    unsigned char *missing = ARENA_ARRAY(x->arena, unsigned char, n + 1);
    enum analysis_status status;

    for (size_t i = 0; i < n; i++)
        missing[i] = (unsigned char)(isnan(series->values[i]) != 0);
    for (size_t i = 0; i < told->row; i++)
        told->values_before += missing[i] ? 0 : 1;
    told->newest = told->row + 1 == n;
    status = percent_run(series->values, told->row + 1, series->direction, &told->percent);
    if (status == ANALYSIS_OK)
        status = edivisive_explain(x->detector.plan, x->detector.workspace, series->values, missing,
                                   n, x->detector.missing, told->row, &told->edivisive);
    if (status == ANALYSIS_OK)
        status =
            steady_explain(x->detector.steady_plan, series->values, n, told->row, &told->steady);
    return status == ANALYSIS_OK || engine_failed(status, series->metric, err);
}

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* The nearest change of the metric that this one's must come with. */
static void tell_correlated(struct explaining *x, const char *algorithm,
                            struct explanation_finding *ret)
{
    const size_t other = series_called(x->history, x->told->correlation);

    for (size_t i = 0; i < x->finding_count; i++) {
        const struct finding *finding = &x->findings[i];

        if (finding->series != other || strcmp(finding->algorithm, algorithm) != 0)
            continue;
        if (!ret->has_correlated ||
            distance(finding->row, x->told->row) < distance(ret->correlated, x->told->row))
            ret->correlated = finding->row;
        ret->has_correlated = true;
    }
}

static void tell_findings(struct explaining *x)
{
    struct explanation *told = x->told;

    for (int i = 0; i < EXPLANATION_ALGORITHMS; i++) {
        const char *name = explanation_algorithm_name((enum explanation_algorithm)i);
        const struct finding *finding = finding_at(x, x->series, told->row, name);

        told->findings[i] = (struct explanation_finding){.found = finding != NULL};
        if (!finding)
            continue;
        told->findings[i].dropped = finding->dropped;
        told->findings[i].percent = finding->percent;
        if (*told->correlation)
            tell_correlated(x, name, &told->findings[i]);
    }
    for (size_t i = 0; i < x->acknowledged_count; i++)
        if (strcmp(x->acknowledged[i].metric, told->metric) == 0 &&
            strcmp(x->acknowledged[i].uuid, told->rows[told->row].uuid) == 0)
            told->acknowledged = x->acknowledged[i].reason ? x->acknowledged[i].reason : "";
}

/* What is stored of the run: regressions and the verdict. */
static bool tell_stored(struct explaining *x, struct error *err)
{
    struct explanation *told = x->told;
    const struct explanation_run *run = &told->runs[told->chosen];
    const struct change_point_filter filter = {.scope = x->question->scope,
                                               .test_id = &x->test_id,
                                               .metric = told->metric,
                                               .span = {run->at, run->at + 1}};
    struct change_point_row *points;
    struct told_row *verdicts;
    size_t count;

    if (!browse_change_points(x->connection, x->arena, &filter, CHANGE_POINT_LAST,
                              LIMIT_EXPLAIN_RUNS, &points, &count, err))
        return false;
    for (size_t p = 0; p < count; p++)
        for (int i = 0; i < EXPLANATION_ALGORITHMS; i++)
            if (points[p].run_id == run->run_id && points[p].has_regression &&
                strcmp(points[p].algorithm,
                       explanation_algorithm_name((enum explanation_algorithm)i)) == 0) {
                told->findings[i].has_regression = true;
                told->findings[i].regression_id = points[p].regression_id;
            }
    if (!told_verdicts_list(x->connection, x->arena, x->question->scope, run->uuid, told->test,
                            &verdicts, &count, err))
        return false;
    if (count > 0) {
        told->verdict_state = verdicts[0].state;
        told->verdict_reason = verdicts[0].reason;
        told->verdict_at = verdicts[0].told_at;
    }
    return true;
}

static bool tell_waiting(struct explaining *x, struct error *err)
{
    struct analysis_row *analyses;
    size_t count;

    if (!browse_analyses(x->connection, x->arena, x->test_id, x->stored->series_id, &analyses,
                         &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        x->told->waiting = x->told->waiting || analyses[i].waiting;
    return true;
}

static void begin(struct explaining *x)
{
    const struct series_row *stored = x->stored;

    x->told = ARENA_NEW(x->arena, struct explanation);
    *x->told = (struct explanation){.test = x->question->test,
                                    .metric = stored->metric,
                                    .unit = stored->unit ? stored->unit : "",
                                    .direction = stored->direction,
                                    .threshold = stored->threshold,
                                    .correlation = stored->correlation ? stored->correlation : "",
                                    .context = stored->context,
                                    .regression_algorithm = stored->regression_algorithm,
                                    .asked_build = x->question->build};
}

static bool explain_active(struct explaining *x, struct error *err)
{
    if (!search(x, err) || !tell_values(x, err))
        return false;
    choose_run(x);
    if (x->told->state != EXPLANATION_MADE)
        return true;
    if (!watch_engines(x, err))
        return false;
    tell_findings(x);
    return true;
}

static bool body(struct store_connection *connection, void *context, struct error *err)
{
    struct explaining *x = context;
    struct series_row *stored;

    x->connection = connection;
    if (!explain_find_test(connection, x->arena, x->question, &x->test_id, err) ||
        !explain_find_series(connection, x->arena, x->question, x->test_id, &stored, err))
        return false;
    x->stored = stored;
    begin(x);
    if (!explain_find_runs(connection, x->arena, x->question, x->test_id, &x->told->runs,
                           &x->told->run_count, err) ||
        !history_load(connection, x->arena, x->test_id, &x->history, err))
        return false;
    tell_rows(x);
    x->series = series_called(x->history, stored->metric);
    if (x->series < x->history->series_count) {
        if (!explain_active(x, err))
            return false;
    } else {
        x->told->state = EXPLANATION_INACTIVE;
        if (!tell_values(x, err))
            return false;
    }
    return tell_stored(x, err) && tell_waiting(x, err);
}

bool explain_run(struct store_connection *connection, struct arena *arena,
                 const struct service_config *config, const struct explain_question *question,
                 struct explanation **ret_explanation, struct error *err)
{
    struct explaining x = {.arena = arena, .config = config, .question = question};
    bool fine;

    if (!detector_init(&x.detector, config, err))
        return false;
    fine = store_transaction_on(connection, STORE_REPEATABLE_READ, body, &x, err);
    detector_done(&x.detector);
    if (fine)
        *ret_explanation = x.told;
    return fine;
}
