/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearse.h - what the reload of a changed configuration would do to the regressions, from stored
 * history alone.
 *
 * Everything is read in one snapshot that the database keeps from being written in; nothing is
 * changed. Per test the same steps are taken as in job.h and with the same functions: series as
 * configured, series that must be searched, findings, groups, identities. What is computed is what
 * the analysis after the reload writes as long as the documents of the runs say what they said when
 * they were read: what may differ is told in the notes. */
#ifndef RIGEL_DETECT_REHEARSE_H
#define RIGEL_DETECT_REHEARSE_H

#include "config/service.h"
#include "store/store.h"
#include "triage/rehearsal.h"

/* threads: that search, beside the one that reads. The answer, in arena, does not depend on them.
 * Reads the acknowledgement files of config. */
MUST_CHECK bool rehearse(struct store *store, const struct service_config *config, unsigned threads,
                         struct arena *arena, struct rehearsal *ret, struct error *err);

#endif
