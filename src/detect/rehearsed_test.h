/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearsed_test.h - one test before and after a change of its configuration, and the regressions
 * that differ.
 *
 * Pure: what was read and computed in, the differences out. */
#ifndef RIGEL_DETECT_REHEARSED_TEST_H
#define RIGEL_DETECT_REHEARSED_TEST_H

#include "detect/findings.h"
#include "store/change_points.h"
#include "triage/rehearsal.h"
#include "triage/triage.h"

struct rehearsed_test {
    const struct test_history *before, *after; /* the same runs; series as stored, as configured */
    /* As stored. */
    const struct change_point_row *points;
    size_t point_count;
    const struct regression_row *regressions;
    size_t regression_count;
    /* As the reload would write them: plan was made from changes, and those of the findings. */
    const struct finding *findings;
    const struct triage_change *changes;
    size_t finding_count;
    struct triage_plan plan;
    const struct acknowledgement_row *acknowledged; /* that would hold */
    size_t acknowledged_count;
};

/* Differences of many tests, as they grow. */
struct rehearsed_list {
    struct arena *arena; /* everything in it, texts included */
    struct rehearsal_regression *items;
    size_t count, capacity;
};

void rehearsed_test_compare(const struct rehearsed_test *test, struct rehearsed_list *list);

#endif
