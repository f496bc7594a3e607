/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_job.h - measures the detector on the stored series of a test, and keeps what came out.
 *
 * The history is read in one snapshot and the result written in one transaction; between the two no
 * connection is held. detector_audit then has the figures of one definition and one history. */
#ifndef RIGEL_DETECT_AUDIT_JOB_H
#define RIGEL_DETECT_AUDIT_JOB_H

#include "detect/test_audit.h"
#include "store/store.h"

/* arena is scratch: it is reset at the start. *ret_done false: it was interrupted, and what was
 * kept before stays. ERROR_NOT_FOUND: no such test. */
MUST_CHECK bool audit_job_run(struct store *store, struct detector *detector, struct arena *arena,
                              int64_t test_id, const struct audit_options *options,
                              audit_interrupt *interrupt, void *context, bool *ret_done,
                              struct error *err);

#endif
