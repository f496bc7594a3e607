/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/compare.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/student.h"
#include "triage/baseline.h"
#include "triage/error_budget.h"
#include "triage/rank_sum.h"

const char *compare_state_name(enum compare_state state)
{
    static const char *const names[COMPARE_STATES] = {"worse", "better", "undecided", "same",
                                                      "no_data"};

    return names[state];
}

static int by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static struct compare_side side_of(const struct compare_values *values)
{
    if (values->count)
        qsort(values->values, values->count, sizeof *values->values, by_value);
    const struct baseline level =
        baseline_of_sorted(values->values, values->count, values->count ? values->values[0] : 0);

    return (struct compare_side){values->count, level.mean, level.median, level.spread};
}

/* With divisor n - 1, and no less than few runs can hide. */
static double variance_of(const struct compare_values *values, double mean, double floor)
{
    double sum = 0;

    for (size_t i = 0; i < values->count; i++)
        sum += (values->values[i] - mean) * (values->values[i] - mean);
    return fmax(sum / (double)(values->count - 1), floor * floor);
}

/* Of the difference of the two means. */
struct uncertainty {
    double error;   /* its standard deviation */
    size_t degrees; /* of freedom; 0: it cannot be told */
};

static struct uncertainty uncertainty_of(const struct compare_sample *sample,
                                         const struct compare_result *result)
{
    const double n1 = (double)sample->base.count, n2 = (double)sample->head.count;
    const double floor =
        BASELINE_FLOOR * fmax(fabs(result->base.median), fabs(result->head.median));

    if (sample->base.count == 1 || sample->head.count == 1) {
        const struct compare_values *many = sample->base.count == 1 ? &sample->head : &sample->base;
        const struct compare_side *side = sample->base.count == 1 ? &result->head : &result->base;
        if (many->count < BASELINE_MIN_RUNS)
            return (struct uncertainty){NAN, 0};
        const double variance = variance_of(many, side->mean, floor);
        return (struct uncertainty){sqrt(variance * (1 + 1 / (double)many->count)),
                                    many->count - 1};
    }
    const double a = variance_of(&sample->base, result->base.mean, floor) / n1;
    const double b = variance_of(&sample->head, result->head.mean, floor) / n2;
    const double degrees =
        a + b > 0 ? (a + b) * (a + b) / (a * a / (n1 - 1) + b * b / (n2 - 1)) : n1 + n2 - 2;
    return (struct uncertainty){sqrt(a + b), degrees >= 1 ? (size_t)degrees : 1};
}

static void test(const struct compare_sample *sample, const struct uncertainty *uncertainty,
                 struct compare_result *result)
{
    const double away = result->head.mean - result->base.mean;

    if (uncertainty->degrees == 0)
        return;
    if (sample->base.count >= RANK_SUM_MIN_RUNS && sample->head.count >= RANK_SUM_MIN_RUNS) {
        result->method = "rank_sum";
        result->pvalue = rank_sum_pvalue(sample->base.values, sample->base.count,
                                         sample->head.values, sample->head.count);
        return;
    }
    result->method = "welch";
    result->pvalue =
        away == 0 ? 1 : student_pvalue(away / uncertainty->error, uncertainty->degrees);
}

static const char *beyond(const struct compare_sample *sample, const struct compare_side *side)
{
    if (side->mean < sample->limit_min)
        return "min";
    return side->mean > sample->limit_max ? "max" : NULL;
}

static enum compare_state judge(const struct compare_sample *sample,
                                const struct compare_result *result, double level)
{
    const double away = result->head.mean - result->base.mean;
    const double visible = fmax(sample->threshold, COMPARE_VISIBLE);

    if (result->base.runs == 0 || result->head.runs == 0)
        return COMPARE_NO_DATA;
    if (result->beyond_limit && !beyond(sample, &result->base))
        return COMPARE_WORSE;
    if (isnan(result->pvalue))
        return COMPARE_UNDECIDED;
    if (result->pvalue <= level) {
        if (away == 0 || fabs(result->percent) < sample->threshold)
            return COMPARE_SAME;
        return (sample->direction == 1 && away < 0) || (sample->direction == -1 && away > 0)
                   ? COMPARE_BETTER
                   : COMPARE_WORSE;
    }
    /* Without a level to compare with, only equal means say anything. */
    if (isnan(result->least_percent) ? away == 0 : result->least_percent <= visible)
        return COMPARE_SAME;
    return COMPARE_UNDECIDED;
}

struct compare_answer compare_judge(struct arena *arena, struct compare_sample *samples,
                                    size_t count, double budget, struct compare_result *ret)
{
    struct compare_answer answer = {.budget = budget, .tested = 0};
    struct uncertainty *uncertainties = ARENA_ARRAY(arena, struct uncertainty, count + 1);
    double *pvalues = ARENA_ARRAY(arena, double, count + 1);

    for (size_t i = 0; i < count; i++) {
        struct compare_result *result = &ret[i];
        *result = (struct compare_result){.percent = NAN, .pvalue = NAN, .least_percent = NAN};
        result->base = side_of(&samples[i].base);
        result->head = side_of(&samples[i].head);
        if (result->base.runs == 0 || result->head.runs == 0)
            continue;
        if (result->base.mean != 0)
            result->percent =
                (result->head.mean - result->base.mean) / fabs(result->base.mean) * 100;
        result->beyond_limit = beyond(&samples[i], &result->head);
        uncertainties[i] = uncertainty_of(&samples[i], result);
        test(&samples[i], &uncertainties[i], result);
        if (!isnan(result->pvalue))
            pvalues[answer.tested++] = result->pvalue;
    }
    answer.level = error_budget_level(pvalues, answer.tested, budget);
    for (size_t i = 0; i < count; i++) {
        const struct uncertainty *u = &uncertainties[i];
        if (u->degrees > 0 && ret[i].base.mean != 0)
            ret[i].least_percent =
                fmax(samples[i].threshold, student_critical(answer.level, u->degrees) * u->error /
                                               fabs(ret[i].base.mean) * 100);
        ret[i].state = judge(&samples[i], &ret[i], answer.level);
    }
    return answer;
}
