/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict.h"

#include <stdio.h>
#include <string.h>

#include "store/run_facts.h"
#include "triage/verdict_judge.h"

static const char *const state_names[VERDICT_STATES] = {"pass", "regression", "undecided",
                                                        "no_data", "known"};

const char *verdict_state_name(enum verdict_state state)
{
    return state_names[state];
}

bool verdict_state_read(const char *name, enum verdict_state *ret_state)
{
    for (int state = VERDICT_PASS; state < VERDICT_STATES; state++)
        if (strcmp(state_names[state], name) == 0) {
            *ret_state = (enum verdict_state)state;
            return true;
        }
    return false;
}

const char *verdict_cause_name(enum verdict_cause cause)
{
    static const char *const names[CAUSES] = {"metrics", "limit", "run"};

    return names[cause];
}

const char *verdict_lack_name(enum verdict_lack lack)
{
    static const char *const names[] = {"run", "metric", "settling"};

    return names[lack];
}

struct verdict_options verdict_options_of(const struct service_config *config)
{
    return (struct verdict_options){.error_budget = config->verdict_error_budget,
                                    .fail_on_alerts = config->verdict_fail_on_alerts,
                                    .fail_on_job = config->verdict_fail_on_job};
}

char *verdict_options_text(const struct verdict_options *options, char out[VERDICT_OPTIONS_SIZE])
{
    (void)snprintf(out, VERDICT_OPTIONS_SIZE, "1 budget=%.17g alerts=%d job=%d",
                   options->error_budget, (int)options->fail_on_alerts, options->fail_on_job);
    return out;
}

bool verdict_of_run(struct store_connection *connection, struct arena *arena, const char *uuid,
                    const char *test, const struct verdict_options *options,
                    struct verdict **ret_verdicts, size_t *ret_count, struct error *err)
{
    struct run_facts *facts;
    size_t count;

    /* A baseline, and as many values again that may turn out to be an unconfirmed change. */
    const struct run_facts_limits limits = {.most = (size_t)BASELINE_MAX_RUNS * 2,
                                            .least_percent = BASELINE_FLOOR * 100,
                                            .look_back = VERDICT_LOOK_BACK};

    if (!run_facts_load(connection, arena, uuid, test, limits, &facts, &count, err))
        return false;

    struct verdict *verdicts = ARENA_ARRAY(arena, struct verdict, count + 1);

    for (size_t i = 0; i < count; i++)
        verdicts[i] = verdict_judge(arena, &facts[i], options);
    *ret_verdicts = verdicts;
    *ret_count = count;
    return true;
}
