/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/scripted_pq.h"
#include "store/store.h"

static int open_store(void **state)
{
    struct error err;

    scripted_pq_start();
    *state = store_new(&(struct store_options){.conninfo = "host=scripted",
                                               .pool_size = 2,
                                               .connect_timeout_us = 10000},
                       &err);
    return *state ? 0 : -1;
}

static int close_store(void **state)
{
    store_free(*state);
    scripted_pq_stop();
    return 0;
}

/* What the bodies below do, and how often they did. */
struct work {
    unsigned calls;
    bool overlook; /* says success whatever the statement said */
};

static bool notify(struct store_connection *connection, void *context, struct error *err)
{
    struct work *work = context;

    work->calls++;
    return store_notify(connection, CHANNEL_RUN, "x", err) || work->overlook;
}

static bool refuse(struct store_connection *connection, void *context, struct error *err)
{
    struct work *work = context;

    (void)connection;
    work->calls++;
    return error_set(err, ERROR_INPUT, "body", "no");
}

static void a_transaction_commits_once_and_gives_its_connection_back(void **state)
{
    struct work work = {0};
    struct error err = {0};

    for (int i = 0; i < 5; i++)
        assert_true(store_transaction(*state, STORE_SERIALIZABLE, notify, &work, &err));
    assert_int_equal(work.calls, 5);
    assert_int_equal(scripted_pq_connections(), 1);
    assert_int_equal(scripted_pq_prepares("store_notify"), 1);
    assert_int_equal(scripted_pq_runs("store_begin_serializable"), 5);
    assert_int_equal(scripted_pq_runs("store_commit_transaction"), 5);
    assert_int_equal(err.code, ERROR_NONE);
}

static void serialization_failures_and_deadlocks_are_tried_again(void **state)
{
    struct work work = {0};
    struct error err = {0};

    scripted_pq_fail("store_notify", 1, 1, "40001", "could not serialize access");
    scripted_pq_fail("store_notify", 2, 1, "40P01", "deadlock detected");
    scripted_pq_fail("store_commit_transaction", 1, 1, "40001", "could not serialize access");
    assert_true(store_transaction(*state, STORE_SERIALIZABLE, notify, &work, &err));
    assert_int_equal(work.calls, 4);
    assert_int_equal(scripted_pq_runs("store_rollback_transaction"), 3);
    assert_int_equal(scripted_pq_connections(), 1);
    assert_int_equal(err.code, ERROR_NONE);
}

static void tries_end_with_the_last_error(void **state)
{
    struct work work = {0};
    struct error err = {0};

    scripted_pq_fail("store_notify", 1, 100, "40001", "could not serialize access");
    assert_false(store_transaction(*state, STORE_SERIALIZABLE, notify, &work, &err));
    assert_int_equal(work.calls, 8);
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_string_equal(err.place, "store_notify");
    assert_non_null(strstr(err.text, "40001"));
}

static void other_failures_are_not_tried_again(void **state)
{
    struct work work = {0};
    struct error err = {0};

    scripted_pq_fail("store_notify", 1, 1, "23505", "duplicate key");
    assert_false(store_transaction(*state, STORE_READ_COMMITTED, notify, &work, &err));
    assert_false(store_transaction(*state, STORE_READ_COMMITTED, refuse, &work, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_int_equal(work.calls, 2);
    assert_int_equal(scripted_pq_runs("store_rollback_transaction"), 2);
    assert_int_equal(scripted_pq_runs("store_commit_transaction"), 0);
}

static void a_connection_lost_in_the_middle_is_replaced_and_the_work_done_again(void **state)
{
    struct work work = {0};
    struct error err = {0};

    scripted_pq_fail("store_notify", 1, 1, NULL, "server closed the connection unexpectedly\n");
    scripted_pq_fail("store_notify", 2, 1, "57P01", "terminating connection");
    assert_true(store_transaction(*state, STORE_READ_COMMITTED, notify, &work, &err));
    assert_int_equal(work.calls, 3);
    assert_int_equal(scripted_pq_connections(), 3);
    assert_int_equal(scripted_pq_prepares("store_notify"), 3);
    assert_int_equal(scripted_pq_open(), 1);
}

static void a_connection_lost_during_commit_is_an_error_that_says_so(void **state)
{
    struct work work = {0};
    struct error err = {0};

    scripted_pq_fail("store_commit_transaction", 1, 1, NULL, "gone\n");
    assert_false(store_transaction(*state, STORE_READ_COMMITTED, notify, &work, &err));
    assert_int_equal(work.calls, 1);
    assert_non_null(strstr(err.text, "not known"));
}

static void a_body_that_overlooks_a_failure_does_not_pass_for_a_success(void **state)
{
    struct work work = {.overlook = true};
    struct error err = {0};

    scripted_pq_fail("store_notify", 1, 1, "23505", "duplicate key");
    assert_false(store_transaction(*state, STORE_READ_COMMITTED, notify, &work, &err));
    assert_int_equal(scripted_pq_runs("store_commit_transaction"), 0);
}

static void locks_lost_with_a_connection_are_not_passed_over(void **state)
{
    struct work work = {0};
    struct error err = {0};
    bool taken = false;

    scripted_pq_answer_bool("store_try_lock", true);
    scripted_pq_fail("store_notify", 1, 1, NULL, "gone\n");
    struct store_connection *connection = store_borrow(*state, &err);
    assert_non_null(connection);
    assert_true(store_try_lock(connection, 7, &taken, &err));
    assert_true(taken);
    assert_false(store_transaction_on(connection, STORE_READ_COMMITTED, notify, &work, &err));
    assert_int_equal(work.calls, 1);
    assert_non_null(strstr(err.text, "locks"));
    store_return(connection);
}

static void a_listener_listens_again_after_a_reconnect_and_wakes_once(void **state)
{
    struct work work = {0};
    struct error err = {0};
    bool woken = false;

    scripted_pq_fail("store_notify", 1, 1, NULL, "gone\n");
    struct store_connection *connection = store_borrow(*state, &err);
    assert_non_null(connection);
    assert_true(store_listen(connection, CHANNEL_POINTS, &err));
    assert_true(store_transaction_on(connection, STORE_READ_COMMITTED, notify, &work, &err));
    assert_int_equal(scripted_pq_runs("store_listen_points"), 2);
    assert_true(store_wait(connection, INT64_MAX, NULL, &woken, &err));
    assert_true(woken);
    assert_true(store_wait(connection, 0, NULL, &woken, &err));
    assert_false(woken);
    store_return(connection);
}

#define WITH_STORE(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_transaction_commits_once_and_gives_its_connection_back),
        WITH_STORE(serialization_failures_and_deadlocks_are_tried_again),
        WITH_STORE(tries_end_with_the_last_error),
        WITH_STORE(other_failures_are_not_tried_again),
        WITH_STORE(a_connection_lost_in_the_middle_is_replaced_and_the_work_done_again),
        WITH_STORE(a_connection_lost_during_commit_is_an_error_that_says_so),
        WITH_STORE(a_body_that_overlooks_a_failure_does_not_pass_for_a_success),
        WITH_STORE(locks_lost_with_a_connection_are_not_passed_over),
        WITH_STORE(a_listener_listens_again_after_a_reconnect_and_wakes_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
