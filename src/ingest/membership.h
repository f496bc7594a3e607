/* SPDX-License-Identifier: GPL-3.0-or-later */
/* membership.h - the runs of a test: from its metadata documents to one row a run.
 *
 * A run may have several metadata documents (a retried upload): the earliest by the test's time
 * field counts, ties by the smallest document id, then index. Its version field is the build, its
 * buildUrl (or build_url) the build URL. A document without a run id or a readable time is put
 * aside. */
#ifndef RIGEL_INGEST_MEMBERSHIP_H
#define RIGEL_INGEST_MEMBERSHIP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/test.h"
#include "ingest/rejects.h"
#include "ingest/source.h"
#include "store/runs.h"

/* Longer run ids and builds are no such things; index keys of the database could not hold them. */
enum { MEMBERSHIP_NAME_SIZE = 512 };

/* The runs that the source says belong, as source_ops.runs takes since_us and uuid; by run id, in
 * arena. */
MUST_CHECK bool membership_read(struct source *source, const struct test *test, int64_t since_us,
                                const char *uuid, struct arena *arena, struct rejects *rejects,
                                const struct run_row **ret_runs, size_t *ret_count,
                                struct error *err);

#endif
