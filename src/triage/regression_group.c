/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/regression_group.h"

#include <math.h>
#include <stdlib.h>

double triage_percent(const struct triage_change *change)
{
    if (isfinite(change->percent))
        return change->percent;
    return copysign(INFINITY, change->mean_after - change->mean_before);
}

static int compare_rows(const void *left, const void *right)
{
    const struct triage_change *a = *(struct triage_change *const *)left;
    const struct triage_change *b = *(struct triage_change *const *)right;

    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return a < b ? -1 : a > b; /* the order given: qsort alone is not stable */
}

static bool is_telling(const struct triage_change *change)
{
    return fabs(change->mean_after - change->mean_before) >= REGRESSION_TELLING * change->deviation;
}

/* Of the members in order[0, count), all of one group. */
static size_t group_recovered(struct triage_change *const *order, size_t count)
{
    size_t latest = 0, telling = 0, asked = 0, back = 0;

    for (size_t i = 0; i < count; i++)
        telling += is_telling(order[i]) ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        if (telling > 0 && !is_telling(order[i]))
            continue;
        asked++;
        if (order[i]->recovered == RECOVERY_NONE)
            continue;
        back++;
        latest = order[i]->recovered > latest ? order[i]->recovered : latest;
    }
    return back * 3 >= asked * 2 ? latest : RECOVERY_NONE;
}

static void group_add(struct regression_group *group, const struct triage_change *change)
{
    const double percent = triage_percent(change);

    if (group->metrics == 0 || fabs(percent) > fabs(group->percent)) {
        group->percent = percent;
        group->pvalue = change->pvalue;
    }
    group->metrics++;
}

size_t regression_group_changes(struct arena *arena, struct triage_change *changes, size_t count,
                                struct regression_group **ret_groups)
{
    struct triage_change **order = ARENA_ARRAY(arena, struct triage_change *, count + 1);
    struct regression_group *groups = ARENA_ARRAY(arena, struct regression_group, count + 1);
    size_t counting = 0, group_count = 0;

    for (size_t i = 0; i < count; i++)
        if (changes[i].counts)
            order[counting++] = &changes[i];
    qsort(order, counting, sizeof(struct triage_change *), compare_rows);

    for (size_t i = 0; i < counting; i++) {
        if (i == 0 || order[i]->row != order[i - 1]->row)
            groups[group_count++] = (struct regression_group){.row = order[i]->row};
        group_add(&groups[group_count - 1], order[i]);
        order[i]->group = group_count - 1;
    }
    for (size_t i = 0, first = 0; i < group_count; first += groups[i++].metrics)
        groups[i].recovered = group_recovered(order + first, groups[i].metrics);
    *ret_groups = groups;
    return group_count;
}
