/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alerts.h - alert documents that a benchmark indexed among its results (kube-burner: metricName
 * "alert", with uuid, timestamp, severity and description).
 *
 * They are asked for by one more metric of the test, which has conditions but no column: so every
 * source finds them with the results, in the same requests, and a late one changes the run's
 * fingerprint. */
#ifndef RIGEL_INGEST_ALERTS_H
#define RIGEL_INGEST_ALERTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/test.h"
#include "ingest/source.h"
#include "store/run_alerts.h"

/* The test with that metric at its end (metric.is_alert), in arena. alone: the source gives no
 * documents of the other metrics, which keep their positions. */
const struct test *alerts_test(struct arena *arena, const struct test *test, bool alone);

struct alert_reader;

struct alert_reader *alert_reader_new(void); /* never NULL */
void alert_reader_free(struct alert_reader *reader);

enum alert_answer {
    ALERT_NONE, /* another document that the metric's condition took, or none of its */
    ALERT_TAKEN,
    ALERT_SPOILT, /* err says why, its place is the field */
};

/* A usable document of joined, a test of alerts_test (of another test: ALERT_NONE). What *ret holds
 * lives in arena; run_id is the caller's to fill in. */
MUST_CHECK enum alert_answer alert_read(struct alert_reader *reader, const struct test *joined,
                                        const struct hit *hit, struct arena *arena,
                                        struct alert_row *ret, struct error *err);

#endif
