/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_json.h - verdicts as JSON, and back. What is read gives the same bytes when written
 * again, so a stored verdict is told as a fresh one. */
#ifndef RIGEL_REPORT_VERDICT_JSON_H
#define RIGEL_REPORT_VERDICT_JSON_H

#include "triage/verdict.h"
#include "json/field.h"
#include "json/writer.h"

/* One test's object; key as the writer's functions take it. */
void verdict_json_write(struct writer *writer, const char *key, const struct verdict *verdict);
/* The whole answer. */
void run_verdict_json_write(struct writer *writer, const struct run_verdict *run);

/* Texts are copied into arena. uuid: of the run, which the object does not repeat. Faults are
 * told with their path, in the code of the object's root. */
MUST_CHECK bool verdict_json_read(struct arena *arena, const struct field *object, const char *uuid,
                                  struct verdict *ret_verdict, struct error *err);
/* What run_verdict_json_write wrote. */
MUST_CHECK bool run_verdict_json_read(struct arena *arena, const struct field *object,
                                      struct run_verdict *ret_run, struct error *err);

#endif
