/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/watch.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#include <cmocka.h>

static void only_requests_under_way_hold_up_the_end(void **state)
{
    struct error err;
    struct watch *watch = watch_new(NULL, &err);
    int fds[2];

    (void)state;
    assert_non_null(watch);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    struct watched *watched = watch_connection(watch, fds[0]);
    assert_true(watch_drain(watch, 0));
    watch_phase(watch, watched, PHASE_WORKING);
    assert_false(watch_drain(watch, 1000));
    watch_phase(watch, watched, PHASE_WAITING);
    assert_false(watch_drain(watch, 1000));
    watch_phase(watch, watched, PHASE_REPLYING);
    assert_false(watch_drain(watch, 1000));
    watch_phase(watch, watched, PHASE_IDLE);
    assert_true(watch_drain(watch, 0));
    watch_phase(watch, watched, PHASE_WORKING);
    watch_end(watch, watched);
    assert_true(watch_drain(watch, 0));
    watch_phase(watch, NULL, PHASE_WORKING);
    watch_end(watch, NULL);
    watch_free(watch);
    watch_free(NULL);
    (void)close(fds[0]);
    (void)close(fds[1]);
}

struct work {
    struct watch *watch;
    struct watched *watched;
};

static void *finish(void *context)
{
    struct work *work = context;

    watch_phase(work->watch, work->watched, PHASE_IDLE);
    return NULL;
}

static void the_end_waits_for_the_last_answer(void **state)
{
    struct error err;
    struct work work = {.watch = watch_new(NULL, &err)};
    pthread_t thread;

    (void)state;
    work.watched = watch_connection(work.watch, -1);
    watch_phase(work.watch, work.watched, PHASE_WORKING);
    assert_int_equal(pthread_create(&thread, NULL, finish, &work), 0);
    assert_true(watch_drain(work.watch, 60 * CLOCK_SECOND));
    assert_int_equal(pthread_join(thread, NULL), 0);
    watch_end(work.watch, work.watched);
    watch_free(work.watch);
}

static void *come_and_go(void *context)
{
    for (int i = 0; i < 500; i++) {
        struct watched *watched = watch_connection(context, -1);
        watch_phase(context, watched, PHASE_WORKING);
        watch_phase(context, watched, PHASE_REPLYING);
        watch_phase(context, watched, PHASE_IDLE);
        watch_end(context, watched);
    }
    return NULL;
}

static void connections_of_several_threads_are_kept_apart(void **state)
{
    struct error err;
    struct metrics *metrics = metrics_new();
    struct watch *watch = watch_new(metrics, &err);
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, come_and_go, watch), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_true(watch_drain(watch, 0));
    assert_true(metrics_value(metrics, METRIC_HTTP_CONNECTIONS, NULL, NULL) == 0);
    watch_free(watch);
    metrics_free(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_requests_under_way_hold_up_the_end),
        cmocka_unit_test(the_end_waits_for_the_last_answer),
        cmocka_unit_test(connections_of_several_threads_are_kept_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
