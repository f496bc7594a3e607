/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_baseline.h"

#include <math.h>

static size_t baseline_rows(const struct orion_verdict *verdict)
{
    size_t rows = verdict->frame->row_count;

    for (size_t i = 0; i < verdict->count; i++)
        if (verdict->changes[i].row < rows)
            rows = verdict->changes[i].row;
    return rows > 0 ? rows : verdict->frame->row_count;
}

double baseline_mean(const struct orion_verdict *verdict, size_t column)
{
    const size_t rows = baseline_rows(verdict);
    double sum = 0;
    size_t count = 0;

    for (size_t row = 0; row < rows; row++) {
        const double number = frame_number(verdict->frame, column, row);
        if (isnan(number))
            continue;
        sum += number;
        count++;
    }
    return count > 0 ? sum / (double)count : (double)NAN;
}
