/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detect_answer.h - the answer lines of `rigel detect`, with their line feed. */
#ifndef RIGEL_CMD_DETECT_ANSWER_H
#define RIGEL_CMD_DETECT_ANSWER_H

#include "base/buffer.h"
#include "detect_series.h"

void detect_answer_points(struct buffer *out, const struct detect_series *series,
                          const struct change_point *points, size_t count);
enum analysis_status detect_answer_steady(struct buffer *out, const struct detect_series *series,
                                          struct steady *steady);
/* Of a replay: what was reported when there were n values. */
void detect_answer_indexes(struct buffer *out, const struct detect_series *series, size_t n,
                           const size_t *indexes, size_t count);
void detect_answer_error(struct buffer *out, const struct detect_series *series, const char *text);

#endif
