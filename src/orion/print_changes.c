/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_changes.h"

#include <math.h>

#include "orion/fault_warning.h"

struct changes_by_row changes_sort(struct arena *arena, const struct orion_verdict *verdict)
{
    const size_t rows = verdict->frame->row_count;
    size_t *first = ARENA_ARRAY(arena, size_t, rows + 2);
    const struct frame_change **sorted =
        ARENA_ARRAY(arena, const struct frame_change *, verdict->count);

    /* Counting sort: afterwards first[row + 1] has moved on to where the next row begins. */
    for (size_t i = 0; i < verdict->count; i++)
        first[verdict->changes[i].row + 2]++;
    for (size_t row = 1; row < rows + 2; row++)
        first[row] += first[row - 1];
    for (size_t i = 0; i < verdict->count; i++)
        sorted[first[verdict->changes[i].row + 1]++] = &verdict->changes[i];
    return (struct changes_by_row){sorted, first};
}

const struct frame_change *changes_find(const struct changes_by_row *changes, size_t row,
                                        size_t column)
{
    for (size_t i = changes->first[row]; i < changes->first[row + 1]; i++)
        if (changes->sorted[i]->column == column)
            return changes->sorted[i];
    return NULL;
}

double change_percent(const struct frame_change *change)
{
    return (change->mean_after - change->mean_before) / change->mean_before * 100;
}

double change_table_percent(const struct frame_change *change, bool correct)
{
    if (change->mean_before == 0)
        return correct ? change_percent(change) : 0;
    return (change->mean_after / change->mean_before - 1) * 100;
}

void changes_warn_of_zero(const struct orion_verdict *verdict, bool correct)
{
    for (size_t i = 0; i < verdict->count && !correct; i++)
        if (verdict->changes[i].mean_before == 0) {
            fault_warn("fault 14: a change from 0 has no percentage, and is shown with one",
                       "column", verdict->frame->columns[verdict->changes[i].column].name);
            return;
        }
}

struct row_list changes_shown_rows(struct arena *arena, const struct orion_verdict *verdict,
                                   bool collapse)
{
    const size_t rows = verdict->frame->row_count;
    size_t *shown = ARENA_ARRAY(arena, size_t, rows), count = 0;
    bool *is_shown = ARENA_ARRAY(arena, bool, rows);

    if (!collapse) {
        for (; count < rows; count++)
            shown[count] = count;
        return (struct row_list){shown, count};
    }
    for (size_t i = 0; i < verdict->count; i++) {
        const size_t row = verdict->changes[i].row;
        const size_t start = row > 0 ? row - 1 : row, end = row + 1 < rows ? row + 1 : row;

        for (size_t near = start; near <= end; near++)
            if (!is_shown[near]) {
                is_shown[near] = true;
                shown[count++] = near;
            }
    }
    return (struct row_list){shown, count};
}
