/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detector_audits.h - what was measured of the detector on each test (analysis/detector_audit.h):
 * the newest measurement, a row a metric and one for all of them. Not the log of who changed what:
 * that is store/audit.h. */
#ifndef RIGEL_STORE_DETECTOR_AUDITS_H
#define RIGEL_STORE_DETECTOR_AUDITS_H

#include "analysis/detector_audit.h"
#include "base/arena.h"
#include "store/browse.h"
#include "store/store.h"

struct detector_audit_row {
    int64_t test_id;
    const char *test;      /* as read; not looked at when written */
    const char *metric;    /* "": all of the test */
    int64_t position;      /* -1: all of the test */
    int64_t measured_at;   /* as read */
    double cpu_seconds;    /* of the test */
    const char *algorithm; /* "": the series have different ones */
    int direction;
    double threshold; /* percent */
    int64_t samples;
    double budget; /* false reports in 1,000 values */
    enum audit_lack lack;
    int64_t points;
    struct audit_figures figures;
};

/* Takes the place of what was measured before. Inside a transaction; rows are of this test. */
MUST_CHECK bool detector_audit_save(struct store_connection *connection, int64_t test_id,
                                    const struct detector_audit_row *rows, size_t count,
                                    struct error *err);
/* Active tests that were not measured for us microseconds, the longest ago first. */
MUST_CHECK bool detector_audit_due(struct store_connection *connection, struct arena *arena,
                                   int64_t us, int64_t **ret_test_ids, size_t *ret_count,
                                   struct error *err);
/* All of one test, the whole first; none where it was not measured yet. */
MUST_CHECK bool detector_audit_load(struct store_connection *connection, struct arena *arena,
                                    int64_t test_id, struct detector_audit_row **ret_rows,
                                    size_t *ret_count, struct error *err);
/* The whole of each test, by name after `after`, at most `most`. */
MUST_CHECK bool detector_audit_list(struct store_connection *connection, struct arena *arena,
                                    struct browse_scope scope, const char *after, size_t most,
                                    struct detector_audit_row **ret_rows, size_t *ret_count,
                                    struct error *err);

#endif
