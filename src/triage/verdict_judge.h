/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_judge.h - from the facts about a run to its verdict. Pure: no store, no clock. */
#ifndef RIGEL_TRIAGE_VERDICT_JUDGE_H
#define RIGEL_TRIAGE_VERDICT_JUDGE_H

#include "base/arena.h"
#include "store/run_facts.h"
#include "triage/verdict.h"
#include "triage/verdict_rule.h"

enum { VERDICT_LOOK_BACK = 20 }; /* settled runs that say which metrics are usual */

/* The verdict, in arena; what it says is borrowed from facts. */
struct verdict verdict_judge(struct arena *arena, const struct run_facts *facts,
                             const struct verdict_options *options);

/* A change point that no filter dropped begins at the run. */
bool change_counts(const struct fact_series *series);
/* The runs after it bear it out within the error budget, or there are none yet. The search for
 * change points itself keeps no budget. */
bool change_is_certain(const struct fact_series *series, const struct judgement *judgement);
/* The value is out of line, but since a run of another build. A repeated run of the build that
 * brought a change is told so again. */
bool is_older(const struct run_facts *facts, const struct fact_series *series,
              const struct judgement *judgement);
/* The value lies on the level that a known change brought, not on the one before it. */
bool is_at_known_level(const struct fact_series *series);
/* Beyond a fixed limit. */
bool is_beyond_limit(const struct fact_series *series);
/* Until the run settles, what settling waits for (ingest/settle.h): a metric that half of the runs
 * before had, all where there are none. Then only what nearly all of them had. */
bool is_expected(const struct run_facts *facts, const struct fact_series *series);

#endif
