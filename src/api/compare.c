/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/compare.h"

#include <stdlib.h>

#include "api/compare_answer.h"
#include "api/page.h"
#include "base/limits.h"
#include "triage/baseline.h"
#include "triage/verdict_rule.h"

/* One comparison under way. */
struct comparing {
    struct request *request;
    const int64_t *test_id; /* NULL: every test */
    struct compare_outcome outcome;
    int64_t *test_ids; /* of both sides */
    size_t test_count;
    struct compare_value *base_values, *head_values;
    size_t base_count, head_count;
};

static int by_test(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

/* ---- which runs ---- */

static bool load_runs(struct comparing *c, struct compare_runs *side, const char *what,
                      struct error *err)
{
    struct request *request = c->request;

    if (!compare_load_runs(request->connection, request->arena, page_scope(request), c->test_id,
                           &side->selector, LIMIT_COMPARE_RUNS + 1, &side->runs, &side->count, err))
        return false;
    if (side->count == 0)
        return error_set(err, ERROR_NOT_FOUND, what,
                         "no run that counts is chosen by %s; excluded ones never count", what);
    if (side->count > LIMIT_COMPARE_RUNS)
        return error_set(err, ERROR_LIMIT, what, "more than %d runs; choose one with test",
                         LIMIT_COMPARE_RUNS);
    return true;
}

static bool choose_head(struct comparing *c, struct error *err)
{
    struct request *request = c->request;
    struct compare_runs *head = &c->outcome.head;

    head->selector = (struct compare_selector){
        .build = QUERY_TEXT(&request->query, HEAD),
        .uuid = QUERY_TEXT(&request->query, HEAD_RUN),
        .pull = QUERY_TEXT(&request->query, PULL),
        .organization = QUERY_TEXT(&request->query, ORGANIZATION),
        .repository = QUERY_TEXT(&request->query, REPOSITORY),
    };
    struct compare_selector *chosen = &head->selector;
    chosen->baseline_only = !chosen->uuid;
    head->kind = chosen->pull ? "pull" : chosen->uuid ? "run" : "build";
    if (!chosen->pull && !chosen->uuid && !chosen->build &&
        !compare_find_newest_build(request->connection, request->arena, page_scope(request),
                                   c->test_id, &chosen->build, err))
        return false;
    return load_runs(c, head, chosen->pull ? "pull" : chosen->uuid ? "head_run" : "head", err);
}

/* Of runs that come by test and time: the first, or the last, of this test. NULL: none. */
static const struct compare_run *end_of_test(const struct compare_runs *side, int64_t test_id,
                                             bool last)
{
    const struct compare_run *found = NULL;

    for (size_t i = 0; i < side->count; i++)
        if (side->runs[i].test_id == test_id && (last || !found))
            found = &side->runs[i];
    return found;
}

static void add_values(struct comparing *c, const struct compare_value *values, size_t count,
                       size_t *capacity)
{
    for (size_t i = 0; i < count; i++) {
        c->base_values = arena_grow(c->request->arena, c->base_values, c->base_count, capacity,
                                    sizeof *c->base_values);
        c->base_values[c->base_count++] = values[i];
    }
}

static int by_run(const void *left, const void *right)
{
    const struct compare_run *a = &((const struct compare_value *)left)->run;
    const struct compare_run *b = &((const struct compare_value *)right)->run;

    if (a->test_id != b->test_id)
        return a->test_id < b->test_id ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->run_id > b->run_id) - (a->run_id < b->run_id);
}

static const char *test_name(const struct comparing *c, int64_t test_id)
{
    const struct compare_run *run = end_of_test(&c->outcome.head, test_id, false);

    return run ? run->test : NULL;
}

/* The runs that any metric's baseline has, each once. */
static void collect_baseline_runs(struct comparing *c)
{
    struct arena *arena = c->request->arena;
    struct compare_runs *base = &c->outcome.base;
    struct compare_value *sorted = ARENA_ARRAY(arena, struct compare_value, c->base_count + 1);

    base->runs = ARENA_ARRAY(arena, struct compare_run, c->base_count + 1);
    base->count = 0;
    for (size_t i = 0; i < c->base_count; i++)
        sorted[i] = c->base_values[i];
    if (c->base_count)
        qsort(sorted, c->base_count, sizeof *sorted, by_run);
    for (size_t i = 0; i < c->base_count; i++) {
        if (i > 0 && by_run(&sorted[i - 1], &sorted[i]) == 0)
            continue;
        base->runs[base->count] = sorted[i].run;
        base->runs[base->count].test = test_name(c, sorted[i].run.test_id);
        base->count++;
    }
}

/* forks: the runs that are the fork point; empty: what came before the head. */
static bool load_baselines(struct comparing *c, const struct compare_runs *forks, struct error *err)
{
    struct request *request = c->request;
    const bool forked = forks->count > 0;
    const struct compare_baseline options = {
        .most = BASELINE_MAX_RUNS, .least_percent = BASELINE_FLOOR * 100, .inclusive = forked};
    size_t capacity = 0;

    for (size_t i = 0; i < c->test_count; i++) {
        const struct compare_run *until =
            end_of_test(forked ? forks : &c->outcome.head, c->test_ids[i], forked);
        struct compare_value *values;
        size_t count;
        if (!until)
            continue;
        if (!compare_load_baseline(request->connection, request->arena, until, &options, &values,
                                   &count, err))
            return false;
        add_values(c, values, count, &capacity);
    }
    collect_baseline_runs(c);
    return true;
}

