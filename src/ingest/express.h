/* SPDX-License-Identifier: GPL-3.0-or-later */
/* express.h - what a source's thread waits on between polls: a request to pull a run now, beside
 * the clock and the stop.
 *
 * Listens on a connection of its own for CHANNEL_PULL. Requests stand in a table, so one that
 * nobody heard (the connection was lost) is found when it listens again, and at each poll. Belongs
 * to one thread. */
#ifndef RIGEL_INGEST_EXPRESS_H
#define RIGEL_INGEST_EXPRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/stop.h"
#include "store/store.h"

struct express {
    struct store *store;
    const char *source;                  /* name, for the log */
    struct store_connection *connection; /* listening; NULL: not yet, or lost */
    bool lost;                           /* and it was told */
    bool asked;                          /* requests may be open: cleared by who answers them */
};

void express_init(struct express *express, struct store *store, const char *source);
void express_done(struct express *express);

/* Sleeps at most us microseconds, until a stop is asked for or express->asked is true. Failures of
 * the database are logged once, and tried again while it sleeps. */
void express_wait(struct express *express, int64_t us, struct stop *stop);
/* Hears what came, without waiting. Returns express->asked. NULL: false. */
bool express_is_asked(struct express *express);

#endif
