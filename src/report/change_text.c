/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/change_text.h"

#include <math.h>

#include "report/text.h"

const char *change_text(struct arena *arena, double before, double after, const char *unit)
{
    if (!isfinite(before) || !isfinite(after))
        return NULL;
    return arena_printf(arena, "from %.6g to %.6g%s%s", before, after, unit && *unit ? " " : "",
                        unit ? unit : "");
}

const char *change_cell(struct arena *arena, double percent, double before, double after,
                        const char *unit)
{
    char text[PERCENT_TEXT_SIZE];

    if (isfinite(percent))
        return arena_strdup(arena, percent_text(percent, text));
    const char *change = before == after ? NULL : change_text(arena, before, after, unit);
    return change ? change : "-";
}
