/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict.h"

/* Has the run anything in this test, or should it have? */
static bool concerns(const struct verdict *verdict)
{
    if (!verdict->settled || verdict->state != VERDICT_NO_DATA)
        return true;
    for (size_t i = 0; i < verdict->metric_count; i++)
        if (verdict->metrics[i].expected || verdict->metrics[i].has_value)
            return true;
    return false;
}

/* Lower is worse: one test's regression is the run's. */
static int rank_of(const struct verdict *verdict)
{
    static const int ranks[VERDICT_STATES] = {[VERDICT_REGRESSION] = 0,
                                              [VERDICT_NO_DATA] = 1,
                                              [VERDICT_UNDECIDED] = 2,
                                              [VERDICT_PASS] = 3,
                                              [VERDICT_KNOWN] = 3};

    return concerns(verdict) ? ranks[verdict->state] : 4;
}

static const struct verdict *worst_of(const struct verdict *verdicts, size_t count)
{
    const struct verdict *worst = &verdicts[0];

    for (size_t i = 1; i < count; i++)
        if (rank_of(&verdicts[i]) < rank_of(worst))
            worst = &verdicts[i];
    return worst;
}

static void list_missing(struct arena *arena, struct run_verdict *run, const char *test)
{
    size_t most = 1;

    for (size_t i = 0; i < run->test_count; i++)
        most += run->tests[i].metric_count + 1;
    run->missing = ARENA_ARRAY(arena, struct verdict_missing, most);
    if (run->test_count == 0)
        run->missing[run->missing_count++] =
            (struct verdict_missing){.test = test, .what = LACK_RUN};
    for (size_t i = 0; i < run->test_count; i++) {
        const struct verdict *verdict = &run->tests[i];

        if (!verdict->settled)
            run->missing[run->missing_count++] =
                (struct verdict_missing){.test = verdict->test, .what = LACK_SETTLING};
        for (size_t j = 0; j < verdict->metric_count; j++)
            if (verdict->metrics[j].state == VERDICT_NO_DATA && verdict->metrics[j].expected)
                run->missing[run->missing_count++] =
                    (struct verdict_missing){.test = verdict->test,
                                             .what = LACK_METRIC,
                                             .metric = verdict->metrics[j].metric};
    }
}

struct run_verdict run_verdict_of(struct arena *arena, const char *uuid, const char *test,
                                  const struct verdict *verdicts, size_t count, bool analysed)
{
    struct run_verdict run = {.uuid = uuid,
                              .state = VERDICT_NO_DATA,
                              .settled = count > 0,
                              .analysed = analysed,
                              .tests = verdicts,
                              .test_count = count};

    for (size_t i = 0; i < count; i++) {
        run.settled = run.settled && verdicts[i].settled;
        run.causes |= verdicts[i].causes;
    }
    run.final = run.settled && analysed;
    list_missing(arena, &run, test);
    if (count == 0) {
        run.reason = test ? arena_printf(arena, "The test %s has not seen this run.", test)
                          : "No test has seen this run.";
        return run;
    }

    const struct verdict *worst = worst_of(verdicts, count);

    run.state = worst->state;
    run.reason =
        count == 1 ? worst->reason : arena_printf(arena, "%s: %s", worst->test, worst->reason);
    return run;
}
