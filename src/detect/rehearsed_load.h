/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearsed_load.h - one test as it is stored and as a configuration would make it: read, not yet
 * searched. */
#ifndef RIGEL_DETECT_REHEARSED_LOAD_H
#define RIGEL_DETECT_REHEARSED_LOAD_H

#include "config/service.h"
#include "detect/findings.h"
#include "detect/rehearsed_test.h"
#include "detect/touched.h"
#include "store/analysis_queue.h"
#include "store/tests.h"

/* What one test is read with. */
struct rehearsed_setup {
    const struct detector *detector;         /* of the new configuration: its options */
    const struct acknowledgement_row *files; /* of its acknowledgement files */
    size_t file_count;
};

struct rehearsed_input {
    const struct stored_test *stored;
    const struct test *configured; /* NULL: not in the new configuration */
    struct test_history *before, *after;
    struct queue_claim queued;
    struct touched touched;
    struct acknowledgement_row *acknowledged; /* that would hold */
    size_t acknowledged_count;
    struct change_point_row *points;
    size_t point_count;
    struct regression_row *regressions;
    size_t regression_count;
    bool analysed; /* the reload analyses it; else what follows `queued` is empty */
};

/* All that is needed, points included, into arena. */
MUST_CHECK bool rehearsed_load(struct store_connection *connection, struct arena *arena,
                               const struct rehearsed_setup *setup,
                               const struct stored_test *stored, const struct test *configured,
                               struct rehearsed_input *ret, struct error *err);

/* The acknowledgements of a test after those of the files were brought in: those of other origins
 * and the files' own. *ret_differ: another change point is acknowledged, or one no more. Pure. */
size_t rehearsed_acknowledged(struct arena *arena, const char *test,
                              const struct acknowledgement_row *stored, size_t stored_count,
                              const struct acknowledgement_row *files, size_t file_count,
                              struct acknowledgement_row **ret_rows, bool *ret_differ);

#endif
