/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_said.h - what the run itself said: did its job fail, are its alerts bad enough? */
#ifndef RIGEL_TRIAGE_VERDICT_SAID_H
#define RIGEL_TRIAGE_VERDICT_SAID_H

#include "store/run_facts.h"
#include "triage/verdict.h"

/* A word of CI systems for a job that did not succeed, whatever its case: "failure", "aborted". A
 * word that nobody knows is no failure. */
bool job_status_fails(const char *status);
/* Is an alert of this severity at least as bad as `least`? Unknown severities never are. */
bool alert_severity_reaches(const char *severity, enum alert_severity least);

struct verdict_said verdict_said_of(struct arena *arena, const struct run_facts *facts,
                                    const struct verdict_options *options);

#endif
