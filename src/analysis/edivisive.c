/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole series: missing values, windows, statistics of the weak points, merge, result. */
#include <stdlib.h>

#include "analysis/analysis.h"
#include "analysis/change_point.h"
#include "analysis/missing.h"
#include "analysis/workspace.h"

struct edivisive_workspace *edivisive_workspace_new(void)
{
    return calloc(1, sizeof(struct edivisive_workspace));
}

static void free_arrays(struct edivisive_workspace *workspace)
{
    free(workspace->series);
    free(workspace->origin);
    free(workspace->weak);
    free(workspace->points);
    free(workspace->result);
}

void edivisive_workspace_free(struct edivisive_workspace *workspace)
{
    if (!workspace)
        return;
    window_scratch_done(&workspace->window);
    merge_scratch_done(&workspace->merge);
    append_scratch_done(&workspace->append);
    free_arrays(workspace);
    free(workspace);
}

static enum analysis_status reserve(struct edivisive_workspace *workspace, size_t n)
{
    const size_t capacity = n + n / 2;
    struct edivisive_workspace grown = {.capacity = capacity};

    if (n <= workspace->capacity)
        return ANALYSIS_OK;
    grown.series = calloc(capacity, sizeof *grown.series);
    grown.origin = calloc(capacity, sizeof *grown.origin);
    grown.weak = calloc(capacity, sizeof *grown.weak);
    grown.points = calloc(capacity, sizeof *grown.points);
    grown.result = calloc(capacity, sizeof *grown.result);
    if (!grown.series || !grown.origin || !grown.weak || !grown.points || !grown.result) {
        free_arrays(&grown);
        return ANALYSIS_NO_MEMORY;
    }
    free_arrays(workspace);
    grown.window = workspace->window;
    grown.merge = workspace->merge;
    grown.append = workspace->append;
    *workspace = grown;
    return ANALYSIS_OK;
}

/* The windows overlap by half, or begin at the last cut of the one before; no cut is found twice
 * and they come ascending. */
static size_t search_windows(const struct edivisive_plan *plan,
                             struct edivisive_workspace *workspace, size_t n)
{
    size_t count = 0;

    for (size_t start = 0; start < n;) {
        const size_t width = n - start < plan->window ? n - start : plan->window;

        if (plan->watch)
            plan->watch->window(plan->watch->context, start, width);

        const size_t cuts =
            window_search(plan, &workspace->window, workspace->series + start, width);
        const size_t last = cuts ? workspace->window.starts[cuts] : 0;

        for (size_t i = 1; i <= cuts; i++)
            workspace->points[count++].index = start + workspace->window.starts[i];
        start += last > plan->step ? last : plan->step;
    }
    return count;
}

static void report_all(struct edivisive_workspace *workspace)
{
    for (size_t i = 0; i < workspace->count; i++) {
        const size_t index = workspace->points[i].index;

        workspace->result[i] =
            change_point_of(&workspace->points[i].numbers,
                            workspace->way == MISSING_DROP ? workspace->origin[index] : index);
    }
}

enum analysis_status edivisive_run(const struct edivisive_plan *plan,
                                   struct edivisive_workspace *workspace, const double *values,
                                   const unsigned char *missing, size_t n, enum missing_way way,
                                   const struct change_point **ret_points, size_t *ret_count)
{
    const bool dropping = way == MISSING_DROP;
    const size_t width = n < plan->window ? n : plan->window;
    struct series_view series = {NULL, 0, way == MISSING_SKIP};
    size_t count;

    if (reserve(workspace, n) != ANALYSIS_OK ||
        window_scratch_reserve(&workspace->window, plan, width) != ANALYSIS_OK)
        return ANALYSIS_NO_MEMORY;
    series.values = workspace->series;
    series.n = missing_apply(way, values, missing, n, workspace->series, workspace->origin);
    count = search_windows(plan, workspace, series.n);
    if (merge_scratch_reserve(&workspace->merge, count) != ANALYSIS_OK)
        return ANALYSIS_NO_MEMORY;
    workspace->weak_count = count;
    for (size_t i = 0; i < count; i++)
        workspace->weak[i] =
            dropping ? workspace->origin[workspace->points[i].index] : workspace->points[i].index;
    weak_points_compare(workspace->points, count, &series);
    workspace->merge.watch = plan->watch;
    count = merge_points(&workspace->merge, workspace->points, count, &series, &plan->options);
    workspace->merge.watch = NULL;
    workspace->count = count;
    workspace->length = series.n;
    workspace->way = way;
    report_all(workspace);
    *ret_points = workspace->result;
    *ret_count = count;
    return ANALYSIS_OK;
}

const struct change_point *edivisive_refresh(struct edivisive_workspace *workspace)
{
    const struct series_view series = {workspace->series, workspace->length,
                                       workspace->way == MISSING_SKIP};

    weak_points_compare(workspace->points, workspace->count, &series);
    report_all(workspace);
    return workspace->result;
}

const size_t *edivisive_weak(const struct edivisive_workspace *workspace, size_t *ret_count)
{
    *ret_count = workspace->weak_count;
    return workspace->weak;
}
