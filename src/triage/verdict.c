/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict.h"

#include "store/run_facts.h"
#include "triage/verdict_judge.h"

bool verdict_of_run(struct store_connection *connection, struct arena *arena, const char *uuid,
                    const char *test, const struct verdict **ret_verdicts, size_t *ret_count,
                    struct error *err)
{
    struct run_facts *facts;
    size_t count;

    /* A baseline, and as many values again that may turn out to be an unconfirmed change. */
    const struct run_facts_limits limits = {.most = (size_t)BASELINE_MAX_RUNS * 2,
                                            .least_percent = BASELINE_FLOOR * 100};

    if (!run_facts_load(connection, arena, uuid, test, limits, &facts, &count, err))
        return false;

    struct verdict *verdicts = ARENA_ARRAY(arena, struct verdict, count);

    for (size_t i = 0; i < count; i++)
        verdicts[i] = verdict_judge(arena, &facts[i]);
    *ret_verdicts = verdicts;
    *ret_count = count;
    return true;
}
