/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/rehearsal.h"

const char *rehearsal_kind_name(enum rehearsal_kind kind)
{
    static const char *const names[] = {[REHEARSAL_GAINED] = "gained",
                                        [REHEARSAL_LOST] = "lost",
                                        [REHEARSAL_MOVED] = "moved",
                                        [REHEARSAL_CHANGED] = "changed"};

    return names[kind];
}

const char *rehearsal_why_name(enum rehearsal_why why)
{
    static const char *const names[] = {
        [REHEARSAL_SAME] = "same",
        [REHEARSAL_METRIC] = "metric",
        [REHEARSAL_ALGORITHM] = "algorithm",
        [REHEARSAL_DIRECTION] = "direction",
        [REHEARSAL_ACKNOWLEDGED] = "acknowledged",
        [REHEARSAL_THRESHOLD] = "threshold",
        [REHEARSAL_CORRELATION] = "correlation",
        [REHEARSAL_SEARCH] = "search",
    };

    return names[why];
}

const char *rehearsal_note_name(enum rehearsal_note_kind kind)
{
    static const char *const names[] = {
        [REHEARSAL_NEW_TEST] = "new_test",     [REHEARSAL_ENDED_TEST] = "ended_test",
        [REHEARSAL_NEW_METRIC] = "new_metric", [REHEARSAL_BACK_METRIC] = "back_metric",
        [REHEARSAL_READ_AGAIN] = "read_again", [REHEARSAL_GROUP_VALUES] = "group_values",
        [REHEARSAL_WAITING] = "waiting",
    };

    return names[kind];
}
