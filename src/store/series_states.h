/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series_states.h - saved states of engines that go on from value to value: where one has come with
 * a series.
 *
 * A state belongs to the points it has seen: how many, the last of them, and a hash of all. Whoever
 * loads it holds it against the points as they are now, so that a value that came late, changed or
 * was excluded makes it useless, whoever wrote that and in whatever order. Options are the engine's
 * and the version of its code as text; a state of others comes without its bytes, and the next one
 * saved takes its place. For use inside the transaction that writes the change points. */
#ifndef RIGEL_STORE_SERIES_STATES_H
#define RIGEL_STORE_SERIES_STATES_H

#include "base/arena.h"
#include "store/store.h"

struct series_state {
    int64_t series_id;
    const char *algorithm;
    int64_t points;               /* values it has seen, > 0 */
    int64_t last_run_id, last_at; /* of the last of them */
    int64_t points_hash;
    const unsigned char *bytes; /* any bytes; NULL: of other options */
    size_t size;
};

/* Those there are, of all algorithms, ordered by series_id and algorithm. */
MUST_CHECK bool series_states_load(struct store_connection *connection, struct arena *arena,
                                   int64_t test_id, const int64_t *series_ids, size_t count,
                                   const char *options, struct series_state **ret_states,
                                   size_t *ret_count, struct error *err);
/* Equal rows are not touched. A series and algorithm comes once. */
MUST_CHECK bool series_states_save(struct store_connection *connection, struct arena *arena,
                                   int64_t test_id, const char *options,
                                   const struct series_state *states, size_t count,
                                   struct error *err);
/* Of states series_id and algorithm are read. */
MUST_CHECK bool series_states_drop(struct store_connection *connection, struct arena *arena,
                                   int64_t test_id, const struct series_state *states, size_t count,
                                   struct error *err);

#endif
