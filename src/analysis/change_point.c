/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/change_point.h"

struct change_point change_point_of(const struct comparison *numbers, size_t index)
{
    return (struct change_point){
        .index = index,
        .mean_before = numbers->before.mean,
        .mean_after = numbers->after.mean,
        .stddev_before = numbers->before.stddev,
        .stddev_after = numbers->after.stddev,
        .pvalue = numbers->pvalue,
        .forward_rel_change = relative_change(numbers->before.mean, numbers->after.mean),
        .backward_rel_change = relative_change(numbers->after.mean, numbers->before.mean),
        .magnitude = comparison_magnitude(numbers),
    };
}
