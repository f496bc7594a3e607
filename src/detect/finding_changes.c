/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/finding_changes.h"

#include <string.h>

bool finding_counts(const struct test_history *history, const struct finding *finding)
{
    return finding->dropped == DROP_NONE &&
           strcmp(finding->algorithm, history->series[finding->series].regression_algorithm) == 0;
}

struct triage_change *finding_changes(struct arena *arena, const struct test_history *history,
                                      const struct finding *findings, size_t count)
{
    struct triage_change *changes = ARENA_ARRAY(arena, struct triage_change, count + 1);

    for (size_t i = 0; i < count; i++)
        changes[i] = (struct triage_change){
            .row = findings[i].row,
            .mean_before = findings[i].mean_before,
            .mean_after = findings[i].mean_after,
            .percent = findings[i].percent,
            .pvalue = findings[i].pvalue,
            .recovered = findings[i].recovered,
            .deviation = findings[i].stddev_before,
            .counts = finding_counts(history, &findings[i]),
        };
    return changes;
}
