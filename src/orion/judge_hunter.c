/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --hunter-analyze: E-Divisive over each column, then the rules.
 *
 * Orion's faults here are of two kinds: what is searched (gaps blind it, figures are stale) and
 * which rules apply. Each is put right by --correct; else each is put right alone, to see whether
 * there is anything to warn of. */
#include <math.h>

#include "orion/judge_parts.h"

/* What was found in the columns, one way to search. */
struct findings {
    struct found_changes *as_found, *refreshed; /* one a column; see edivisive_refresh */
};

struct search {
    const struct judgement *judgement;
    const struct edivisive_plan *plan;
    struct edivisive_workspace *workspace;
    double *values; /* one a row */
    unsigned char *missing;
};

static bool has_gaps(const struct judgement *judgement, size_t column)
{
    const struct cell *cells = judgement->frame->columns[column].cells;
    size_t missing = 0;

    for (size_t row = 0; row < judgement->frame->row_count; row++)
        missing += cells[row].kind == CELL_MISSING ? 1 : 0;
    return missing > 0 && missing < judgement->frame->row_count;
}

static struct found_changes copy_changes(const struct judgement *judgement, size_t column,
                                         const struct change_point *points, size_t count)
{
    struct found_changes found = {ARENA_ARRAY(judgement->arena, struct frame_change, count), count};

    for (size_t i = 0; i < count; i++)
        found.items[i] = judge_change((struct frame_change){
            .row = points[i].index,
            .column = column,
            .mean_before = points[i].mean_before,
            .mean_after = points[i].mean_after,
            .stddev_before = points[i].stddev_before,
            .stddev_after = points[i].stddev_after,
            .pvalue = points[i].pvalue,
        });
    return found;
}

static bool search_column(struct search *search, size_t column, enum missing_way way,
                          struct found_changes *ret_found, struct found_changes *ret_refreshed)
{
    const struct judgement *judgement = search->judgement;
    const struct frame *frame = judgement->frame;
    const struct change_point *points;
    size_t count;

    for (size_t row = 0; row < frame->row_count; row++) {
        search->values[row] = frame_number(frame, column, row);
        search->missing[row] = frame->columns[column].cells[row].kind == CELL_MISSING;
    }
    if (edivisive_run(search->plan, search->workspace, search->values, search->missing,
                      frame->row_count, way, &points, &count) != ANALYSIS_OK)
        return false;
    *ret_found = copy_changes(judgement, column, points, count);
    *ret_refreshed = copy_changes(judgement, column, edivisive_refresh(search->workspace), count);
    return true;
}

static bool search_all(struct search *search, enum missing_way way, struct findings *ret)
{
    const struct judgement *judgement = search->judgement;
    struct findings findings = {
        ARENA_ARRAY(judgement->arena, struct found_changes, judgement->column_count),
        ARENA_ARRAY(judgement->arena, struct found_changes, judgement->column_count),
    };

    for (size_t i = 0; i < judgement->column_count; i++)
        if (!search_column(search, judgement->columns[i], way, &findings.as_found[i],
                           &findings.refreshed[i]))
            return false;
    *ret = findings;
    return true;
}

static bool same_figures(const struct judged_changes *one, const struct judged_changes *other)
{
    if (!judge_same_places(one, other))
        return false;
    for (size_t i = 0; i < one->kept_count; i++) {
        const double a = one->kept[i].percent, b = other->kept[i].percent;

        if (a != b && fabs(a - b) > 1e-9 * fabs(b))
            return false;
    }
    return true;
}

static bool any_gaps(const struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->column_count; i++)
        if (has_gaps(judgement, judgement->columns[i]))
            return true;
    return false;
}

/* Says which faults have made a difference. */
static bool warn(struct search *search, const struct findings *findings,
                 const struct judged_changes *judged)
{
    const struct judgement *judgement = search->judgement;
    struct judged_changes other;

    if (any_gaps(judgement)) {
        struct findings without_gaps;

        if (!search_all(search, MISSING_DROP, &without_gaps))
            return false;
        other = judge_apply_rules(judgement, without_gaps.as_found, (struct judge_rules){false});
        if (!judge_same_places(judged, &other))
            judge_warn(judgement, "fault 3: missing values hide changes of a metric");
    }
    other = judge_apply_rules(judgement, findings->refreshed, (struct judge_rules){false});
    if (!same_figures(judged, &other))
        judge_warn(judgement, "fault 13: the figures of a change are those of a shorter stretch");
    other =
        judge_apply_rules(judgement, findings->as_found, (struct judge_rules){.fractions = true});
    if (!judge_same_places(judged, &other))
        judge_warn(judgement, "fault 21: thresholds are cut to whole numbers");
    other = judge_apply_rules(judgement, findings->as_found,
                              (struct judge_rules){.any_run_field = true});
    if (!judge_same_places(judged, &other))
        judge_warn(judgement, "acknowledgements are not found: the run id is not called uuid, or "
                              "the run has several rows");
    return true;
}

static bool hunt(struct search *search, struct orion_verdict *ret)
{
    const struct judgement *judgement = search->judgement;
    const bool correct = judgement->options->correct;
    struct judged_changes judged;
    struct findings findings;

    if (!search_all(search, correct ? MISSING_DROP : MISSING_SKIP, &findings))
        return false;
    judged = judge_apply_rules(judgement, correct ? findings.refreshed : findings.as_found,
                               (struct judge_rules){correct, correct, false});
    if (!correct && !warn(search, &findings, &judged))
        return false;
    *ret = judge_verdict(judgement, &judged);
    return true;
}

bool judge_hunter(const struct judgement *judgement, struct orion_verdict *ret, struct error *err)
{
    const size_t rows = judgement->frame->row_count;
    enum analysis_status status;
    struct search search = {
        .judgement = judgement,
        .values = ARENA_ARRAY(judgement->arena, double, rows),
        .missing = ARENA_ARRAY(judgement->arena, unsigned char, rows),
    };
    struct edivisive_plan *own = NULL;
    bool done = false;

    if (!judgement_check_numbers(judgement, err))
        return false;
    if (!judgement->options->plan)
        own = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status);
    search.plan = own ? own : judgement->options->plan;
    search.workspace = edivisive_workspace_new();
    done = search.plan && search.workspace && hunt(&search, ret);
    edivisive_workspace_free(search.workspace);
    edivisive_plan_free(own);
    return done || error_set(err, ERROR_NO_MEMORY, NULL, "no memory for %zu runs", rows);
}
