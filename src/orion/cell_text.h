/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cell_text.h - a cell as Python's str() prints it: True, 4.2, nan, ['a', 1]. */
#ifndef RIGEL_ORION_CELL_TEXT_H
#define RIGEL_ORION_CELL_TEXT_H

#include "base/buffer.h"
#include "orion/frame.h"

void cell_text(struct buffer *out, const struct cell *cell);
/* The list of texts, as Python's repr() prints it: ['a', 'b']. */
void text_list_repr(struct buffer *out, const struct text_list *list);

#endif
