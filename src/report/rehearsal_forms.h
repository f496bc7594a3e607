/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearsal_forms.h - the answer of `rigel rehearse` for people and for programs: structs in, bytes
 * out. */
#ifndef RIGEL_REPORT_REHEARSAL_FORMS_H
#define RIGEL_REPORT_REHEARSAL_FORMS_H

#include "base/buffer.h"
#include "triage/rehearsal.h"

/* A table a kind, with a row a metric; the notes; a line of counts at the end. */
void rehearsal_text(struct buffer *out, const struct rehearsal *rehearsal);
/* One object, as docs/operations.md shows it. */
void rehearsal_json(struct buffer *out, const struct rehearsal *rehearsal);

#endif
