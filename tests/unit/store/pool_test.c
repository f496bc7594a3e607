/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/clock.h"
#include "kit/scripted_pq.h"
#include "store/store.h"

enum { THREADS = 6, ROUNDS = 300 };

static int open_store(void **state)
{
    struct error err;

    scripted_pq_start();
    *state = store_new(&(struct store_options){.conninfo = "host=scripted password=hunter22",
                                               .pool_size = 2,
                                               .connect_timeout_us = 30000},
                       &err);
    return *state ? 0 : -1;
}

static int close_store(void **state)
{
    store_free(*state);
    scripted_pq_stop();
    return 0;
}

static struct store_connection *borrow(struct store *store)
{
    struct error err = {0};
    struct store_connection *connection = store_borrow(store, &err);

    assert_non_null(connection);
    return connection;
}

static void connections_are_made_when_first_borrowed_and_used_again(void **state)
{
    assert_int_equal(scripted_pq_connections(), 0);
    for (int i = 0; i < 3; i++)
        store_return(borrow(*state));
    assert_int_equal(scripted_pq_connections(), 1);
    struct store_connection *one = borrow(*state), *two = borrow(*state);
    assert_int_equal(scripted_pq_connections(), 2);
    store_return(one);
    store_return(two);
}

static void an_empty_pool_is_busy_after_the_timeout(void **state)
{
    struct error err = {0};
    struct store_connection *one = borrow(*state), *two = borrow(*state);
    const int64_t before = clock_monotonic_us();

    assert_null(store_borrow(*state, &err));
    assert_true(clock_monotonic_us() - before >= 30000);
    assert_int_equal(err.code, ERROR_BUSY);
    store_return(one);
    store_return(two);
}

static void a_refused_connection_is_an_error_without_the_password(void **state)
{
    struct error err = {0};

    scripted_pq_refuse(1, "connection to server failed: FATAL: hunter22 is wrong for hunter22\n");
    assert_null(store_borrow(*state, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_null(strstr(err.text, "hunter22"));
    assert_non_null(strstr(err.text, "*** is wrong for ***"));
    store_return(borrow(*state));
}

static void connections_that_the_server_ended_are_replaced_unseen(void **state)
{
    struct error err = {0};

    store_return(borrow(*state));
    scripted_pq_hang_up();
    struct store_connection *connection = borrow(*state);
    assert_int_equal(scripted_pq_connections(), 2);
    assert_true(store_notify(connection, CHANNEL_RUN, "x", &err));
    store_return(connection);
}

static void a_session_that_holds_something_ends_with_its_return(void **state)
{
    struct error err = {0};
    bool taken;

    scripted_pq_answer_bool("store_try_lock", true);
    struct store_connection *connection = borrow(*state);
    assert_true(store_try_lock(connection, 1, &taken, &err));
    store_return(connection);
    assert_int_equal(scripted_pq_open(), 0);
    connection = borrow(*state);
    assert_true(store_listen(connection, CHANNEL_RUN, &err));
    store_return(connection);
    assert_int_equal(scripted_pq_open(), 0);
    connection = borrow(*state);
    assert_int_equal(scripted_pq_runs("store_listen_run"), 1);
    assert_true(store_try_lock(connection, 1, &taken, &err));
    store_unlock(connection, 1);
    store_return(connection);
    assert_int_equal(scripted_pq_open(), 1);
}

static void a_wait_on_a_lost_connection_is_an_error(void **state)
{
    struct error err = {0};
    bool woken;
    struct store_connection *connection = borrow(*state);

    scripted_pq_hang_up();
    assert_false(store_wait(connection, 1000000, NULL, &woken, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    store_return(connection);
}

static void a_wait_ends_when_a_stop_is_asked_for(void **state)
{
    struct error err = {0};
    struct stop stop;
    bool woken = true;
    struct store_connection *connection = borrow(*state);

    assert_true(stop_init(&stop));
    stop_request(&stop);
    assert_true(store_wait(connection, INT64_MAX, &stop, &woken, &err));
    assert_false(woken);
    stop_done(&stop);
    store_return(connection);
}

static bool body(struct store_connection *connection, void *context, struct error *err)
{
    (void)context;
    return store_notify(connection, CHANNEL_RUN, "x", err);
}

static void *work(void *store)
{
    struct error err = {0};
    uintptr_t failures = 0;

    for (int i = 0; i < ROUNDS; i++)
        failures += !store_transaction(store, STORE_READ_COMMITTED, body, NULL, &err);
    return (void *)failures;
}

static void many_threads_share_few_connections(void **state)
{
    pthread_t threads[THREADS];
    struct error err;
    struct store *store = store_new(
        &(struct store_options){
            .conninfo = "host=scripted", .pool_size = 2, .connect_timeout_us = 60 * CLOCK_SECOND},
        &err);

    (void)state;
    assert_non_null(store);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, store), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failures;
        assert_int_equal(pthread_join(threads[i], &failures), 0);
        assert_null(failures);
    }
    assert_int_equal(scripted_pq_runs("store_notify"), THREADS * ROUNDS);
    assert_true(scripted_pq_connections() <= 2);
    store_free(store);
}

#define WITH_STORE(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(connections_are_made_when_first_borrowed_and_used_again),
        WITH_STORE(an_empty_pool_is_busy_after_the_timeout),
        WITH_STORE(a_refused_connection_is_an_error_without_the_password),
        WITH_STORE(connections_that_the_server_ended_are_replaced_unseen),
        WITH_STORE(a_session_that_holds_something_ends_with_its_return),
        WITH_STORE(a_wait_on_a_lost_connection_is_an_error),
        WITH_STORE(a_wait_ends_when_a_stop_is_asked_for),
        WITH_STORE(many_threads_share_few_connections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
