/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/judge.h"

#include "orion/fault_warning.h"
#include "orion/judge_parts.h"

enum { EARLY_ROWS = 5 };

struct judgement judgement_of(struct arena *arena, const struct frame *frame,
                              const struct judge_options *options)
{
    size_t *columns = ARENA_ARRAY(arena, size_t, frame->column_count);
    size_t count = 0;

    for (size_t i = 0; i < frame->column_count; i++)
        if (frame->columns[i].role == COLUMN_VALUE)
            columns[count++] = i;
    return (struct judgement){arena, frame, options, columns, count};
}

bool judgement_check_numbers(const struct judgement *judgement, struct error *err)
{
    const struct frame *frame = judgement->frame;

    for (size_t i = 0; i < judgement->column_count; i++) {
        const struct frame_column *column = &frame->columns[judgement->columns[i]];

        for (size_t row = 0; row < frame->row_count; row++) {
            const struct cell *cell = &column->cells[row];

            if (cell->kind == CELL_TEXT || cell->kind == CELL_JSON)
                return error_set(err, ERROR_INPUT, column->name,
                                 "run %s has %s where a number was expected", frame->rows[row].run,
                                 cell->text);
        }
    }
    return true;
}

int judge_sign(const struct metric *metric)
{
    return metric->direction ? metric->direction : metric->sign;
}

struct frame_change judge_change(struct frame_change change)
{
    change.percent = (change.mean_after - change.mean_before) / change.mean_before * 100;
    return change;
}

void judge_warn(const struct judgement *judgement, const char *fault)
{
    fault_warn(fault, "test", judgement->frame->test->name);
}

bool judge_same_places(const struct judged_changes *one, const struct judged_changes *other)
{
    if (one->kept_count != other->kept_count)
        return false;
    for (size_t i = 0; i < one->kept_count; i++)
        if (one->kept[i].row != other->kept[i].row || one->kept[i].column != other->kept[i].column)
            return false;
    return true;
}

struct orion_verdict judge_verdict(const struct judgement *judgement,
                                   const struct judged_changes *changes)
{
    struct orion_verdict verdict = {
        .frame = judgement->frame,
        .changes = changes->kept,
        .count = changes->kept_count,
        .dropped = changes->dropped,
        .dropped_count = changes->dropped_count,
        .regression = changes->kept_count > 0,
    };

    for (size_t i = 0; i < verdict.count; i++)
        verdict.is_early |= verdict.changes[i].row < EARLY_ROWS;
    return verdict;
}

bool judge_frame(struct arena *arena, const struct frame *frame,
                 const struct judge_options *options, struct orion_verdict *ret, struct error *err)
{
    const struct judgement judgement = judgement_of(arena, frame, options);

    switch (options->algorithm) {
    case ORION_HUNTER:
        return judge_hunter(&judgement, ret, err);
    case ORION_CMR:
        return judge_cmr(&judgement, ret, err);
    case ORION_ANOMALY:
        return judge_anomaly(&judgement, ret, err);
    case ORION_NO_ALGORITHM:
        break;
    }
    return error_set(err, ERROR_USAGE, NULL, "no algorithm was chosen");
}

/* Before those of the same column that come later; the list stays sorted. */
static void insert_dropped(struct dropped_change *dropped, size_t count, struct frame_change change)
{
    size_t at = count;

    for (; at > 0; at--) {
        const struct frame_change *before = &dropped[at - 1].change;

        if (before->column < change.column ||
            (before->column == change.column && before->row < change.row))
            break;
        dropped[at] = dropped[at - 1];
    }
    dropped[at] = (struct dropped_change){change, DROP_EARLY, ""};
}

void judge_drop_early(struct orion_verdict *verdict, bool correct)
{
    struct arena *arena = verdict->frame->arena;
    struct frame_change *kept = ARENA_ARRAY(arena, struct frame_change, verdict->count);
    struct dropped_change *dropped =
        ARENA_ARRAY(arena, struct dropped_change, verdict->dropped_count + verdict->count);
    size_t kept_count = 0, dropped_count = verdict->dropped_count;

    for (size_t i = 0; i < dropped_count; i++)
        dropped[i] = verdict->dropped[i];
    for (size_t i = 0; i < verdict->count; i++) {
        if (verdict->changes[i].row >= EARLY_ROWS)
            kept[kept_count++] = verdict->changes[i];
        else
            insert_dropped(dropped, dropped_count++, verdict->changes[i]);
    }
    verdict->changes = kept;
    verdict->count = kept_count;
    verdict->dropped = dropped;
    verdict->dropped_count = dropped_count;
    verdict->is_early = false;
    verdict->regression = correct && kept_count > 0;
    if (!correct && kept_count > 0) {
        const struct judgement judgement = {.frame = verdict->frame};

        judge_warn(&judgement, "fault 4: an early change hides later ones");
    }
}
