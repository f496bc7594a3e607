/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h - PostgreSQL for the other rooms: a pool, prepared statements by name, transactions as
 * callbacks, COPY, LISTEN. Nobody outside this room sees a PGconn.
 *
 * There is no general query text function: every statement is a file under sql/queries and has a
 * value of enum sql_query. A statement is prepared where it is first used, once a connection, so a
 * reconnect prepares again by itself. Other files of this room (runs.h, points.h, ...) wrap the
 * statements in typed functions; domain rooms call those.
 *
 * Threads: a struct store is shared; a struct store_connection belongs to one thread at a time. */
#ifndef RIGEL_STORE_STORE_H
#define RIGEL_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/stop.h"
#include "sql_text.h"

struct store;
struct store_connection;
struct store_result;

struct store_options {
    const char *conninfo; /* libpq connection string or URL; the password may come from
                             PGPASSWORD or a passfile; never logged */
    unsigned pool_size;   /* most connections at once, >= 1 */
    int64_t connect_timeout_us;
    int64_t statement_timeout_us; /* of one statement; 0: none */
    const char *application_name; /* "rigel api" */
};

/* Whether libpq would understand conninfo, and whether it carries a password (one on a command line
 * can be read by every user of the machine). ERROR_CONFIG quotes nothing of it. */
MUST_CHECK bool store_conninfo_check(const char *conninfo, bool *ret_has_password,
                                     struct error *err);

/* Connects lazily: the first borrow connects. options are copied. ERROR_CONFIG: the connection
 * string is wrong. */
MUST_CHECK struct store *store_new(const struct store_options *options, struct error *err);
void store_free(struct store *store);           /* all connections must be back; NULL is fine */
unsigned store_in_use(struct store *store);     /* connections borrowed just now */
unsigned store_size(const struct store *store); /* the most */

/* Waits for a free connection at most the connect timeout (ERROR_BUSY), reconnects a broken one
 * (ERROR_DATABASE). Give it back with store_return, which ends the session where it still holds
 * locks, listens or is in a transaction. Every session has search_path public, time zone UTC and
 * the statement timeout. */
MUST_CHECK struct store_connection *store_borrow(struct store *store, struct error *err);
void store_return(struct store_connection *connection); /* NULL is fine */

/* ---- parameters ---- */

enum store_param_kind {
    STORE_NULL,
    STORE_BOOL,
    STORE_INT,
    STORE_DOUBLE,
    STORE_TIME, /* timestamptz from microseconds since 1970 */
    STORE_TEXT,
    STORE_INT_ARRAY, /* bigint[] */
    STORE_DOUBLE_ARRAY,
    STORE_TEXT_ARRAY,
    STORE_TIME_ARRAY,
    STORE_BYTES_ARRAY /* bytea[] */
};

struct store_bytes {
    const unsigned char *data;
    size_t size; /* below 1 GB */
};

struct store_param {
    enum store_param_kind kind;
    int64_t integer; /* BOOL, INT, TIME */
    double real;
    const char *text;  /* borrowed for the call */
    const void *array; /* int64_t *, double *, const char *const * (NULL element: SQL NULL),
                          struct store_bytes * */
    size_t count;
};

#define P_NULL() ((struct store_param){.kind = STORE_NULL})
#define P_BOOL(value) ((struct store_param){.kind = STORE_BOOL, .integer = (value)})
#define P_INT(value) ((struct store_param){.kind = STORE_INT, .integer = (value)})
#define P_DOUBLE(value) ((struct store_param){.kind = STORE_DOUBLE, .real = (value)})
#define P_TIME(value) ((struct store_param){.kind = STORE_TIME, .integer = (value)})
/* NULL text is SQL NULL. */
#define P_TEXT(value) ((struct store_param){.kind = STORE_TEXT, .text = (value)})
#define P_INTS(items, n)                                                                           \
    ((struct store_param){.kind = STORE_INT_ARRAY, .array = (items), .count = (n)})
