/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/recoveries.h"

#include <string.h>

/* Findings of one algorithm and series. */
static void find_in(struct arena *arena, const struct test_history *history,
                    struct finding *findings, size_t count)
{
    struct recovery_change *changes = ARENA_ARRAY(arena, struct recovery_change, count + 1);
    const struct history_series *series = &history->series[findings[0].series];

    for (size_t i = 0; i < count; i++)
        changes[i] = (struct recovery_change){.row = findings[i].row,
                                              .before = findings[i].mean_before,
                                              .after = findings[i].mean_after,
                                              .deviation = findings[i].stddev_before};
    for (size_t i = 0; i < count; i++)
        findings[i].recovered = recovery_row(series->values, history->run_count, changes, count, i);
}

void recoveries_find(struct arena *arena, const struct test_history *history,
                     struct finding *findings, size_t count)
{
    size_t next;

    for (size_t i = 0; i < count; i = next) {
        for (next = i + 1; next < count && findings[next].series == findings[i].series &&
                           strcmp(findings[next].algorithm, findings[i].algorithm) == 0;)
            next++;
        if (history->series[findings[i].series].values &&
            strcmp(findings[i].algorithm, ALGORITHM_PERCENT) != 0)
            find_in(arena, history, &findings[i], next - i);
    }
}
