/* SPDX-License-Identifier: GPL-3.0-or-later */
/* edivisive_state.h - E-Divisive of a series that grows: an append gives what a full run would.
 *
 * The points are those of edivisive_run with MISSING_DROP on all values so far, to the bit: the
 * same indexes, means, deviations and p. (For the other ways there is the full run.) The cost of an
 * append does not depend on the length of the history but on the distance to the last kept change
 * points: a few microseconds. docs/detection.md says how. Exceptions, as exact and slower:
 *   - windows above LANES_WINDOW_MAX values (split_lanes.h) are searched by the plain form, so the
 *     open ones cost the square of the window on each append;
 *   - a segment of more than 1,024 values beside a point that is not certain is summed each time.
 *
 * A value that comes late, changes or goes: rewind to its place, append it and what follows.
 *
 * A state may hold the last values only (edivisive_state_restore). An operation that needs older
 * ones gives ANALYSIS_NO_VALUES and leaves the state as it was: make a new one from all values.
 *
 * A plan is read-only and shared; a state belongs to one thread at a time, and so does the
 * workspace, which may serve any number of states. */
#ifndef RIGEL_ANALYSIS_EDIVISIVE_STATE_H
#define RIGEL_ANALYSIS_EDIVISIVE_STATE_H

#include <stddef.h>

#include "analysis/analysis.h"

struct edivisive_state; /* one series */

/* An empty series; the plan must outlive it. NULL: no memory. */
struct edivisive_state *edivisive_state_new(const struct edivisive_plan *plan);
void edivisive_state_free(struct edivisive_state *state); /* NULL is fine */

/* The next n values; a NaN is a missing one. Many at once cost less than one by one. Anything but
 * ANALYSIS_OK (ANALYSIS_NO_MEMORY, ANALYSIS_NO_VALUES) leaves the state as it was. */
enum analysis_status edivisive_state_append(struct edivisive_state *state,
                                            struct edivisive_workspace *workspace,
                                            const double *values, size_t n);

/* Back to the first `count` values given, missing ones counted. ANALYSIS_RANGE: there are fewer. */
enum analysis_status edivisive_state_rewind(struct edivisive_state *state,
                                            struct edivisive_workspace *workspace, size_t count);

/* Values given so far, missing ones counted. */
size_t edivisive_state_length(const struct edivisive_state *state);

/* How many change points there are now, and where the one of a rank is, without their figures. */
size_t edivisive_state_count(const struct edivisive_state *state);
size_t edivisive_state_index(const struct edivisive_state *state, size_t rank);
/* The change points, ascending, with their figures; those of long segments that an append left open
 * are worked out here. Indexes count the missing values. The result lives in the state until its
 * next use. ANALYSIS_NO_MEMORY and ANALYSIS_NO_VALUES leave the outputs untouched. */
enum analysis_status edivisive_state_points(struct edivisive_state *state,
                                            const struct change_point **ret_points,
                                            size_t *ret_count);

/* The state as bytes, the caller's to free: version, options, counters, weak and kept points with
 * their scripts, and of the values those that the next appends may need: the last window_len and
 * back to the kept change point before the last three. The older ones stay in the database. Sizes:
 * docs/detection.md. The bytes do not depend on the machine. */
enum analysis_status edivisive_state_save(struct edivisive_state *state, unsigned char **ret_bytes,
                                          size_t *ret_size);
/* NULL: *ret_status says why. ANALYSIS_RANGE: the bytes are damaged, of another version, or of
 * other options than the plan's; then a new state is made from the values. Any bytes give an error
 * or a state that is safe to use. */
struct edivisive_state *edivisive_state_restore(const struct edivisive_plan *plan,
                                                const unsigned char *bytes, size_t size,
                                                enum analysis_status *ret_status);

#endif
