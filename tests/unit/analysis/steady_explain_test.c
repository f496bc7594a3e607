/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/steady_explain.h"
#include "kit/history.h"

enum { SERIES = 240, SHORT = 60, MOST_POINTS = 64 };

static struct steady_plan *plan_new(const struct steady_options *options)
{
    enum analysis_status status = ANALYSIS_OK;
    struct steady_plan *plan = steady_plan_new(options, &status);

    assert_non_null(plan);
    return plan;
}

struct found {
    struct steady_point points[MOST_POINTS];
    size_t count;
};

/* The change points after the first n values. */
static struct found find(const struct steady_plan *plan, const double *values, size_t n)
{
    struct steady *steady = steady_new(plan);
    const struct steady_point *points;
    struct found found = {.count = 0};

    assert_non_null(steady);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(steady_append(steady, values[i]), ANALYSIS_OK);
    assert_int_equal(steady_report(steady, &points, &found.count), ANALYSIS_OK);
    assert_true(found.count <= MOST_POINTS);
    for (size_t i = 0; i < found.count; i++)
        found.points[i] = points[i];
    steady_free(steady);
    return found;
}

static const struct steady_point *point_at(const struct found *found, size_t index)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->points[i].index == index)
            return &found->points[i];
    return NULL;
}

static void check(const struct steady_explanation *told, const struct found *found, size_t index)
{
    const struct steady_point *point = point_at(found, index);

    assert_int_equal(told->outcome == STEADY_CHANGE, point != NULL);
    if (point) {
        assert_true(told->has_point);
        assert_int_equal(told->seen_at, point->seen_at);
        assert_int_equal(told->ended, point->settled);
        assert_true(told->point.evidence == point->evidence);
        assert_true(told->peak == point->evidence);
    }
    if (told->outcome == STEADY_WITHDRAWN) {
        assert_true(told->ended && told->ended_at > told->seen_at);
        assert_true(told->fresh <= -told->options.drop);
    }
    if (told->outcome == STEADY_BELOW || told->outcome == STEADY_UNDECIDED)
        assert_true(!told->looked || fabs(told->evidence) < fmax(told->asked, told->raised));
    if (told->outcome == STEADY_ELSEWHERE && told->has_point)
        assert_non_null(point_at(found, told->point.index));
    if (told->looked && told->outcome != STEADY_FEW_BEFORE)
        assert_true(fabs(told->rival_evidence) - told->rival_asked >=
                    fabs(told->evidence) - fmax(told->asked, told->raised));
}

static void check_series(const struct steady_plan *plan, const double *values, size_t n,
                         unsigned *outcomes)
{
    const struct found found = find(plan, values, n);
    struct steady_explanation told;

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i]))
            continue;
        if (n > SHORT && i % 29 != 7 && i + 6 < n && !point_at(&found, i) &&
            !point_at(&found, i + 1))
            continue;
        assert_int_equal(steady_explain(plan, values, n, i, &told), ANALYSIS_OK);
        check(&told, &found, i);
        outcomes[told.outcome]++;
    }
}

static void what_is_explained_is_what_is_reported(void **state)
{
    struct steady_plan *plan = plan_new(&STEADY_DEFAULTS);
    unsigned outcomes[STEADY_CHANGE + 1] = {0};
    double values[HISTORY_MOST];

    (void)state;
    for (uint64_t s = 0; s < SERIES; s++)
        check_series(plan, values, history_make(s, values), outcomes);
    assert_true(outcomes[STEADY_CHANGE] > 100 && outcomes[STEADY_ELSEWHERE] > 100);
    assert_true(outcomes[STEADY_BELOW] > 100 && outcomes[STEADY_UNDECIDED] > 20);
    assert_true(outcomes[STEADY_FEW_BEFORE] > 100);
    steady_plan_free(plan);
}

static double wobble(size_t i)
{
    return 0.1 * (double)(i * 7 % 5) - 0.2;
}

static void undecided_says_how_many_more_values_do_it(void **state)
{
    struct steady_plan *plan = plan_new(&STEADY_DEFAULTS);
    struct steady_explanation told;
    double values[64];

    (void)state;
    for (size_t i = 0; i < 64; i++)
        values[i] = (i < 30 ? 10 : 11) + wobble(i);
    assert_int_equal(steady_explain(plan, values, 31, 30, &told), ANALYSIS_OK);
    assert_int_equal(told.outcome, STEADY_UNDECIDED);
    assert_int_equal(told.values_after, 1);
    assert_true(told.more > 0);

    /* The same value again and again is what the answer is about. */
    for (size_t i = 31; i < 64; i++)
        values[i] = values[30];
    const struct found before = find(plan, values, 31 + told.more - 1);
    const struct found with = find(plan, values, 31 + told.more);

    assert_int_equal(before.count, 0);
    assert_int_equal(with.count, 1);
    steady_plan_free(plan);
}

/* A level that comes and goes before it is settled is reported and taken back. */
static void a_change_taken_back_is_told_with_its_ratio(void **state)
{
    struct steady_plan *plan = plan_new(&STEADY_DEFAULTS);
    double values[HISTORY_MOST];
    unsigned withdrawn = 0;

    (void)state;
    for (uint64_t s = 0; s < SERIES; s++) {
        const size_t n = history_make(s, values);

        for (size_t k = 10; k + 40 < n && k < 200; k += 10) {
            const struct found first = find(plan, values, k);
            struct steady_explanation told;

            if (first.count == 0 || first.points[first.count - 1].settled)
                continue;

            const struct steady_point *newest = &first.points[first.count - 1];
            const struct found then = find(plan, values, k + 30);

            if (point_at(&then, newest->index))
                continue;
            assert_int_equal(steady_explain(plan, values, k + 30, newest->index, &told),
                             ANALYSIS_OK);
            if (told.outcome == STEADY_WITHDRAWN) {
                assert_int_equal(told.seen_at, newest->seen_at);
                assert_true(told.fresh <= -told.options.drop);
                withdrawn++;
            }
        }
    }
    assert_true(withdrawn > 0);
    steady_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_explained_is_what_is_reported),
        cmocka_unit_test(undecided_says_how_many_more_values_do_it),
        cmocka_unit_test(a_change_taken_back_is_told_with_its_ratio),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
