/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/strmap.h"
#include "store/connection.h"

enum { TRIES = 8 };
static const int64_t backoff_least_us = 5000, backoff_most_us = 1000000;

enum outcome { OUTCOME_DONE, OUTCOME_FAILED, OUTCOME_RETRY };

static const enum sql_query begin_query[] = {
    [STORE_READ_COMMITTED] = QUERY_STORE_BEGIN_READ_COMMITTED,
    [STORE_REPEATABLE_READ] = QUERY_STORE_BEGIN_REPEATABLE_READ,
    [STORE_SERIALIZABLE] = QUERY_STORE_BEGIN_SERIALIZABLE,
    [STORE_SNAPSHOT] = QUERY_STORE_BEGIN_SNAPSHOT,
};

/* Full jitter: two transactions that met once must not meet again. */
static void back_off(const struct store_connection *connection, unsigned attempt)
{
    const int64_t most = backoff_least_us << attempt;
    const struct {
        const void *who;
        int64_t now;
    } seed = {connection, clock_monotonic_us()};
    const int64_t span = most < backoff_most_us ? most : backoff_most_us;
    const int64_t us =
        (int64_t)(name_hash(NAME_HASH_SEED, &seed, sizeof seed) % (uint64_t)span) + 1;
    struct timespec left = {.tv_sec = (time_t)(us / CLOCK_SECOND),
                            .tv_nsec = (long)(us % CLOCK_SECOND) * 1000};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

static enum outcome after_failure(struct store_connection *connection)
{
    const bool again = connection->lost || connection->retryable;
    struct error ignored;

    connection->transaction = false;
    if (connection->lost)
        return OUTCOME_RETRY;
    const bool was_retryable = connection->retryable;
    if (!store_run(connection, QUERY_STORE_ROLLBACK_TRANSACTION, NULL, 0, NULL, &ignored))
        connection->lost = true;
    connection->retryable = was_retryable;
    return again ? OUTCOME_RETRY : OUTCOME_FAILED;
}

static enum outcome commit(struct store_connection *connection, struct error *err)
{
    /* A body that overlooked a failed statement: COMMIT would quietly roll back. */
    if (PQtransactionStatus(connection->pg) == PQTRANS_INERROR) {
        (void)error_set(err, ERROR_DATABASE, "transaction",
                        "a statement failed and the transaction was rolled back");
        return after_failure(connection);
    }
    if (store_run(connection, QUERY_STORE_COMMIT_TRANSACTION, NULL, 0, NULL, err)) {
        connection->transaction = false;
        return OUTCOME_DONE;
    }
    if (connection->lost) {
        connection->transaction = false;
        (void)error_set(err, ERROR_DATABASE, "transaction",
                        "the connection was lost during COMMIT: whether it took effect is not "
                        "known");
        return OUTCOME_FAILED;
    }
    return after_failure(connection);
}

static enum outcome run_once(struct store_connection *connection, enum store_isolation isolation,
                             store_body *body, void *context, struct error *err)
{
    if (!connection_ensure(connection, err))
        return connection->locks > 0 ? OUTCOME_FAILED : OUTCOME_RETRY;
    connection_forget_failure(connection);
    if (!store_run(connection, begin_query[isolation], NULL, 0, NULL, err))
        return after_failure(connection);
    connection->transaction = true;
    if (!body(connection, context, err))
        return after_failure(connection);
    return commit(connection, err);
}

bool store_transaction_on(struct store_connection *connection, enum store_isolation isolation,
                          store_body *body, void *context, struct error *err)
{
    struct error failure;

    assert(!connection->transaction);
    for (unsigned attempt = 0;; attempt++) {
        memset(&failure, 0, sizeof failure);
        switch (run_once(connection, isolation, body, context, &failure)) {
        case OUTCOME_DONE:
            return true;
        case OUTCOME_FAILED:
            *err = failure;
            return false;
        case OUTCOME_RETRY:
            break;
        }
        if (attempt + 1 == TRIES) {
            *err = failure;
            return false;
        }
        log_debug("store", "transaction again", "attempt=%u", attempt + 1);
        back_off(connection, attempt);
    }
}

bool store_transaction(struct store *store, enum store_isolation isolation, store_body *body,
                       void *context, struct error *err)
{
    struct store_connection *connection = store_borrow(store, err);

    if (!connection)
        return false;
    const bool ok = store_transaction_on(connection, isolation, body, context, err);
    store_return(connection);
    return ok;
}
