/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Free connections are a stack: the one used last is the one whose server process is warm, and the
 * others may stay unconnected for ever. */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "store/connection.h"
#include "store/conninfo.h"
#include "store/store.h"

struct store {
    struct store_session session;
    pthread_mutex_t mutex; /* guards free and out */
    pthread_cond_t returned;
    struct store_connection *free;
    unsigned out, size;
    struct store_connection *connections;
};

const struct store_session *store_session(const struct store *store)
{
    return &store->session;
}

static bool init_locks(struct store *store)
{
    pthread_condattr_t monotonic;

    if (pthread_condattr_init(&monotonic) != 0)
        return false;
    const bool ok = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
                    pthread_cond_init(&store->returned, &monotonic) == 0;
    (void)pthread_condattr_destroy(&monotonic);
    if (!ok)
        return false;
    if (pthread_mutex_init(&store->mutex, NULL) == 0)
        return true;
    (void)pthread_cond_destroy(&store->returned);
    return false;
}

static void free_session(struct store_session *session)
{
    if (session->conninfo)
        memset(session->conninfo, 0, strlen(session->conninfo));
    free(session->conninfo);
    free(session->application_name);
    conninfo_secrets_free(session->secrets);
}

struct store *store_new(const struct store_options *options, struct error *err)
{
    char **secrets;

    assert(options->pool_size > 0);
    if (!conninfo_parse(options->conninfo, &secrets, err))
        return NULL;

    struct store *store = calloc(1, sizeof *store);
    if (!store) {
        conninfo_secrets_free(secrets);
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "out of memory");
        return NULL;
    }
    store->session = (struct store_session){
        .conninfo = strdup(options->conninfo),
        .application_name = strdup(options->application_name ? options->application_name : "rigel"),
        .secrets = secrets,
        .connect_timeout_us = options->connect_timeout_us,
        .statement_timeout_us = options->statement_timeout_us,
    };
    store->connections = calloc(options->pool_size, sizeof *store->connections);
    if (!store->session.conninfo || !store->session.application_name || !store->connections ||
        !init_locks(store)) {
        free_session(&store->session);
        free(store->connections);
        free(store);
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "out of memory");
        return NULL;
    }
    store->size = options->pool_size;
    for (unsigned i = store->size; i-- > 0;) {
        store->connections[i].store = store;
        store->connections[i].next_free = store->free;
        store->free = &store->connections[i];
    }
    return store;
}

void store_free(struct store *store)
{
    if (!store)
        return;
    assert(store->out == 0);
    for (unsigned i = 0; i < store->size; i++)
        connection_close(&store->connections[i]);
    (void)pthread_cond_destroy(&store->returned);
    (void)pthread_mutex_destroy(&store->mutex);
    free_session(&store->session);
    free(store->connections);
    free(store);
}

static struct timespec deadline_after(int64_t us)
{
    const int64_t at = clock_monotonic_us() + us;

    return (struct timespec){.tv_sec = (time_t)(at / CLOCK_SECOND),
                             .tv_nsec = (long)(at % CLOCK_SECOND) * 1000};
}

static struct store_connection *take_free(struct store *store)
{
    const struct timespec until = deadline_after(store->session.connect_timeout_us);
    int timeout = 0;

    (void)pthread_mutex_lock(&store->mutex);
    while (!store->free && timeout != ETIMEDOUT)
        timeout = pthread_cond_timedwait(&store->returned, &store->mutex, &until);
    struct store_connection *connection = store->free;
    if (connection) {
        store->free = connection->next_free;
        store->out++;
    }
    (void)pthread_mutex_unlock(&store->mutex);
    return connection;
}

unsigned store_in_use(struct store *store)
{
    (void)pthread_mutex_lock(&store->mutex);
    const unsigned out = store->out;
    (void)pthread_mutex_unlock(&store->mutex);
    return out;
}

unsigned store_size(const struct store *store)
{
    return store->size;
}

static void put_free(struct store_connection *connection)
{
    struct store *store = connection->store;

    (void)pthread_mutex_lock(&store->mutex);
    connection->next_free = store->free;
    store->free = connection;
    store->out--;
    (void)pthread_cond_signal(&store->returned);
    (void)pthread_mutex_unlock(&store->mutex);
}

struct store_connection *store_borrow(struct store *store, struct error *err)
{
    struct store_connection *connection = take_free(store);

    if (!connection) {
        (void)error_set(err, ERROR_BUSY, "database pool",
                        "all %u database connections are in use; raise database.pool", store->size);
        return NULL;
    }
    if (connection_ensure(connection, err))
        return connection;
    put_free(connection);
    return NULL;
}

static bool is_clean(const struct store_connection *connection)
{
    if (!connection->pg || connection->transaction || connection->locks > 0 ||
        PQtransactionStatus(connection->pg) != PQTRANS_IDLE)
        return false;
    for (size_t i = 0; i < STORE_CHANNELS; i++)
        if (connection->listening[i])
            return false;
    return true;
}

void store_return(struct store_connection *connection)
{
    if (!connection)
        return;
    /* A session's locks and channels end with it: the next borrower gets a new one. */
    if (!is_clean(connection)) {
        connection_close(connection);
        memset(connection->listening, 0, sizeof connection->listening);
        connection->missed = false;
    }
    put_free(connection);
}
