/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --anomaly-detection: rows with any gap are left out, the isolation forest flags rows, and in a
 * flagged row each metric far enough off its moving mean is a change. No threshold, no
 * acknowledgements, no correlation. */
#include <math.h>

#include "orion/judge_parts.h"

/* Orion leaves out a row for any gap, be it of an attribute. Put right, only the values count, and
 * a metric that never has one leaves nothing out. */
static bool is_needed(const struct judgement *judgement, size_t column)
{
    const struct frame *frame = judgement->frame;

    if (!judgement->options->correct)
        return true;
    if (frame->columns[column].role != COLUMN_VALUE)
        return false;
    for (size_t row = 0; row < frame->row_count; row++)
        if (frame->columns[column].cells[row].kind != CELL_MISSING)
            return true;
    return false;
}

static const struct frame *without_gaps(const struct judgement *judgement)
{
    const struct frame *frame = judgement->frame;
    size_t *rows = ARENA_ARRAY(judgement->arena, size_t, frame->row_count);
    bool *whole = ARENA_ARRAY(judgement->arena, bool, frame->row_count);
    size_t count = 0;

    for (size_t row = 0; row < frame->row_count; row++)
        whole[row] = frame->rows[row].has_time && frame->rows[row].version.kind != CELL_MISSING;
    for (size_t column = 0; column < frame->column_count; column++)
        for (size_t row = 0; is_needed(judgement, column) && row < frame->row_count; row++)
            whole[row] &= frame->columns[column].cells[row].kind != CELL_MISSING;
    for (size_t row = 0; row < frame->row_count; row++)
        if (whole[row])
            rows[count++] = row;

    struct frame *taken = frame_take_rows(frame, rows, count);

    taken->has_indexes = true;
    for (size_t i = 0; i < count; i++)
        taken->rows[i].index = rows[i];
    return taken;
}

/* What the forest says of the rows, metric by metric. */
struct forest_answer {
    double *values, *decisions, *means;
    bool *flagged;
};

static enum analysis_status ask_forest(const struct judgement *judgement, bool sane,
                                       struct forest_answer *ret)
{
    const size_t rows = judgement->frame->row_count, metrics = judgement->column_count;
    const struct forest_options options = {(size_t)judgement->options->anomaly_window, sane};
    struct arena *arena = judgement->arena;

    ret->values = ARENA_ARRAY(arena, double, rows *metrics);
    ret->means = ARENA_ARRAY(arena, double, rows *metrics);
    ret->decisions = ARENA_ARRAY(arena, double, rows);
    ret->flagged = ARENA_ARRAY(arena, bool, rows);
    for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < metrics; i++)
            ret->values[row * metrics + i] =
                frame_number(judgement->frame, judgement->columns[i], row);
    return forest_run(ret->values, rows, metrics, options, ret->decisions, ret->flagged,
                      ret->means);
}

static void report_column(const struct judgement *judgement, const struct forest_answer *answer,
                          size_t number, struct judged_changes *judged)
{
    const size_t column = judgement->columns[number];
    const int direction = judge_sign(judgement->frame->columns[column].metric);
    const double least = (double)judgement->options->min_anomaly_percent;

    for (size_t row = 0; row < judgement->frame->row_count; row++) {
        const double value = answer->values[row * judgement->column_count + number];
        const double mean = answer->means[row * judgement->column_count + number];
        double percent;

        if (answer->flagged[row] && forest_reported(value, mean, direction, least, &percent))
            judged->kept[judged->kept_count++] = judge_change((struct frame_change){
                .row = row,
                .column = column,
                .mean_before = mean,
                .mean_after = value,
                .pvalue = 1,
            });
    }
}

static enum analysis_status judge_once(const struct judgement *judgement, bool sane,
                                       struct forest_answer *answer, struct judged_changes *ret)
{
    const enum analysis_status status = ask_forest(judgement, sane, answer);

    *ret = (struct judged_changes){
        .kept = ARENA_ARRAY(judgement->arena, struct frame_change,
                            judgement->frame->row_count * judgement->column_count)};
    for (size_t i = 0; status == ANALYSIS_OK && i < judgement->column_count; i++)
        report_column(judgement, answer, i, ret);
    return status;
}

/* A metric without any value can tell no row from another. */
static void leave_out_empty_columns(struct judgement *judgement)
{
    size_t *columns = ARENA_ARRAY(judgement->arena, size_t, judgement->column_count);
    size_t count = 0;

    for (size_t i = 0; i < judgement->column_count; i++)
        if (is_needed(judgement, judgement->columns[i]))
            columns[count++] = judgement->columns[i];
    judgement->columns = columns;
    judgement->column_count = count;
}

static bool fail(const struct judgement *judgement, enum analysis_status status, struct error *err)
{
    const char *test = judgement->frame->test->name;

    if (status == ANALYSIS_NO_MEMORY)
        return error_set(err, ERROR_NO_MEMORY, test, "no memory for the isolation forest");
    if (status == ANALYSIS_NOT_FINITE)
        return error_set(err, ERROR_INPUT, test,
                         "the isolation forest takes numbers up to 3.4e38 only");
    if (judgement->column_count == 0)
        return error_set(err, ERROR_INPUT, test, "the isolation forest has no metric to look at");
    return error_set(err, ERROR_INPUT, test,
                     "the isolation forest has no run to look at: each has a gap");
}

/* Where all rows are alike each decision is 0 but for rounding. */
static void warn_of_rounding(const struct judgement *judgement, const struct forest_answer *answer,
                             const struct judged_changes *judged)
{
    struct forest_answer other;
    struct judged_changes sane;

    if (fabs(answer->decisions[0]) < 1e-9 &&
        judge_once(judgement, true, &other, &sane) == ANALYSIS_OK &&
        !judge_same_places(judged, &sane))
        judge_warn(judgement, "the isolation forest flags runs that it cannot tell apart");
}

bool judge_anomaly(const struct judgement *judgement, struct orion_verdict *ret, struct error *err)
{
    struct judgement left = *judgement;
    struct forest_answer answer;
    struct judged_changes judged;
    enum analysis_status status;

    if (judgement->options->anomaly_window < 0)
        return error_set(err, ERROR_USAGE, "--anomaly-window",
                         "expected a number from 0 on, not %lld",
                         (long long)judgement->options->anomaly_window);
    leave_out_empty_columns(&left);
    left.frame = without_gaps(judgement);
    if (!judgement_check_numbers(&left, err))
        return false;
    status = judge_once(&left, judgement->options->correct, &answer, &judged);
    if (status != ANALYSIS_OK)
        return fail(&left, status, err);
    if (!judgement->options->correct)
        warn_of_rounding(&left, &answer, &judged);
    *ret = judge_verdict(&left, &judged);
    return true;
}
