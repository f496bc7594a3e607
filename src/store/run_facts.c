/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/run_facts.h"

#include <math.h>

static struct fact_series *find_series(const struct run_facts *facts, int64_t series_id)
{
    for (size_t i = 0; i < facts->series_count; i++)
        if (facts->series[i].series_id == series_id)
            return &facts->series[i];
    return NULL;
}

/* Rows of a result that belong to the series of row `from`: they follow one another. */
static size_t rows_of_series(const struct store_result *result, size_t from)
{
    size_t end = from + 1;

    while (end < store_rows(result) && store_int(result, end, 0) == store_int(result, from, 0))
        end++;
    return end - from;
}

static struct fact_known known_of(struct arena *arena, const struct store_result *result,
                                  size_t row)
{
    return (struct fact_known){
        .uuid = arena_strdup(arena, store_text(result, row, 16)),
        .build = arena_strdup(arena, store_text(result, row, 17)),
        .regression = store_int(result, row, 18),
        .state = arena_strdup(arena, store_text(result, row, 19)),
        .reason = arena_strdup(arena, store_text(result, row, 20)),
        .mean_before = store_double(result, row, 21),
        .mean_after = store_double(result, row, 22),
    };
}

static bool load_series(struct store_connection *connection, struct arena *arena,
                        struct run_facts *facts, struct run_facts_limits limits, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_RUN_SERIES, &result, err, P_INT(facts->test_id),
                   P_INT(facts->run_id), P_TEXT(facts->uuid), P_TEXT(facts->test),
                   P_TIME(facts->at), P_INT((int64_t)limits.look_back), P_TIME(facts->cut_at),
                   P_INT(facts->cut_id), P_DOUBLE(limits.least_percent)))
        return false;
    facts->series_count = store_rows(result);
    facts->series = ARENA_ARRAY(arena, struct fact_series, facts->series_count + 1);
    for (size_t i = 0; i < facts->series_count; i++)
        facts->series[i] = (struct fact_series){
            .series_id = store_int(result, i, 0),
            .metric = arena_strdup(arena, store_text(result, i, 1)),
            .direction = (int)store_int(result, i, 2),
            .threshold = store_double(result, i, 3),
            .value = store_double(result, i, 4),
            .has_value = isfinite(store_double(result, i, 4)),
            .has_change = !store_is_null(result, i, 5),
            .mean_before = store_double(result, i, 5),
            .mean_after = store_double(result, i, 6),
            .pvalue = store_double(result, i, 7),
            .percent = store_double(result, i, 8),
            .dropped_by = arena_strdup(arena, store_text(result, i, 9)),
            .acknowledged = arena_strdup(arena, store_text(result, i, 10)),
            .unit = arena_strdup(arena, store_text(result, i, 11)),
            .limit_min = store_double(result, i, 12),
            .limit_max = store_double(result, i, 13),
            .history = (size_t)store_int(result, i, 14),
            .had = (size_t)store_int(result, i, 15),
            .known = known_of(arena, result, i),
        };
    return true;
}

/* Of row i the finite values, which come newest first, `newest` of them of the newest stretch. */
static void read_stretch(struct arena *arena, const struct store_result *result, size_t row,
                         struct run_names *names, struct fact_series *series)
{
    const double *values;
    const int64_t *run_ids;
    const size_t count = store_doubles(result, row, 1, arena, &values),
                 newest = (size_t)store_int(result, row, 3);
    struct fact_value *before = ARENA_ARRAY(arena, struct fact_value, count + 1);

    (void)store_ints(result, row, 2, arena, &run_ids);
    for (size_t i = count; i-- > 0;) {
        if (!isfinite(values[i]))
            continue;
        series->stretch += i >= newest ? 1 : 0;
        before[series->before_count++] =
            (struct fact_value){values[i], run_names_get(names, run_ids[i])};
    }
    series->before = before;
    if (!store_is_null(result, row, 4))
        series->since = run_names_get(names, store_int(result, row, 4));
}

static bool load_stretches(struct store_connection *connection, struct arena *arena,
                           struct run_facts *facts, struct run_facts_limits limits,
                           struct error *err)
{
    struct run_names *names = run_names_new(arena);
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_STRETCH_POINTS, &result, err,
                   P_INT(facts->test_id), P_TIME(facts->cut_at), P_INT(facts->cut_id),
                   P_INT((int64_t)limits.most), P_DOUBLE(limits.least_percent)))
        return false;
    for (size_t i = 0; i < store_rows(result); i++) {
        struct fact_series *series = find_series(facts, store_int(result, i, 0));

        if (series && !store_is_null(result, i, 1))
            read_stretch(arena, result, i, names, series);
    }
    return run_names_load(names, connection, facts->test_id, err);
}

/* The finite values of each series; result: its id and a value, in its order. */
static void take_values(struct arena *arena, const struct store_result *result,
                        struct run_facts *facts, bool later)
{
    for (size_t from = 0, rows; from < store_rows(result); from += rows) {
        struct fact_series *series = find_series(facts, store_int(result, from, 0));
        double *values;
        size_t count = 0;

        rows = rows_of_series(result, from);
        if (!series)
            continue;
        values = ARENA_ARRAY(arena, double, rows);
        for (size_t i = from; i < from + rows; i++)
            if (isfinite(store_double(result, i, 1)))
                values[count++] = store_double(result, i, 1);
        *(later ? &series->later : &series->repeats) = values;
        *(later ? &series->later_count : &series->repeat_count) = count;
    }
}

