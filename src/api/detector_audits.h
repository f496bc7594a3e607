/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detector_audits.h - GET /api/v1/detector_audits and /api/v1/tests/{test}/audit: what was measured
 * of the detector on the tests' own series. (GET /api/v1/audit, who changed what, is audit.h.) */
#ifndef RIGEL_API_DETECTOR_AUDITS_H
#define RIGEL_API_DETECTOR_AUDITS_H

#include "api/request.h"
#include "store/detector_audits.h"
#include "json/writer.h"

MUST_CHECK bool detector_audits_list(struct request *request, struct error *err);
/* ERROR_NOT_FOUND: the test was not measured yet. */
MUST_CHECK bool detector_audits_get(struct request *request, struct error *err);

/* One test as an object of the writer: rows as detector_audit_load gives them, count >= 1. */
void detector_audit_write(struct writer *writer, struct arena *arena,
                          const struct detector_audit_row *rows, size_t count);
/* The proposal in a sentence, in arena. */
const char *detector_audit_words(struct arena *arena, const struct detector_audit_row *row);
/* Gauges of what was measured; tests beyond LIMIT_AUDIT_METRICS have none. */
void detector_audits_measure(struct metrics *metrics, const struct detector_audit_row *rows,
                             size_t count);

#endif
