/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_reason.h - one sentence why a metric, or a run, got its verdict. */
#ifndef RIGEL_TRIAGE_VERDICT_REASON_H
#define RIGEL_TRIAGE_VERDICT_REASON_H

#include "base/arena.h"
#include "store/run_facts.h"
#include "triage/verdict.h"
#include "triage/verdict_rule.h"

/* judgement: of the value against the stretch before; unused where there is no value. */
const char *verdict_metric_reason(struct arena *arena, const struct run_facts *facts,
                                  const struct fact_series *series,
                                  const struct judgement *judgement);
/* Of a verdict whose state and metrics are set. */
const char *verdict_reason(struct arena *arena, const struct verdict *verdict);

#endif
