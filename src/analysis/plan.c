/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/plan.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/long_segment.h"
#include "analysis/student.h"

static bool options_valid(const struct edivisive_options *options)
{
    return options->window_len >= 2 && options->window_len <= EDIVISIVE_WINDOW_MAX &&
           options->max_pvalue >= 0.0 && options->max_pvalue <= 1.0 &&
           !isnan(options->min_magnitude);
}

static double first_level(double max_pvalue)
{
    if (max_pvalue < 0.05)
        return 10 * max_pvalue;
    return max_pvalue < 0.5 ? 2 * max_pvalue : max_pvalue;
}

struct edivisive_plan *edivisive_plan_new(struct edivisive_options options,
                                          enum analysis_status *ret_status)
{
    return plan_new_with(options, lanes_best(), ret_status);
}

void plan_set_long_segment(struct edivisive_plan *plan, size_t limit)
{
    const double level = plan->options.max_pvalue;

    plan->long_segment = limit;
    plan->long_critical = level <= 0.5 ? student_critical(level, limit) : (double)INFINITY;
}

struct edivisive_plan *plan_new_with(struct edivisive_options options, const struct lanes *lanes,
                                     enum analysis_status *ret_status)
{
    struct edivisive_plan *plan;

    if (!options_valid(&options)) {
        *ret_status = ANALYSIS_RANGE;
        return NULL;
    }
    plan = calloc(1, sizeof *plan);
    if (!plan) {
        *ret_status = ANALYSIS_NO_MEMORY;
        return NULL;
    }
    plan->options = options;
    plan->window = (size_t)options.window_len;
    plan->step = plan->window / 2;
    plan->first_level = first_level(options.max_pvalue);
    plan_set_long_segment(plan, LONG_SEGMENT);
    if (!lanes || plan->window > LANES_WINDOW_MAX)
        return plan;
    plan->lanes = lanes;
    *ret_status = lanes_tables_init(&plan->tables, plan->window, plan->first_level);
    if (*ret_status != ANALYSIS_OK) {
        edivisive_plan_free(plan);
        return NULL;
    }
    return plan;
}

void edivisive_plan_free(struct edivisive_plan *plan)
{
    if (!plan)
        return;
    lanes_tables_done(&plan->tables);
    free(plan);
}
