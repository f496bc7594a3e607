/* SPDX-License-Identifier: GPL-3.0-or-later */
/* change_text.h - a change in its own unit, for where a percentage says little or nothing: a level
 * that was 0 has none. */
#ifndef RIGEL_REPORT_CHANGE_TEXT_H
#define RIGEL_REPORT_CHANGE_TEXT_H

#include "base/arena.h"

/* "from 0 to 3.2 ms", in arena; unit: NULL or "": not said. NULL where either is no number. */
const char *change_text(struct arena *arena, double before, double after, const char *unit);
/* "+50.0%"; where that is no number the change as above, where there is none of that "-". */
const char *change_cell(struct arena *arena, double percent, double before, double after,
                        const char *unit);

#endif
