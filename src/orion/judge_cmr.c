/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --cmr: the newest run against the mean of all earlier ones. Orion asks for the direction only;
 * with
 * --correct threshold, acknowledgements and correlation count as they do for E-Divisive. */
#include <math.h>

#include "orion/judge_parts.h"

/* Orion joins what is no plain number (bool, mixed columns, none but nulls) to a text, and fails on
 * it. */
static bool check_types(const struct judgement *judgement, struct error *err)
{
    if (!judgement_check_numbers(judgement, err))
        return false;
    for (size_t i = 0; i < judgement->column_count; i++) {
        const size_t column = judgement->columns[i];
        const enum column_type type = frame_column_type(judgement->frame, column);

        if (type == COLUMN_IS_OBJECT && !frame_has_value(judgement->frame, column)) {
            if (judgement->options->correct)
                continue;
            return error_set(err, ERROR_INPUT, judgement->frame->columns[column].name,
                             "fault 5: a metric without a single value cannot be compared; "
                             "--correct compares the others");
        }
        if (type == COLUMN_IS_BOOL || type == COLUMN_IS_OBJECT)
            return error_set(err, ERROR_INPUT, judgement->frame->columns[column].name,
                             "true and false have no mean");
    }
    return true;
}

static struct found_changes compare(const struct judgement *judgement, size_t column)
{
    const struct frame *frame = judgement->frame;
    double *values = ARENA_ARRAY(judgement->arena, double, frame->row_count);
    struct found_changes found = {ARENA_NEW(judgement->arena, struct frame_change), 0};
    struct percent_result result;

    for (size_t row = 0; row < frame->row_count; row++)
        values[row] = frame_number(frame, column, row);
    (void)percent_run(values, frame->row_count, judge_sign(frame->columns[column].metric), &result);
    /* Without a direction Orion reports even what is equal, or missing. */
    if (judgement->options->correct && !(fabs(result.value - result.mean_before) > 0))
        result.reported = false;
    if (result.reported)
        found.items[found.count++] = judge_change((struct frame_change){
            .row = 1,
            .column = column,
            .mean_before = result.mean_before,
            .mean_after = result.value,
            .pvalue = 1,
        });
    return found;
}

static struct judged_changes keep_all(const struct judgement *judgement,
                                      const struct found_changes *found)
{
    struct judged_changes all = {
        .kept = ARENA_ARRAY(judgement->arena, struct frame_change, judgement->column_count)};

    for (size_t i = 0; i < judgement->column_count; i++)
        for (size_t k = 0; k < found[i].count; k++)
            all.kept[all.kept_count++] = found[i].items[k];
    return all;
}

bool judge_cmr(const struct judgement *judgement, struct orion_verdict *ret, struct error *err)
{
    const bool correct = judgement->options->correct;

    if (judgement->frame->row_count == 0 && !correct)
        return error_set(err, ERROR_INPUT, judgement->frame->test->name,
                         "there is no run to compare");
    if (judgement->frame->row_count < 2) {
        *ret = judge_verdict(judgement, &(struct judged_changes){.kept_count = 0});
        return true;
    }
    if (!check_types(judgement, err))
        return false;

    struct judgement two = *judgement;
    struct found_changes *found =
        ARENA_ARRAY(judgement->arena, struct found_changes, judgement->column_count);

    two.frame = judge_two_rows(judgement->arena, judgement->frame);
    if (!two.frame)
        return error_set(err, ERROR_NO_MEMORY, judgement->frame->test->name,
                         "the texts of %zu runs together are too long",
                         judgement->frame->row_count);
    for (size_t i = 0; i < judgement->column_count; i++)
        found[i] = compare(judgement, judgement->columns[i]);

    const struct judged_changes all = keep_all(judgement, found);
    const struct judged_changes right =
        judge_apply_rules(&two, found, (struct judge_rules){true, true, true});

    if (!correct) {
        if (!judge_same_places(&all, &right))
            judge_warn(judgement,
                       "fault 12: threshold and acknowledgements do not count for --cmr");
    }
    *ret = judge_verdict(&two, correct ? &right : &all);
    ret->is_early = false; /* two rows are always early */
    return true;
}