#define P_DOUBLES(items, n)                                                                        \
    ((struct store_param){.kind = STORE_DOUBLE_ARRAY, .array = (items), .count = (n)})
#define P_TEXTS(items, n)                                                                          \
    ((struct store_param){.kind = STORE_TEXT_ARRAY, .array = (items), .count = (n)})
#define P_TIMES(items, n)                                                                          \
    ((struct store_param){.kind = STORE_TIME_ARRAY, .array = (items), .count = (n)})
#define P_BYTES(items, n)                                                                          \
    ((struct store_param){.kind = STORE_BYTES_ARRAY, .array = (items), .count = (n)})

/* ---- statements ---- */

/* Runs one statement. *ret_result is the caller's (store_result_free); ret_result may be NULL where
 * the rows do not matter. Errors: ERROR_DATABASE with the statement's name and PostgreSQL's words.
 */
MUST_CHECK bool store_run(struct store_connection *connection, enum sql_query query,
                          const struct store_param *params, size_t count,
                          struct store_result **ret_result, struct error *err);
/* Shorthand: STORE_RUN(connection, QUERY_X, &result, err, P_INT(1), P_TEXT("a")) */
#define STORE_RUN(connection, query, ret_result, err, ...)                                         \
    store_run((connection), (query), (const struct store_param[]){__VA_ARGS__},                    \
              sizeof((const struct store_param[]){__VA_ARGS__}) / sizeof(struct store_param),      \
              (ret_result), (err))

void store_result_free(struct store_result *result); /* NULL is fine */
void store_result_release(struct store_result **result);
#define AUTO_RESULT CLEANUP(store_result_release) struct store_result

size_t store_rows(const struct store_result *result);
int64_t store_affected(const struct store_result *result); /* rows of INSERT, UPDATE, DELETE */
/* Typed cells; row and column must exist and the column's SQL type must fit (asserted: both are our
 * own promises, held by the test that prepares every statement). SQL NULL: is_null is true, and the
 * getters give 0, NAN, NULL. Texts live as long as the result. */
bool store_is_null(const struct store_result *result, size_t row, int column);
int64_t store_int(const struct store_result *result, size_t row, int column); /* int2, int4, int8 */
double store_double(const struct store_result *result, size_t row, int column);
bool store_bool(const struct store_result *result, size_t row, int column);
int64_t store_time(const struct store_result *result, size_t row, int column); /* microseconds */
const char *store_text(const struct store_result *result, size_t row,
                       int column); /* text, json, jsonb */
/* bytea; lives as long as the result. SQL NULL: NULL, 0 bytes. */
const unsigned char *store_bytes(const struct store_result *result, size_t row, int column,
                                 size_t *ret_size);
/* The elements of a text[] into arena; returns how many (0 with *ret_texts NULL for an empty array
 * and for SQL NULL). A NULL element gives NULL. */
size_t store_texts(const struct store_result *result, size_t row, int column, struct arena *arena,
                   const char *const **ret_texts);
/* The same of a bigint[] and of a double precision[]; a NULL element gives 0 and NAN. */
size_t store_ints(const struct store_result *result, size_t row, int column, struct arena *arena,
                  const int64_t **ret_ints);
size_t store_doubles(const struct store_result *result, size_t row, int column, struct arena *arena,
                     const double **ret_doubles);

/* ---- transactions ---- */

/* What runs inside: may be called several times (serialization failure, deadlock, lost
 * connection before COMMIT), so it must have no effect outside the database and must start by
 * resetting what it returns in context. false with err set: rolled back. A connection lost during
 * COMMIT is an error that says so: whether it took effect is not known. */
typedef bool store_body(struct store_connection *connection, void *context, struct error *err);

