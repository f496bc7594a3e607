/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_forms.h - a run's verdict for people and for CI systems: structs in, bytes out.
 *
 * base: the server's address, put before the links; "" leaves them relative to it. */
#ifndef RIGEL_REPORT_VERDICT_FORMS_H
#define RIGEL_REPORT_VERDICT_FORMS_H

#include "base/buffer.h"
#include "triage/verdict.h"

/* For the log of a CI job: the state and why on the first line; then the metrics that are no pass
 * as a table, what is missing, what is known, what the run itself said, how to confirm, links.
 * Control characters in names and texts are shown as '?'. */
void verdict_text_write(struct buffer *out, const struct run_verdict *run, const char *base);

/* JUnit XML: a test suite a test, a test case a metric. regression: failure; an expected metric
 * without a value: error; undecided, or another metric without a value: skipped; pass and known:
 * neither. What concerns the run as a whole is a test case named "run". */
void verdict_junit_write(struct buffer *out, const struct run_verdict *run, const char *base);

#endif
