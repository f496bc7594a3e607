/* SPDX-License-Identifier: GPL-3.0-or-later */
/* connection.h - inside the store room only: one PGconn, what is prepared on it, and why its last
 * statement failed.
 *
 * A connection belongs to the thread that borrowed it. Everything that talks to the server goes
 * through connection_check, which turns a PGresult into struct error and remembers for the
 * transaction whether another try can help. */
#ifndef RIGEL_STORE_CONNECTION_H
#define RIGEL_STORE_CONNECTION_H

#include <libpq-fe.h>

#include "store/store.h"

enum { STORE_CHANNELS = 5 };

struct store_connection {
    struct store *store;
    PGconn *pg; /* NULL: not connected */
    struct store_connection *next_free;
    bool prepared[QUERY_COUNT];
    /* Why the last statement failed, since connection_forget_failure: */
    bool lost;        /* the server is gone, what was done since BEGIN with it */
    bool retryable;   /* serialization failure or deadlock */
    bool transaction; /* between BEGIN and its end */
    bool missed;      /* notifications may have been lost by a reconnect: wake once */
    unsigned locks;   /* session advisory locks held */
    bool listening[STORE_CHANNELS];
};

/* Connected and usable, connecting anew where the old connection broke. Refused where the broken
 * one held advisory locks: its holder must learn that they are gone. Channels are listened to
 * again. */
MUST_CHECK bool connection_ensure(struct store_connection *connection, struct error *err);
void connection_close(struct store_connection *connection);
/* Reads what an idle server may have said; false: it said good-bye. */
bool connection_alive(struct store_connection *connection);
void connection_forget_failure(struct store_connection *connection);

/* Fills err from result (NULL: from the connection) and notes lost and retryable; returns false.
 * place is the statement's name. */
bool connection_fail(struct store_connection *connection, const char *place, const PGresult *result,
                     struct error *err);
/* True where status is a success; result is not freed. */
MUST_CHECK bool connection_check(struct store_connection *connection, const char *place,
                                 const PGresult *result, struct error *err);
/* Several statements without parameters: a migration. */
MUST_CHECK bool connection_script(struct store_connection *connection, const char *name,
                                  const char *text, struct error *err);
/* The LISTEN statements of what connection->listening says. */
MUST_CHECK bool connection_listen_again(struct store_connection *connection, struct error *err);

static inline void pg_result_release(PGresult **result)
{
    PQclear(*result);
}
#define AUTO_PGRESULT CLEANUP(pg_result_release) PGresult

/* The pool's part that connections read: set once, before the first thread. */
struct store_session {
    char *conninfo, *application_name;
    char **secrets; /* of the conninfo: never shown; NULL at the end */
    int64_t connect_timeout_us, statement_timeout_us;
};
const struct store_session *store_session(const struct store *store);

#endif