enum store_isolation {
    STORE_READ_COMMITTED,
    STORE_REPEATABLE_READ,
    STORE_SERIALIZABLE,
    STORE_SNAPSHOT /* repeatable read, and the database refuses every write */
};

MUST_CHECK bool store_transaction(struct store *store, enum store_isolation isolation,
                                  store_body *body, void *context, struct error *err);
/* The same on a connection the caller holds (a worker that also listens on it). After a lost
 * connection the new one listens to the same channels and its next store_wait wakes at once; where
 * the lost one held advisory locks there is no second try. */
MUST_CHECK bool store_transaction_on(struct store_connection *connection,
                                     enum store_isolation isolation, store_body *body,
                                     void *context, struct error *err);

/* ---- COPY ---- */

/* COPY ... FROM STDIN in text form, inside a transaction: query is a file that holds the COPY
 * statement. Rows are built with store_copy_field per column and store_copy_row at the end. */
struct store_copy;
MUST_CHECK struct store_copy *store_copy_begin(struct store_connection *connection,
                                               enum sql_query query, struct error *err);
void store_copy_null(struct store_copy *copy);
void store_copy_int(struct store_copy *copy, int64_t value);
void store_copy_double(struct store_copy *copy, double value);
void store_copy_time(struct store_copy *copy, int64_t us);
void store_copy_bool(struct store_copy *copy, bool value);
void store_copy_text(struct store_copy *copy, const char *text,
                     size_t size);                                          /* any bytes but NUL */
MUST_CHECK bool store_copy_row(struct store_copy *copy, struct error *err); /* sends when full */
/* Ends the COPY and frees it, on success and on failure. */
MUST_CHECK bool store_copy_end(struct store_copy *copy, struct error *err);
void store_copy_abort(struct store_copy *copy); /* the transaction is lost; NULL is fine */

/* ---- locks, notifications ---- */

/* A session advisory lock for `key` (name_id of what it guards). *ret_taken false: another process
 * holds it. It is dropped by store_unlock or with the connection. */
MUST_CHECK bool store_try_lock(struct store_connection *connection, int64_t key, bool *ret_taken,
                               struct error *err);
void store_unlock(struct store_connection *connection, int64_t key);

/* Channels: one place for their names. NOTIFY itself is `SELECT pg_notify($1, $2)` in
 * sql/queries/store/notify.sql, inside the writer's transaction. */
#define CHANNEL_POINTS "rigel_points" /* payload: test_id; series were queued */
#define CHANNEL_RUN "rigel_run"       /* payload: uuid; a run's points or settled state changed */
#define CHANNEL_ANALYSIS "rigel_analysis" /* payload: test_id; change points were written */
#define CHANNEL_PULL "rigel_pull"         /* payload: uuid; an ingest_request was inserted */
#define CHANNEL_EVENT "rigel_event"       /* payload: ""; an event was inserted */

MUST_CHECK bool store_notify(struct store_connection *connection, const char *channel,
                             const char *payload, struct error *err);
/* One notification a payload, in one round trip. */
MUST_CHECK bool store_notify_each(struct store_connection *connection, const char *channel,
                                  const char *const *payloads, size_t count, struct error *err);
MUST_CHECK bool store_listen(struct store_connection *connection, const char *channel,
                             struct error *err);
/* Waits for a notification on a listening connection, at most us microseconds or until stop is
 * asked for (stop may be NULL). *ret_woken: one or more came (they are drained). A lost connection
 * is an error; return it, borrow and listen again. */
MUST_CHECK bool store_wait(struct store_connection *connection, int64_t us, struct stop *stop,
                           bool *ret_woken, struct error *err);
/* The same, telling each notification as it is drained; notice must not use the connection. */
typedef void store_notice(void *context, const char *channel, const char *payload);
MUST_CHECK bool store_wait_each(struct store_connection *connection, int64_t us, struct stop *stop,
                                store_notice *notice, void *context, bool *ret_woken,
                                struct error *err);

#endif
