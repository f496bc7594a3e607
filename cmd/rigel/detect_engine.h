/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detect_engine.h - one thread of `rigel detect`: a line of text in, an answer line out. */
#ifndef RIGEL_CMD_DETECT_ENGINE_H
#define RIGEL_CMD_DETECT_ENGINE_H

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "detect_series.h"

struct detect_engine; /* plans and scratch memory; one thread at a time */

/* replay (not of percent): what would have been reported after each value, a line a set that
 * differs from the one before. NULL: no memory. */
struct detect_engine *detect_engine_new(enum detect_algorithm algorithm, bool replay);
void detect_engine_free(struct detect_engine *engine); /* NULL is fine */

/* Puts the answer to text[0, size), line `number` of the input, into out (which is empty). False:
 * the answer is one that names the error, and err holds it too. */
MUST_CHECK bool detect_engine_answer(struct detect_engine *engine, size_t number, const char *text,
                                     size_t size, struct buffer *out, struct error *err);

#endif
