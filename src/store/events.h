/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events.h - what happened, for those who listen: written by whoever makes it happen, read in one
 * order by the API.
 *
 * Identity columns are handed out before commit, so their order alone would let a reader pass over
 * an event whose transaction commits late. The order is (transaction, event), and only events of
 * transactions older than every open one are shown: nothing can come in before them. */
#ifndef RIGEL_STORE_EVENTS_H
#define RIGEL_STORE_EVENTS_H

#include "base/arena.h"
#include "store/store.h"

#define EVENT_VERDICT "verdict"
#define EVENT_REGRESSION "regression"

/* Inside the caller's transaction: others hear of it when that commits. body: a JSON object. */
MUST_CHECK bool event_add(struct store_connection *connection, const char *kind, const char *test,
                          const char *project, const char *body, struct error *err);

/* A place in the order: what comes after it is not known yet. */
struct event_place {
    int64_t transaction, event_id;
};

struct event_row {
    struct event_place place;
    int64_t at;
    const char *kind, *test, *project;
    const char *body; /* JSON */
};

/* Which events; all NULL: every one. */
struct event_filter {
    const char *test;
    const char *const *kinds;
    size_t kind_count;           /* 0: every kind */
    const char *const *projects; /* NULL: of every project */
    size_t project_count;
};

/* Before, equal, after: < 0, 0, > 0. */
int event_place_compare(struct event_place a, struct event_place b);

/* The place after which everything is new: nothing that is shown already comes after it. */
MUST_CHECK bool events_now(struct store_connection *connection, struct event_place *ret_place,
                           struct error *err);
/* At most `most` events after a place, in order, in arena. */
MUST_CHECK bool events_load(struct store_connection *connection, struct arena *arena,
                            struct event_place after, const struct event_filter *filter,
                            size_t most, struct event_row **ret_rows, size_t *ret_count,
                            struct error *err);
/* Is there a committed event after the place that is not shown yet? */
MUST_CHECK bool events_hidden(struct store_connection *connection, struct event_place after,
                              bool *ret_hidden, struct error *err);
/* Deletes events older than age_us. */
MUST_CHECK bool events_sweep(struct store_connection *connection, int64_t age_us,
                             int64_t *ret_deleted, struct error *err);

#endif
