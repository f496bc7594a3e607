/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alerts.h - the outbox: events of regressions, and their deliveries.
 *
 * Events are written by regression_tell (store/regressions.h). An event is taken once: rules are
 * asked, and a delivery is made for each of their receivers, in one transaction. A delivery is
 * claimed for a while, tried, and finished; a process that dies in between leaves it to the next
 * one when the while is over. */
#ifndef RIGEL_STORE_ALERTS_H
#define RIGEL_STORE_ALERTS_H

#include "base/arena.h"
#include "store/store.h"

struct alert_event_row {
    int64_t regression_id, sequence; /* together the id of the event */
    int64_t at;                      /* when it was told */
    const char *change;              /* "opened", "moved", "gone", ... */
    const char *body;                /* JSON */
};

struct alert_delivery_row {
    struct alert_event_row event;
    int64_t delivery_id;
    const char *rule, *receiver;
    unsigned attempts; /* the claimed one included */
    int64_t since;     /* made or replayed */
};

enum alert_state { ALERT_PENDING, ALERT_SENT, ALERT_DEAD };

struct alert_outcome {
    enum alert_state state;
    int64_t wait_us;   /* ALERT_PENDING: until the next try */
    int status;        /* 0: no answer */
    const char *error; /* NULL: none */
};

/* Takes at most `most` events; inside a transaction, with alert_deliver for what they cause. */
MUST_CHECK bool alert_events_take(struct store_connection *connection, struct arena *arena,
                                  size_t most, struct alert_event_row **ret_rows, size_t *ret_count,
                                  struct error *err);
MUST_CHECK bool alert_deliver(struct store_connection *connection,
                              const struct alert_event_row *event, const char *rule,
                              const char *receiver, struct error *err);

/* Those told since then, the oldest first; nothing is taken. */
MUST_CHECK bool alert_events_list(struct store_connection *connection, struct arena *arena,
                                  int64_t since, size_t most, struct alert_event_row **ret_rows,
                                  size_t *ret_count, struct error *err);

/* *ret_row NULL: nothing is due. Another process may claim it again after lease_us. */
MUST_CHECK bool alert_claim(struct store_connection *connection, struct arena *arena,
                            int64_t lease_us, struct alert_delivery_row **ret_row,
                            struct error *err);
MUST_CHECK bool alert_finish(struct store_connection *connection,
                             const struct alert_delivery_row *row,
                             const struct alert_outcome *outcome, struct error *err);
/* Microseconds until a delivery is due; INT64_MAX: none waits. */
MUST_CHECK bool alert_next_due(struct store_connection *connection, int64_t *ret_us,
                               struct error *err);

struct alert_counts {
    int64_t pending, sent, dead;
    double oldest; /* seconds that the oldest event or pending delivery waits */
};
MUST_CHECK bool alert_counts_load(struct store_connection *connection, struct alert_counts *ret,
                                  struct error *err);

struct alert_listed {
    int64_t delivery_id, regression_id, sequence, since;
    const char *rule, *receiver, *state, *change, *test;
    const char *last_error;    /* NULL: none */
    int attempts, last_status; /* last_status 0: no answer */
};
/* The newest first; state NULL: all. */
MUST_CHECK bool alert_list(struct store_connection *connection, struct arena *arena,
                           const char *state, size_t most, struct alert_listed **ret_rows,
                           size_t *ret_count, struct error *err);
/* All dead ones are tried again, at once and afresh. */
MUST_CHECK bool alert_replay(struct store_connection *connection, int64_t *ret_count,
                             struct error *err);

#endif