static bool load_repeats(struct store_connection *connection, struct arena *arena,
                         struct run_facts *facts, struct error *err)
{
    AUTO_RESULT *runs = NULL;
    AUTO_RESULT *result = NULL;
    const char **uuids;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_CONFIRMING_RUNS, &runs, err, P_INT(facts->test_id),
                   P_INT(facts->run_id)))
        return false;
    if (store_rows(runs) == 0)
        return true;
    facts->confirming_count = store_rows(runs);
    uuids = ARENA_ARRAY(arena, const char *, facts->confirming_count);
    for (size_t i = 0; i < facts->confirming_count; i++)
        uuids[i] = arena_strdup(arena, store_text(runs, i, 0));
    facts->confirming = uuids;
    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_REPEAT_POINTS, &result, err, P_INT(facts->test_id),
                   P_INT(facts->run_id)))
        return false;
    take_values(arena, result, facts, false);
    return true;
}

static bool has_changes(const struct run_facts *facts)
{
    for (size_t i = 0; i < facts->series_count; i++)
        if (facts->series[i].has_change)
            return true;
    return false;
}

static bool load_later(struct store_connection *connection, struct arena *arena,
                       struct run_facts *facts, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!has_changes(facts))
        return true;
    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_LATER_POINTS, &result, err, P_INT(facts->test_id),
                   P_TIME(facts->at), P_INT(facts->run_id), P_INT(FACT_LATER)))
        return false;
    take_values(arena, result, facts, true);
    return true;
}

static bool load_alerts(struct store_connection *connection, struct arena *arena,
                        struct run_facts *facts, struct error *err)
{
    AUTO_RESULT *result = NULL;
    struct fact_alert *alerts;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_RUN_ALERTS, &result, err, P_INT(facts->test_id),
                   P_INT(facts->run_id), P_INT(FACT_ALERTS)))
        return false;
    facts->alert_count = store_rows(result);
    alerts = ARENA_ARRAY(arena, struct fact_alert, facts->alert_count + 1);
    for (size_t i = 0; i < facts->alert_count; i++)
        alerts[i] = (struct fact_alert){
            .severity = arena_strdup(arena, store_text(result, i, 0)),
            .description = arena_strdup(arena, store_text(result, i, 1)),
            .at = store_time(result, i, 2),
            .has_at = !store_is_null(result, i, 2),
        };
    facts->alerts = alerts;
    return true;
}

static bool load_labels(struct store_connection *connection, struct arena *arena,
                        struct run_facts *facts, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_SERIES_LABELS, &result, err,
                   P_INT(facts->test_id)))
        return false;
    for (size_t from = 0, rows; from < store_rows(result); from += rows) {
        struct fact_series *series = find_series(facts, store_int(result, from, 0));
        const char **labels;

        rows = rows_of_series(result, from);
        if (!series)
            continue;
        labels = ARENA_ARRAY(arena, const char *, rows);
        for (size_t i = 0; i < rows; i++)
            labels[i] = arena_strdup(arena, store_text(result, from + i, 1));
        series->labels = labels;
        series->label_count = rows;
    }
    return true;
}

static struct run_facts facts_of(struct arena *arena, const struct store_result *result, size_t row,
                                 const char *uuid)
{
    const bool follows = !store_is_null(result, row, 15);

    return (struct run_facts){
        .uuid = arena_strdup(arena, uuid),
        .test_id = store_int(result, row, 0),
        .test = arena_strdup(arena, store_text(result, row, 1)),
        .run_id = store_int(result, row, 2),
        .at = store_time(result, row, 3),
        .build = arena_strdup(arena, store_text(result, row, 4)),
        .build_url = arena_strdup(arena, store_text(result, row, 5)),
        .settled = store_bool(result, row, 6),
        .previous_uuid = arena_strdup(arena, store_text(result, row, 7)),
        .previous_build = arena_strdup(arena, store_text(result, row, 8)),
        .previous_build_url = arena_strdup(arena, store_text(result, row, 9)),
        .project = arena_strdup(arena, store_text(result, row, 10)),
        .excluded = arena_strdup(arena, store_text(result, row, 11)),
        .confirms = store_int(result, row, 12),
        .job_status = arena_strdup(arena, store_text(result, row, 13)),
        .first_uuid = arena_strdup(arena, store_text(result, row, 14)),
        .cut_at = store_time(result, row, follows ? 15 : 3),
        .cut_id = store_int(result, row, follows ? 12 : 2),
    };
}

static bool load_tests(struct store_connection *connection, struct arena *arena, const char *uuid,
                       const char *test, struct run_facts **ret_facts, size_t *ret_count,
                       struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_RUN_TESTS, &result, err, P_TEXT(uuid),
                   P_TEXT(test)))
        return false;

    const size_t count = store_rows(result);
    struct run_facts *facts = ARENA_ARRAY(arena, struct run_facts, count + 1);

    for (size_t i = 0; i < count; i++)
        facts[i] = facts_of(arena, result, i, uuid);
    *ret_facts = facts;
    *ret_count = count;
    return true;
}

bool run_facts_load(struct store_connection *connection, struct arena *arena, const char *uuid,
                    const char *test, struct run_facts_limits limits, struct run_facts **ret_facts,
                    size_t *ret_count, struct error *err)
{
    struct run_facts *facts;
    size_t count;

    if (!load_tests(connection, arena, uuid, test, &facts, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!load_series(connection, arena, &facts[i], limits, err) ||
            !load_stretches(connection, arena, &facts[i], limits, err) ||
            !load_repeats(connection, arena, &facts[i], err) ||
            !load_later(connection, arena, &facts[i], err) ||
            !load_alerts(connection, arena, &facts[i], err) ||
            !load_labels(connection, arena, &facts[i], err))
            return false;
    *ret_facts = facts;
    *ret_count = count;
    return true;
}
