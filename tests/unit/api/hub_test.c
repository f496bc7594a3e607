/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hub without a database: its news come from the test. */
#include "api/hub.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#include <cmocka.h>

/* A waiter with somebody who sleeps until it is woken. */
struct sleeper {
    struct waiter waiter;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    int wakes;
};

static void note(void *context)
{
    struct sleeper *sleeper = context;

    (void)pthread_mutex_lock(&sleeper->lock);
    sleeper->wakes++;
    (void)pthread_cond_signal(&sleeper->woken);
    (void)pthread_mutex_unlock(&sleeper->lock);
}

static void sleeper_init(struct sleeper *sleeper, const char *uuid)
{
    *sleeper = (struct sleeper){.waiter = {.uuid = uuid,
                                           .until = clock_monotonic_us() + 600 * CLOCK_SECOND,
                                           .fd = -1,
                                           .resume = note,
                                           .context = sleeper}};
    assert_int_equal(pthread_mutex_init(&sleeper->lock, NULL), 0);
    assert_int_equal(pthread_cond_init(&sleeper->woken, NULL), 0);
}

static void sleeper_done(struct sleeper *sleeper)
{
    (void)pthread_cond_destroy(&sleeper->woken);
    (void)pthread_mutex_destroy(&sleeper->lock);
}

static int wakes_of(struct sleeper *sleeper)
{
    (void)pthread_mutex_lock(&sleeper->lock);
    const int wakes = sleeper->wakes;
    (void)pthread_mutex_unlock(&sleeper->lock);
    return wakes;
}

/* Sleeps until the waiter was woken this often. */
static void await_wakes(struct sleeper *sleeper, int wakes)
{
    (void)pthread_mutex_lock(&sleeper->lock);
    while (sleeper->wakes < wakes)
        (void)pthread_cond_wait(&sleeper->woken, &sleeper->lock);
    (void)pthread_mutex_unlock(&sleeper->lock);
}

static struct hub *start(size_t most)
{
    const struct hub_options options = {.most = most};
    struct error err;
    struct hub *hub = hub_new(&options, &err);

    assert_non_null(hub);
    return hub;
}

static void end(struct hub *hub)
{
    hub_stop(hub);
    hub_free(hub);
}

static void news_that_came_since_the_look_forbid_to_wait(void **state)
{
    struct hub *hub = start(8);
    struct sleeper sleeper;
    uint64_t looked = hub_look(hub);

    (void)state;
    sleeper_init(&sleeper, "r1");
    hub_notice(hub, CHANNEL_RUN, "another");
    hub_notice(hub, CHANNEL_RUN, "r1");
    assert_false(hub_wait(hub, &sleeper.waiter, looked));
    assert_int_equal(sleeper.waiter.why, WAKE_NEWS);
    looked = hub_look(hub);
    assert_true(hub_wait(hub, &sleeper.waiter, looked));
    hub_notice(hub, CHANNEL_RUN, "r1");
    assert_int_equal(wakes_of(&sleeper), 1);
    assert_int_equal(sleeper.waiter.why, WAKE_NEWS);
    hub_notice(hub, CHANNEL_RUN, "r1");
    assert_int_equal(wakes_of(&sleeper), 1);
    end(hub);
    sleeper_done(&sleeper);
}

static void analyses_concern_those_of_their_test(void **state)
{
    static const int64_t tests[] = {5, -7};
    struct hub *hub = start(8);
    struct sleeper any, some;

    (void)state;
    sleeper_init(&any, "r1");
    sleeper_init(&some, "r1");
    some.waiter.tests = tests;
    some.waiter.test_count = 2;
    uint64_t looked = hub_look(hub);
    hub_notice(hub, CHANNEL_ANALYSIS, "6");
    assert_false(hub_wait(hub, &any.waiter, looked));
    assert_true(hub_wait(hub, &some.waiter, looked));
    hub_notice(hub, CHANNEL_ANALYSIS, "6");
    assert_int_equal(wakes_of(&some), 0);
    hub_notice(hub, CHANNEL_ANALYSIS, "-7");
    assert_int_equal(wakes_of(&some), 1);
    assert_true(hub_wait(hub, &any.waiter, hub_look(hub)));
    hub_notice(hub, CHANNEL_ANALYSIS, "6");
    assert_int_equal(wakes_of(&any), 1);
    end(hub);
    sleeper_done(&any);
    sleeper_done(&some);
}