static void collect_tests(struct comparing *c)
{
    const struct compare_runs *sides[] = {&c->outcome.base, &c->outcome.head};
    const size_t most = c->outcome.base.count + c->outcome.head.count;
    int64_t *ids = ARENA_ARRAY(c->request->arena, int64_t, most + 1);
    size_t count = 0, kept = 0;

    for (size_t side = 0; side < ARRAY_LEN(sides); side++)
        for (size_t i = 0; i < sides[side]->count; i++)
            ids[count++] = sides[side]->runs[i].test_id;
    qsort(ids, count, sizeof *ids, by_test);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || ids[kept - 1] != ids[i])
            ids[kept++] = ids[i];
    c->test_ids = ids;
    c->test_count = kept;
}

static bool choose_base(struct comparing *c, struct error *err)
{
    struct request *request = c->request;
    struct compare_runs *base = &c->outcome.base;
    const bool is_pull = c->outcome.head.selector.pull != NULL;

    base->selector = (struct compare_selector){
        .build = QUERY_TEXT(&request->query, BASE),
        .uuid = QUERY_TEXT(&request->query, BASE_RUN),
    };
    const bool is_given = base->selector.build || base->selector.uuid;
    base->selector.baseline_only = !base->selector.uuid;
    base->kind = is_pull || !is_given ? "baseline" : base->selector.uuid ? "run" : "build";
    if (is_given && !load_runs(c, base, base->selector.uuid ? "base_run" : "base", err))
        return false;
    collect_tests(c);
    if (is_given && !is_pull)
        return compare_load_values(request->connection, request->arena, base->runs, base->count,
                                   &c->base_values, &c->base_count, err);
    const struct compare_runs forks = *base;
    return load_baselines(c, &forks, err);
}

/* ---- values to metrics ---- */

static int by_series(const void *left, const void *right)
{
    const struct compare_value *a = left, *b = right;

    if (a->test_id != b->test_id)
        return a->test_id < b->test_id ? -1 : 1;
    return (a->series_id > b->series_id) - (a->series_id < b->series_id);
}

/* The values of one series, copied; values are sorted by series. */
static struct compare_values values_of(struct arena *arena, const struct compare_value *values,
                                       size_t count, const struct compare_series *series)
{
    const struct compare_value key = {.test_id = series->test_id, .series_id = series->series_id};
    const struct compare_value *found =
        count ? bsearch(&key, values, count, sizeof *values, by_series) : NULL;
    const struct compare_value *end = values + count, *last = found;

    if (!found)
        return (struct compare_values){NULL, 0};
    while (found > values && by_series(found - 1, &key) == 0)
        found--;
    while (last < end && by_series(last, &key) == 0)
        last++;
    struct compare_values list = {ARENA_ARRAY(arena, double, (size_t)(last - found)),
                                  (size_t)(last - found)};
    for (size_t i = 0; i < list.count; i++)
        list.values[i] = found[i].value;
    return list;
}

/* The same as for the metrics of a verdict. */
static double error_budget(const struct request *request)
{
    if (!request->api->config)
        return RULE_ERROR_BUDGET;
    const struct config_version *version = config_shared_get(request->api->config);
    const double budget = version->config->verdict_error_budget;
    config_version_release(version);
    return budget;
}

static void judge(struct comparing *c, const struct compare_series *series, size_t count)
{
    struct arena *arena = c->request->arena;
    struct compare_sample *samples = ARENA_ARRAY(arena, struct compare_sample, count + 1);
    struct compare_result *results = ARENA_ARRAY(arena, struct compare_result, count + 1);

    if (c->base_count)
        qsort(c->base_values, c->base_count, sizeof *c->base_values, by_series);
    if (c->head_count)
        qsort(c->head_values, c->head_count, sizeof *c->head_values, by_series);
    for (size_t i = 0; i < count; i++)
        samples[i] = (struct compare_sample){
            .base = values_of(arena, c->base_values, c->base_count, &series[i]),
            .head = values_of(arena, c->head_values, c->head_count, &series[i]),
            .threshold = series[i].threshold,
            .direction = series[i].direction,
            .limit_min = series[i].limit_min,
            .limit_max = series[i].limit_max,
        };
    c->outcome.answer = compare_judge(arena, samples, count, error_budget(c->request), results);
    c->outcome.rows = ARENA_ARRAY(arena, struct compare_row, count + 1);
    c->outcome.row_count = count;
    for (size_t i = 0; i < count; i++)
        c->outcome.rows[i] = (struct compare_row){.series = &series[i], .result = results[i]};
}

bool compare_get(struct request *request, struct error *err)
{
    struct comparing c = {.request = request};
    struct listing listing;
    struct compare_series *series;
    size_t count;

    if (!compare_answer_open(&listing, request, err) || !page_test(request, &c.test_id, err) ||
        !choose_head(&c, err) || !choose_base(&c, err) ||
        !compare_load_values(request->connection, request->arena, c.outcome.head.runs,
                             c.outcome.head.count, &c.head_values, &c.head_count, err) ||
        !compare_load_series(request->connection, request->arena, c.test_ids, c.test_count, &series,
                             &count, err))
        return false;
    judge(&c, series, count);
    compare_answer_write(&listing, &c.outcome);
    return true;
}
