/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/rate.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "base/clock.h"

static const struct rate_limit limit = {.per_second = 10, .burst = 3};

static void a_burst_passes_and_then_as_many_as_fill(void **state)
{
    struct bucket bucket = {.credit = limit.burst, .at_us = 0};
    int64_t wait = 0;

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(bucket_take(&bucket, limit, 0, &wait));
    assert_false(bucket_take(&bucket, limit, 0, &wait));
    assert_in_range(wait, 100000, 100001);
    assert_false(bucket_take(&bucket, limit, 50000, &wait));
    assert_in_range(wait, 50000, 50001);
    assert_true(bucket_take(&bucket, limit, 100001, &wait));
    assert_false(bucket_take(&bucket, limit, 100001, &wait));
}

static void a_long_rest_fills_no_more_than_the_burst(void **state)
{
    struct bucket bucket = {.credit = 0, .at_us = 0};
    int64_t wait;

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(bucket_take(&bucket, limit, 3600 * CLOCK_SECOND, &wait));
    assert_false(bucket_take(&bucket, limit, 3600 * CLOCK_SECOND, &wait));
}

static void time_that_goes_back_takes_nothing_away(void **state)
{
    struct bucket bucket = {.credit = 2, .at_us = 1000000};
    int64_t wait;

    (void)state;
    assert_true(bucket_take(&bucket, limit, 500000, &wait));
    assert_true(bucket_take(&bucket, limit, 500000, &wait));
    assert_false(bucket_take(&bucket, limit, 1000000, &wait));
}

static void without_a_limit_everything_passes(void **state)
{
    struct rate *rate = rate_new((struct rate_limit){.per_second = 0, .burst = 1});
    int64_t wait;

    (void)state;
    for (int i = 0; i < 100; i++)
        assert_true(rate_take(rate, 7, 0, &wait));
    rate_free(rate);
}

static void clients_do_not_share_their_buckets(void **state)
{
    struct rate *rate = rate_new(limit);
    int64_t wait;

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(rate_take(rate, 7, 0, &wait));
    assert_false(rate_take(rate, 7, 0, &wait));
    assert_true(rate_take(rate, 8, 0, &wait));
    rate_free(rate);
}

static void looking_takes_nothing(void **state)
{
    struct rate *rate = rate_new((struct rate_limit){.per_second = 10, .burst = 1});
    int64_t wait;

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(rate_may(rate, 7, 0, &wait));
    assert_true(rate_take(rate, 7, 0, &wait));
    assert_false(rate_may(rate, 7, 0, &wait));
    rate_free(rate);
}

static void more_clients_than_places_make_room_oldest_first(void **state)
{
    struct rate *rate = rate_new((struct rate_limit){.per_second = 0.001, .burst = 1});
    int64_t wait;

    (void)state;
    /* Keys that differ by RATE_BUCKETS share a place of eight. */
    for (uint64_t i = 0; i < 9; i++)
        assert_true(rate_take(rate, i * RATE_BUCKETS, (int64_t)i, &wait));
    assert_false(rate_take(rate, 8 * (uint64_t)RATE_BUCKETS, 9, &wait)); /* the newest is known */
    assert_false(rate_take(rate, 1 * (uint64_t)RATE_BUCKETS, 9, &wait));
    assert_true(rate_take(rate, 0, 9, &wait)); /* the oldest was forgotten */
    rate_free(rate);
}

struct crowd {
    struct rate *rate;
    _Atomic int passed;
};

static void *ask_often(void *context)
{
    struct crowd *crowd = context;
    int64_t wait;

    for (int i = 0; i < 1000; i++)
        if (rate_take(crowd->rate, 7, 0, &wait))
            atomic_fetch_add(&crowd->passed, 1);
    return NULL;
}

static void threads_together_get_no_more_than_the_burst(void **state)
{
    struct crowd crowd = {
        .rate = rate_new((struct rate_limit){.per_second = 1, .burst = 1500}),
    };
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &crowd), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&crowd.passed), 1500);
    rate_free(crowd.rate);
}

static void another_limit_holds_from_the_next_request_on(void **state)
{
    struct rate *rate = rate_new((struct rate_limit){.per_second = 0, .burst = 1});
    int64_t wait = 0;

    (void)state;
    for (int i = 0; i < 10; i++)
        assert_true(rate_take(rate, 1, 0, &wait));
    rate_set_limit(rate, (struct rate_limit){.per_second = 2, .burst = 3});
    for (int i = 0; i < 3; i++)
        assert_true(rate_take(rate, 1, 0, &wait));
    assert_false(rate_take(rate, 1, 0, &wait));
    assert_int_equal(wait, 500001);
    rate_set_limit(rate, (struct rate_limit){.per_second = 0, .burst = 3});
    assert_true(rate_take(rate, 1, 0, &wait));
    rate_free(rate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_passes_and_then_as_many_as_fill),
        cmocka_unit_test(a_long_rest_fills_no_more_than_the_burst),
        cmocka_unit_test(time_that_goes_back_takes_nothing_away),
        cmocka_unit_test(without_a_limit_everything_passes),
        cmocka_unit_test(clients_do_not_share_their_buckets),
        cmocka_unit_test(looking_takes_nothing),
        cmocka_unit_test(more_clients_than_places_make_room_oldest_first),
        cmocka_unit_test(another_limit_holds_from_the_next_request_on),
        cmocka_unit_test(threads_together_get_no_more_than_the_burst),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