static void deadlines_and_hang_ups_end_a_wait(void **state)
{
    struct hub *hub = start(8);
    struct sleeper late, gone;
    int fds[2];

    (void)state;
    sleeper_init(&late, "r1");
    late.waiter.until = clock_monotonic_us() + 1000;
    assert_true(hub_wait(hub, &late.waiter, hub_look(hub)));
    await_wakes(&late, 1);
    assert_int_equal(late.waiter.why, WAKE_TIME);
    assert_true(clock_monotonic_us() >= late.waiter.until);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    sleeper_init(&gone, "r1");
    gone.waiter.fd = fds[0];
    assert_true(hub_wait(hub, &gone.waiter, hub_look(hub)));
    (void)close(fds[1]);
    await_wakes(&gone, 1);
    assert_int_equal(gone.waiter.why, WAKE_GONE);
    (void)close(fds[0]);
    end(hub);
    sleeper_done(&late);
    sleeper_done(&gone);
}

static void the_end_wakes_everybody_and_takes_no_more(void **state)
{
    struct hub *hub = start(2);
    struct sleeper sleepers[3];

    (void)state;
    for (size_t i = 0; i < 3; i++)
        sleeper_init(&sleepers[i], i == 0 ? NULL : "r1");
    assert_true(hub_wait(hub, &sleepers[0].waiter, hub_look(hub)));
    assert_true(hub_wait(hub, &sleepers[1].waiter, hub_look(hub)));
    assert_false(hub_wait(hub, &sleepers[2].waiter, hub_look(hub)));
    assert_int_equal(sleepers[2].waiter.why, WAKE_FULL);
    assert_false(hub_stops(hub));
    hub_stop(hub);
    assert_true(hub_stops(hub));
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(wakes_of(&sleepers[i]), 1);
        assert_int_equal(sleepers[i].waiter.why, WAKE_STOP);
    }
    assert_false(hub_wait(hub, &sleepers[2].waiter, hub_look(hub)));
    assert_int_equal(sleepers[2].waiter.why, WAKE_STOP);
    hub_free(hub);
    for (size_t i = 0; i < 3; i++)
        sleeper_done(&sleepers[i]);
}

enum { ROUNDS = 400, WATCHERS = 4 };

struct race {
    struct hub *hub;
    char uuid[16];
    _Atomic int state; /* what "the database" shows */
};

/* Looks, and waits while it sees the old state: with one lost wake-up this would never end. */
static void *follow(void *context)
{
    struct race *race = context;
    struct sleeper sleeper;
    int waits = 0;

    sleeper_init(&sleeper, race->uuid);
    for (;;) {
        const uint64_t looked = hub_look(race->hub);
        if (atomic_load(&race->state) == ROUNDS)
            break;
        if (hub_wait(race->hub, &sleeper.waiter, looked))
            await_wakes(&sleeper, ++waits);
    }
    sleeper_done(&sleeper);
    return NULL;
}

static void no_wake_up_is_lost_between_threads(void **state)
{
    struct race races[WATCHERS] = {0};
    pthread_t threads[WATCHERS];
    struct hub *hub = start(WATCHERS);

    (void)state;
    for (int i = 0; i < WATCHERS; i++) {
        races[i].hub = hub;
        (void)snprintf(races[i].uuid, sizeof races[i].uuid, "r%d", i);
        assert_int_equal(pthread_create(&threads[i], NULL, follow, &races[i]), 0);
    }
    for (int round = 1; round <= ROUNDS; round++)
        for (int i = 0; i < WATCHERS; i++) {
            atomic_store(&races[i].state, round);
            hub_notice(hub, CHANNEL_RUN, races[i].uuid);
        }
    for (int i = 0; i < WATCHERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    end(hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(news_that_came_since_the_look_forbid_to_wait),
        cmocka_unit_test(analyses_concern_those_of_their_test),
        cmocka_unit_test(deadlines_and_hang_ups_end_a_wait),
        cmocka_unit_test(the_end_wakes_everybody_and_takes_no_more),
        cmocka_unit_test(no_wake_up_is_lost_between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
