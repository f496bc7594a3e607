/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict_adjust.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
    double pvalue;
    size_t index; /* of the metric */
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;

    if (a->pvalue < b->pvalue || a->pvalue > b->pvalue)
        return a->pvalue < b->pvalue ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

static double shared_pvalue(const struct judgement *judgement, const struct verdict_metric *metric)
{
    const bool is_bad =
        judgement->deviation == DEVIATION_WORSE || judgement->deviation == DEVIATION_SUSPICIOUS;

    return is_bad && metric->state != VERDICT_KNOWN ? judgement->pvalue : 1;
}

static void adjust(struct ranked *ranked, size_t count, struct verdict_metric *metrics)
{
    double least = 1;

    qsort(ranked, count, sizeof *ranked, compare_ranked);
    for (size_t i = count; i > 0; i--) {
        least = fmin(least, ranked[i - 1].pvalue * (double)count / (double)i);
        metrics[ranked[i - 1].index].adjusted_pvalue = least;
    }
}

static void adjust_group(struct ranked *ranked, const struct judgement *judgements,
                         struct verdict_metric *metrics, size_t count, bool repeated)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        if (!isnan(judgements[i].pvalue) && judgements[i].repeated == repeated)
            ranked[used++] = (struct ranked){shared_pvalue(&judgements[i], &metrics[i]), i};
    if (used > 0)
        adjust(ranked, used, metrics);
}

void verdict_adjust(struct arena *arena, const struct judgement *judgements,
                    struct verdict_metric *metrics, size_t count)
{
    struct ranked *ranked = ARENA_ARRAY(arena, struct ranked, count + 1);

    adjust_group(ranked, judgements, metrics, count, false);
    adjust_group(ranked, judgements, metrics, count, true);
}
