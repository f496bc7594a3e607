/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "report/explanation.h"

enum { ROWS = 20, HERE = 10 };

struct fixture {
    struct arena *arena;
    struct explanation_run rows[ROWS];
    char builds[ROWS][16];
    struct explanation told;
};

static struct edivisive_explanation edivisive_figures(void)
{
    return (struct edivisive_explanation){.outcome = EDIVISIVE_OUTDONE,
                                          .candidate_level = 0.01,
                                          .max_pvalue = 0.001,
                                          .min_magnitude = 0.05,
                                          .windows = 1,
                                          .window_last = 19,
                                          .piece_first = 2,
                                          .piece_last = 17,
                                          .pvalue = 0.25,
                                          .best = 12,
                                          .best_pvalue = 0.004,
                                          .left_first = 3,
                                          .right_last = 16,
                                          .count_before = 7,
                                          .count_after = 7,
                                          .numbers = {{100, 2}, {120, 3}, 0.002},
                                          .t = 4,
                                          .magnitude = 0.2};
}

static struct steady_explanation steady_figures(void)
{
    return (struct steady_explanation){
        .outcome = STEADY_BELOW,
        .options = steady_reference(),
        .values_before = 3,
        .values_after = 10,
        .looked = true,
        .look_at = 15,
        .before = 10,
        .after = 6,
        .evidence = -4.25,
        .asked = 6.36,
        .raised = 2,
        .mean = 100,
        .deviation = 2,
        .rival = 11,
        .rival_evidence = -5.5,
        .rival_asked = 6.4,
        .has_point = false,
        .point = {.index = 11, .first = 10, .last = 13, .seen_at = 14},
        .seen_at = 14,
        .ended = true,
        .ended_at = 18,
        .fresh = -5,
        .peak = 9,
        .more = 4};
}

static int setup(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){.arena = arena_new()};
    for (size_t i = 0; i < ROWS; i++) {
        (void)snprintf(fixture.builds[i], sizeof fixture.builds[i], "b%zu", i);
        fixture.rows[i] = (struct explanation_run){.uuid = fixture.builds[i],
                                                   .build = fixture.builds[i],
                                                   .in_baseline = true,
                                                   .has_value = true,
                                                   .value = 1};
    }
    fixture.told = (struct explanation){.test = "kapi",
                                        .metric = "p99",
                                        .unit = "ms",
                                        .direction = 1,
                                        .threshold = 10,
                                        .correlation = "",
                                        .context = 5,
                                        .regression_algorithm = "steady",
                                        .runs = &fixture.rows[HERE],
                                        .run_count = 1,
                                        .rows = fixture.rows,
                                        .row_count = ROWS,
                                        .row = HERE,
                                        .values_before = HERE,
                                        .edivisive = edivisive_figures(),
                                        .steady = steady_figures(),
                                        .percent = {100, 120, 20, true}};
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

static void expect(struct fixture *fixture, enum explanation_algorithm algorithm, const char *words)
{
    const char *said = explanation_words(fixture->arena, &fixture->told, algorithm);

    if (!strstr(said, words))
        print_error("said: %s\nexpected: %s\n", said, words);
    assert_non_null(strstr(said, words));
    assert_int_equal(said[strlen(said) - 1], '.');
}

static void every_outcome_of_edivisive_names_both_sides(void **state)
{
    struct fixture *fixture = *state;
    struct edivisive_explanation *told = &fixture->told.edivisive;

    expect(fixture, EXPLANATION_EDIVISIVE,
           "of the values from build b2 to build b17 the best place is build b12 (p 0.004); here p "
           "is 0.25.");
    told->best_pvalue = 0.2;
    expect(fixture, EXPLANATION_EDIVISIVE, "build b12 (p 0.2, above 0.01)");
    told->best = HERE;
    told->outcome = EDIVISIVE_REFUSED;
    expect(fixture, EXPLANATION_EDIVISIVE, "but p is 0.25 and may be 0.01 at most.");
    told->outcome = EDIVISIVE_OUTDONE;
    told->ended = true;
    told->ended_by = 5;
    told->ended_pvalue = 0.06;
    expect(fixture, EXPLANATION_EDIVISIVE, "had ended at build b5, whose p of 0.06 is above 0.01");
    told->outcome = EDIVISIVE_MERGED;
    expect(fixture, EXPLANATION_EDIVISIVE,
           "between build b3 and build b16, with 7 values before and 7 after, p is 0.002 and must "
           "be below 0.001.");
    told->numbers.pvalue = 1e-9;
    told->magnitude = 0.02;
    expect(fixture, EXPLANATION_EDIVISIVE, "the change is 2% and must be above 5%.");
    told->outcome = EDIVISIVE_CHANGE;
    fixture->told.findings[EXPLANATION_EDIVISIVE] =
        (struct explanation_finding){.found = true, .percent = 20};
    expect(fixture, EXPLANATION_EDIVISIVE, "from 100 ms to 120 ms (+20.0%): p 1e-09, below 0.001.");
    told->outcome = EDIVISIVE_NOTHING_BEFORE;
    expect(fixture, EXPLANATION_EDIVISIVE, "first value");
}

