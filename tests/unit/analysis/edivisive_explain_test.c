/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/edivisive_explain.h"
#include "kit/history.h"

enum { SERIES = 300, SHORT = 90, MOST_POINTS = 128 };

struct engine {
    struct edivisive_plan *plan;
    struct edivisive_workspace *workspace;
};

static struct engine engine_new(struct edivisive_options options)
{
    enum analysis_status status = ANALYSIS_OK;
    struct engine engine = {edivisive_plan_new(options, &status), edivisive_workspace_new()};

    assert_non_null(engine.plan);
    assert_non_null(engine.workspace);
    return engine;
}

static void engine_done(struct engine *engine)
{
    edivisive_workspace_free(engine->workspace);
    edivisive_plan_free(engine->plan);
}

struct found {
    struct change_point points[MOST_POINTS];
    size_t count;
    size_t weak[HISTORY_MOST];
    size_t weak_count;
};

static struct found find(struct engine *engine, const double *values, size_t n,
                         enum missing_way way)
{
    static struct found found;
    const struct change_point *points;
    const size_t *weak;

    assert_int_equal(
        edivisive_run(engine->plan, engine->workspace, values, NULL, n, way, &points, &found.count),
        ANALYSIS_OK);
    assert_true(found.count <= MOST_POINTS);
    for (size_t i = 0; i < found.count; i++)
        found.points[i] = points[i];
    weak = edivisive_weak(engine->workspace, &found.weak_count);
    for (size_t i = 0; i < found.weak_count; i++)
        found.weak[i] = weak[i];
    return found;
}

static const struct change_point *point_at(const struct found *found, size_t index)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->points[i].index == index)
            return &found->points[i];
    return NULL;
}

static bool weak_at(const struct found *found, size_t index)
{
    for (size_t i = 0; i < found->weak_count; i++)
        if (found->weak[i] == index)
            return true;
    return false;
}

static void check(const struct edivisive_explanation *told, const struct found *found, size_t index)
{
    const struct change_point *point = point_at(found, index);

    assert_int_equal(told->outcome == EDIVISIVE_CHANGE, point != NULL);
    assert_int_equal(told->outcome == EDIVISIVE_CHANGE || told->outcome == EDIVISIVE_MERGED,
                     weak_at(found, index));
    if (point) {
        assert_true(told->numbers.pvalue == point->pvalue);
        assert_true(told->numbers.before.mean == point->mean_before);
        assert_true(told->numbers.after.mean == point->mean_after);
        assert_true(told->magnitude == point->magnitude);
        assert_true(told->pvalue <= told->candidate_level);
    }
    if (told->outcome == EDIVISIVE_MERGED)
        assert_false(told->numbers.pvalue < told->max_pvalue &&
                     told->magnitude > told->min_magnitude);
    if (told->outcome == EDIVISIVE_REFUSED) {
        assert_int_equal(told->best, index);
        assert_false(told->pvalue <= told->candidate_level);
    }
    if (told->outcome == EDIVISIVE_OUTDONE)
        assert_true(told->best != index || told->ended);
    if (told->outcome != EDIVISIVE_NOTHING_BEFORE) {
        assert_true(told->windows > 0);
        assert_true(told->window_first <= told->piece_first && told->piece_first < index);
        assert_true(index <= told->piece_last && told->piece_last <= told->window_last);
        assert_true(told->left_first < index && index <= told->right_last);
    }
}

static void check_series(struct engine *engine, const double *values, size_t n,
                         enum missing_way way, unsigned *outcomes)
{
    const struct found found = find(engine, values, n, way);
    struct edivisive_explanation told;

    for (size_t i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        if (n > SHORT && i % 23 != 5 && !weak_at(&found, i) && !weak_at(&found, i + 1))
            continue;
        assert_int_equal(
            edivisive_explain(engine->plan, engine->workspace, values, NULL, n, way, i, &told),
            ANALYSIS_OK);
        check(&told, &found, i);
        outcomes[told.outcome]++;
    }
}

static void what_is_explained_is_what_is_reported(void **state)
{
    static const struct edivisive_options options[] = {
        {50, 0.001, 0.0}, {20, 0.01, 0.02}, {30, 0.2, 0.1}};
    unsigned outcomes[EDIVISIVE_CHANGE + 1] = {0};
    double values[HISTORY_MOST];

    (void)state;
    for (uint64_t s = 0; s < SERIES; s++) {
        struct engine engine = engine_new(options[s % 3]);
        const size_t n = history_make(s, values);

        check_series(&engine, values, n, s % 4 == 3 ? MISSING_SKIP : MISSING_DROP, outcomes);
        engine_done(&engine);
    }
    for (size_t i = 0; i <= EDIVISIVE_CHANGE; i++)
        assert_true(outcomes[i] > 20);
}

static void a_step_tells_its_neighbours_and_figures(void **state)
{
    struct engine engine = engine_new(EDIVISIVE_DEFAULTS);
    double values[40];
    struct edivisive_explanation told;

    (void)state;
    for (size_t i = 0; i < 40; i++)
        values[i] = (i < 20 ? 10 : 15) + 0.1 * (double)(i * 7 % 5);
    values[3] = (double)NAN;
    assert_int_equal(
        edivisive_explain(engine.plan, engine.workspace, values, NULL, 40, MISSING_DROP, 20, &told),
        ANALYSIS_OK);
    assert_int_equal(told.outcome, EDIVISIVE_CHANGE);
    assert_int_equal(told.count_before, 19);
    assert_int_equal(told.count_after, 20);
    assert_int_equal(told.left_first, 0);
    assert_int_equal(told.right_last, 39);
    assert_true(told.t < -100);
    assert_int_equal(
        edivisive_explain(engine.plan, engine.workspace, values, NULL, 40, MISSING_DROP, 27, &told),
        ANALYSIS_OK);
    assert_int_equal(told.outcome, EDIVISIVE_OUTDONE);
    assert_true(told.has_before && !told.has_after);
    assert_int_equal(told.change_before, 20);
    assert_int_equal(told.left_first, 20);
    assert_int_equal(
        edivisive_explain(engine.plan, engine.workspace, values, NULL, 40, MISSING_DROP, 0, &told),
        ANALYSIS_OK);
    assert_int_equal(told.outcome, EDIVISIVE_NOTHING_BEFORE);
    engine_done(&engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_explained_is_what_is_reported),
        cmocka_unit_test(a_step_tells_its_neighbours_and_figures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
