/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearsed_why.h - why a change point counts with a changed configuration and did not before, or
 * the other way round: the rule that decides, with its numbers.
 *
 * Pure. *ret_says is in arena. */
#ifndef RIGEL_DETECT_REHEARSED_WHY_H
#define RIGEL_DETECT_REHEARSED_WHY_H

#include "detect/rehearsed_test.h"

/* finding counts afterwards. */
enum rehearsal_why rehearsed_why_gained(const struct rehearsed_test *test,
                                        const struct finding *finding, struct arena *arena,
                                        const char **ret_says);
/* point counted before. */
enum rehearsal_why rehearsed_why_lost(const struct rehearsed_test *test,
                                      const struct change_point_row *point, struct arena *arena,
                                      const char **ret_says);

#endif
