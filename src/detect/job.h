/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job.h - the analysis of one test, as one transaction: claim, load, analyse, triage, write, end
 * the claim, notify. Only series that were touched (detect/touched.h) are read; filters and
 * grouping go over all, with what is stored of the others.
 *
 * Idempotent: the same points, options and acknowledgements leave every row as it is. Killed
 * anywhere, nothing of it is seen and the queue still holds the work. */
#ifndef RIGEL_DETECT_JOB_H
#define RIGEL_DETECT_JOB_H

#include "detect/findings.h"
#include "store/change_points.h"
#include "store/store.h"

struct job_report {
    bool done;     /* false: another worker has the test, or nothing was queued any more */
    bool again;    /* the queue has moved: look at it once more */
    size_t series; /* read and searched; the others stand as they were */
    size_t states; /* saved states that the engines went on from */
    size_t change_points, regressions; /* of the test, with those that stand */
    size_t fresh, moved, gone; /* regressions new, moved to another run, no longer supported */
    struct change_points_written written;
};

/* arena is scratch: it is reset at the start. */
MUST_CHECK bool job_run(struct store_connection *connection, struct detector *detector,
                        struct arena *arena, int64_t test_id, struct job_report *ret,
                        struct error *err);

#endif
