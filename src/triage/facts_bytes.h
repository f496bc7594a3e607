/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts_bytes.h - all that a verdict was made from, as bytes to be kept beside it, and back.
 *
 * The judge (verdict_judge.h) is pure: the same facts and options give the same verdict, however
 * much the tables have changed since. What is read back has every bit of what was written. */
#ifndef RIGEL_TRIAGE_FACTS_BYTES_H
#define RIGEL_TRIAGE_FACTS_BYTES_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "store/run_facts.h"
#include "triage/verdict.h"

/* Appends to out; arena is for scratch. */
void facts_bytes_write(struct buffer *out, struct arena *arena, const struct run_facts *facts,
                       const struct verdict_options *options);
/* Into arena. ERROR_INPUT: these are no such bytes, or of another version. */
MUST_CHECK bool facts_bytes_read(struct arena *arena, const void *bytes, size_t size,
                                 struct run_facts *ret_facts, struct verdict_options *ret_options,
                                 struct error *err);

#endif
