/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdicts.h - verdicts as they were told, and what says whether one is still current. */
#ifndef RIGEL_STORE_VERDICTS_H
#define RIGEL_STORE_VERDICTS_H

#include "base/arena.h"
#include "store/store.h"

/* A run in one test. */
struct verdict_place {
    int64_t test_id, run_id;
    const char *test, *project;
    int64_t revision; /* of the test; 0: nobody keeps count, a verdict cannot be told current */
    bool settled;
    bool waiting; /* something of the test is queued for analysis */
    bool active;  /* the test stands in the configuration */
};

/* Those of one run, by name of the test. */
struct verdict_places {
    struct verdict_place *places;
    size_t count;
};

/* Each of count runs in all tests that take it: ret_each has room for as many. One cheap statement.
 */
MUST_CHECK bool verdict_places_load_each(struct store_connection *connection, struct arena *arena,
                                         const char *const *uuids, size_t count,
                                         struct verdict_places *ret_each, struct error *err);

struct verdict_row {
    int64_t revision;
    const char *options, *state;
    bool settled;
    const char *body; /* JSON */
    /* That it was made from; verdict_row_load does not look for them. */
    const void *facts;
    size_t facts_size;
};

/* *ret_row NULL: none is stored. */
MUST_CHECK bool verdict_row_load(struct store_connection *connection, struct arena *arena,
                                 int64_t test_id, int64_t run_id, struct verdict_row **ret_row,
                                 struct error *err);
/* Is it what would be made now? */
bool verdict_row_is_current(const struct verdict_row *row, const struct verdict_place *place,
                            const char *options);
/* Keeps it, unless a newer one is there, and among those told (told_verdicts.h). */
MUST_CHECK bool verdict_row_store(struct store_connection *connection, int64_t test_id,
                                  int64_t run_id, const struct verdict_row *row, struct error *err);

/* Notes that `what` is told of a stored verdict. *ret_news: something else was told before, or
 * nothing. */
MUST_CHECK bool verdict_row_announce(struct store_connection *connection, int64_t test_id,
                                     int64_t run_id, const char *what, bool *ret_news,
                                     struct error *err);

#endif
