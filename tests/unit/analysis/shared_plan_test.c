/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan is shared by threads, a workspace is not: run under SANITIZER=thread this finds any word
 * that the engine writes outside the workspace. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/analysis.h"

enum { THREADS = 4, SERIES = 60, LENGTH = 300, MOST_POINTS = 64 };

struct finding {
    size_t count;
    struct change_point points[MOST_POINTS];
};

struct searcher {
    const struct edivisive_plan *plan;
    struct finding *findings; /* SERIES of them, this thread's own */
    bool failed;
};

static void make_series(double *values, unsigned char *missing, size_t number)
{
    uint64_t state = number * 77 + 5;

    for (size_t i = 0; i < LENGTH; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
        values[i] = (double)(state >> 40) / 1e6 + (i / (20 + number) % 2 ? 20.0 : 0.0);
        missing[i] = (state >> 20) % 50 == 0;
    }
}

static void *search_all(void *argument)
{
    struct searcher *searcher = argument;
    struct edivisive_workspace *workspace = edivisive_workspace_new();
    double values[LENGTH];
    unsigned char missing[LENGTH];

    searcher->failed = !workspace;
    for (size_t i = 0; i < SERIES && !searcher->failed; i++) {
        struct finding *finding = &searcher->findings[i];
        const struct change_point *points;

        make_series(values, missing, i);
        searcher->failed =
            edivisive_run(searcher->plan, workspace, values, missing, LENGTH,
                          (enum missing_way)(i % 3), &points, &finding->count) != ANALYSIS_OK ||
            finding->count > MOST_POINTS;
        if (!searcher->failed && finding->count > 0)
            memcpy(finding->points, points, finding->count * sizeof *points);
    }
    edivisive_workspace_free(workspace);
    return NULL;
}

static void threads_that_share_a_plan_find_the_same_bits(void **state)
{
    enum analysis_status status;
    struct edivisive_plan *plan = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    struct searcher searchers[THREADS];
    pthread_t threads[THREADS];
    size_t found = 0;

    (void)state;
    assert_non_null(plan);
    for (size_t i = 0; i < THREADS; i++) {
        searchers[i] = (struct searcher){plan, calloc(SERIES, sizeof(struct finding)), false};
        assert_non_null(searchers[i].findings);
        assert_int_equal(pthread_create(&threads[i], NULL, search_all, &searchers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (size_t i = 0; i < THREADS; i++) {
        assert_false(searchers[i].failed);
        assert_memory_equal(searchers[i].findings, searchers[0].findings,
                            SERIES * sizeof(struct finding));
    }
    for (size_t i = 0; i < SERIES; i++)
        found += searchers[0].findings[i].count;
    assert_true(found > SERIES);
    for (size_t i = 0; i < THREADS; i++)
        free(searchers[i].findings);
    edivisive_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_that_share_a_plan_find_the_same_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
