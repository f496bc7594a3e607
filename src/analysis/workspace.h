/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workspace.h - inside the room: the scratch memory of one thread, for runs and for appends. */
#ifndef RIGEL_ANALYSIS_WORKSPACE_H
#define RIGEL_ANALYSIS_WORKSPACE_H

#include <stddef.h>

#include "analysis/analysis.h"
#include "analysis/append.h"
#include "analysis/merge.h"
#include "analysis/window.h"

struct edivisive_workspace {
    struct window_scratch window;
    struct merge_scratch merge;
    struct append_scratch append;
    size_t capacity;           /* of the arrays below */
    double *series;            /* after the missing way */
    size_t *origin;            /* of its values in the caller's series */
    size_t *weak;              /* as the caller counts */
    struct weak_point *points; /* as the series counts */
    struct change_point *result;
    size_t weak_count, count, length; /* length of the series */
    enum missing_way way;
};

#endif
