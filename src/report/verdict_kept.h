/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_kept.h - a verdict as it is kept: what it says, and what it was made from. */
#ifndef RIGEL_REPORT_VERDICT_KEPT_H
#define RIGEL_REPORT_VERDICT_KEPT_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "triage/verdict.h"

struct verdict_kept {
    const char *body;  /* JSON, verdict_json.h */
    const void *facts; /* triage/facts_bytes.h */
    size_t facts_size;
};

/* In arena. The verdict has its facts, as those have that verdict_of_run makes.
 * ERROR_NO_MEMORY: they take too much. */
MUST_CHECK bool verdict_keep(struct arena *arena, const struct verdict *verdict,
                             const struct verdict_options *options, struct verdict_kept *ret_kept,
                             struct error *err);

/* The verdict of kept facts, made anew. ERROR_INPUT: they were kept by another version. */
MUST_CHECK bool verdict_rebuild(struct arena *arena, const void *facts, size_t size,
                                struct verdict *ret_verdict, struct error *err);

#endif
