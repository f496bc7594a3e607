/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/stop.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"

static void a_wait_ends_in_time_when_nobody_asks(void **state)
{
    struct stop stop;
    const int64_t begun = clock_monotonic_us();

    (void)state;
    assert_true(stop_init(&stop));
    assert_false(stop_wait(&stop, 20000));
    assert_true(clock_monotonic_us() - begun >= 20000);
    assert_false(stop_asked(&stop));
    stop_done(&stop);
}

static void *request_from_elsewhere(void *stop)
{
    stop_request(stop);
    return NULL;
}

static void a_request_ends_every_wait_of_every_thread(void **state)
{
    struct stop stop;
    pthread_t thread;

    (void)state;
    assert_true(stop_init(&stop));
    assert_int_equal(pthread_create(&thread, NULL, request_from_elsewhere, &stop), 0);
    assert_true(stop_wait(&stop, 60 * CLOCK_SECOND));
    assert_true(stop_wait(&stop, 60 * CLOCK_SECOND));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(stop_asked(&stop));
    stop_done(&stop);
}

static void the_descriptor_stays_readable(void **state)
{
    struct stop stop;

    (void)state;
    assert_true(stop_init(&stop));
    struct pollfd waited = {.fd = stop_fd(&stop), .events = POLLIN};
    assert_int_equal(poll(&waited, 1, 0), 0);
    for (int i = 0; i < 100000; i++)
        stop_request(&stop);
    assert_int_equal(poll(&waited, 1, 0), 1);
    assert_int_equal(poll(&waited, 1, 0), 1);
    stop_done(&stop);
}

static struct stop signalled;

static void on_signal(int number)
{
    (void)number;
    stop_request(&signalled);
}

static void a_signal_handler_may_ask_and_errno_stays(void **state)
{
    struct sigaction action = {.sa_handler = on_signal};

    (void)state;
    assert_true(stop_init(&signalled));
    assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
    errno = EDOM;
    assert_int_equal(raise(SIGUSR1), 0);
    assert_int_equal(errno, EDOM);
    assert_true(stop_wait(&signalled, 60 * CLOCK_SECOND));
    stop_done(&signalled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_ends_in_time_when_nobody_asks),
        cmocka_unit_test(a_request_ends_every_wait_of_every_thread),
        cmocka_unit_test(the_descriptor_stays_readable),
        cmocka_unit_test(a_signal_handler_may_ask_and_errno_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