static void every_outcome_of_steady_names_both_sides(void **state)
{
    struct fixture *fixture = *state;
    struct steady_explanation *told = &fixture->told.steady;

    expect(fixture, EXPLANATION_STEADY,
           "with 10 values before and 6 from it on, the evidence was 4.25 of 6.36 (6 + 2.2 / 6); "
           "nearest then was build b11 with 5.50 of 6.40.");
    told->raised = 8;
    told->rival = HERE;
    expect(fixture, EXPLANATION_STEADY,
           "4.25 of 8.00 (after evidence that came to nothing); no other place was nearer.");
    told->outcome = STEADY_UNDECIDED;
    expect(fixture, EXPLANATION_STEADY, "About 4 more runs like those since would do.");
    told->looked = false;
    told->more = told->values_after = 1;
    expect(fixture, EXPLANATION_STEADY,
           "a change needs two values from it on. About 1 more run like this one would do.");
    told->outcome = STEADY_ELSEWHERE;
    expect(fixture, EXPLANATION_STEADY, "put at another run, and none is reported there now.");
    told->has_point = true;
    expect(fixture, EXPLANATION_STEADY,
           "put at build b11; it may as well have begun here: the 90% set goes from build b10 to "
           "build b13.");
    told->point.first = 11;
    expect(fixture, EXPLANATION_STEADY, "was enough (4.2 of 8.0), but the change was put at");
    told->outcome = STEADY_WITHDRAWN;
    expect(fixture, EXPLANATION_STEADY,
           "A change was reported here at build b14 and taken back at build b18: what came since "
           "is at least 148 times likelier without it (asked: 90).");
    told->outcome = STEADY_UNREPORTED;
    told->options.effect = 0.01;
    expect(fixture, EXPLANATION_STEADY, "below 1% of the level, the smallest that is reported.");
    told->outcome = STEADY_FEW_BEFORE;
    expect(fixture, EXPLANATION_STEADY, "3 values of its segment before it, and 5 are needed.");
}

static void a_filter_and_the_deciding_algorithm_make_the_conclusion(void **state)
{
    struct fixture *fixture = *state;
    struct explanation *told = &fixture->told;
    struct explanation_finding *finding = &told->findings[EXPLANATION_STEADY];
    const char *said;

    told->steady.outcome = STEADY_CHANGE;
    told->steady.has_point = told->steady.point.settled = true;
    *finding = (struct explanation_finding){.found = true, .percent = 4};
    assert_true(explanation_is_regression(told));
    said = explanation_conclusion(fixture->arena, told);
    assert_ptr_equal(strstr(said, "A regression by steady, which decides for this metric."), said);
    finding->dropped = DROP_THRESHOLD;
    assert_false(explanation_is_regression(told));
    said = explanation_conclusion(fixture->arena, told);
    assert_ptr_equal(strstr(said, "A change, but no regression, by steady"), said);
    assert_non_null(strstr(said, "It does not count: +4.0% is within the threshold of 10%."));
    told->steady.outcome = STEADY_FEW_BEFORE;
    *finding = (struct explanation_finding){.found = false};
    told->findings[EXPLANATION_EDIVISIVE].found = told->waiting = true;
    said = explanation_conclusion(fixture->arena, told);
    assert_ptr_equal(strstr(said, "No regression by steady"), said);
    assert_non_null(strstr(said, "What edivisive says is shown beside it"));
    assert_non_null(strstr(said, "Newer values wait for analysis"));
}

static void names_cannot_move_the_cursor(void **state)
{
    struct fixture *fixture = *state;
    AUTO_BUFFER out;

    buffer_init(&out, LIMIT_API_ANSWER);
    fixture->told.test = "a\x1b[2Jb";
    fixture->rows[HERE].build = "x\ny";
    explanation_text_write(&out, fixture->arena, &fixture->told);
    assert_true(buffer_ok(&out));
    assert_ptr_equal(strstr(out.data, "a?[2Jb, p99, build x?y\n"), out.data);
    assert_null(strchr(out.data, '\x1b'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_outcome_of_edivisive_names_both_sides, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_outcome_of_steady_names_both_sides, setup, teardown),
        cmocka_unit_test_setup_teardown(a_filter_and_the_deciding_algorithm_make_the_conclusion,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(names_cannot_move_the_cursor, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
