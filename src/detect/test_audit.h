/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_audit.h - the detector measured on the series of one test (analysis/detector_audit.h).
 *
 * Each series is measured with the algorithm that makes its regressions, its threshold and
 * direction. Acknowledgements and `correlation` take no part: what is injected is in one series
 * alone, and nobody knows of it. Pure: a history in, figures out; equal histories and options give
 * equal figures, whatever the machine, the time or the other tests. */
#ifndef RIGEL_DETECT_TEST_AUDIT_H
#define RIGEL_DETECT_TEST_AUDIT_H

#include "analysis/detector_audit.h"
#include "detect/findings.h"

struct audit_options {
    unsigned samples; /* histories of either noise for each series, and steps of each size */
    double budget;    /* false reports in 1,000 values that the proposal keeps */
    uint32_t seed;
};

struct metric_audit {
    size_t series; /* position in history->series */
    enum audit_lack lack;
    size_t values; /* points that are there */
    struct audit_figures figures;
};

struct test_audit {
    struct metric_audit *metrics; /* those of history->series */
    size_t count;
    struct audit_figures figures; /* of all together */
};

/* Asked between two series; true: stop, the audit of this test is given up. */
typedef bool audit_interrupt(void *context);

/* All points of history must be loaded. *ret_done false: it was interrupted. Into arena. */
MUST_CHECK bool test_audit_make(struct detector *detector, struct arena *arena,
                                const struct test_history *history,
                                const struct audit_options *options, audit_interrupt *interrupt,
                                void *context, struct test_audit *ret, bool *ret_done,
                                struct error *err);

#endif
