/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/event_ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct event_row row_at(int64_t transaction, int64_t event_id)
{
    return (struct event_row){.place = {transaction, event_id},
                              .kind = EVENT_VERDICT,
                              .test = "kapi",
                              .project = "default",
                              .body = "{}"};
}

struct taken {
    int64_t ids[2 * EVENT_RING_SIZE];
    size_t count, most;
};

static bool take(void *context, const struct event_row *row)
{
    struct taken *taken = context;

    if (taken->count == taken->most)
        return false;
    taken->ids[taken->count++] = row->place.event_id;
    return true;
}

static void readers_get_what_comes_after_their_place(void **state)
{
    struct event_ring *ring = event_ring_new();
    const struct event_row rows[] = {row_at(10, 5), row_at(10, 7), row_at(12, 6)};
    struct taken taken = {.most = 2};
    struct event_place place = {10, 0}, base;

    (void)state;
    assert_false(event_ring_end(ring, &base));
    assert_false(event_ring_read(ring, &place, take, &taken, &base));
    event_ring_begin(ring, place);
    assert_true(event_ring_read(ring, &place, take, &taken, &base));
    assert_int_equal(taken.count, 0);
    event_ring_add(ring, rows, 3);
    assert_true(event_ring_read(ring, &place, take, &taken, &base));
    assert_int_equal(taken.count, 2);
    assert_int_equal(taken.ids[0], 5);
    assert_int_equal(taken.ids[1], 7);
    taken.most = 9;
    assert_true(event_ring_read(ring, &place, take, &taken, &base));
    assert_int_equal(taken.count, 3);
    assert_int_equal(taken.ids[2], 6);
    assert_true(place.transaction == 12 && place.event_id == 6);
    event_ring_free(ring);
}

static void one_who_fell_behind_is_told_so(void **state)
{
    struct event_ring *ring = event_ring_new();
    struct taken taken = {.most = 2 * EVENT_RING_SIZE};
    struct event_place place = {1, 0}, base;

    (void)state;
    event_ring_begin(ring, place);
    for (int64_t i = 1; i <= EVENT_RING_SIZE + 3; i++) {
        const struct event_row row = row_at(1, i);
        event_ring_add(ring, &row, 1);
    }
    assert_false(event_ring_read(ring, &place, take, &taken, &base));
    assert_int_equal(taken.count, 0);
    assert_int_equal(base.event_id, 3);
    place = base;
    assert_true(event_ring_read(ring, &place, take, &taken, &base));
    assert_int_equal(taken.count, EVENT_RING_SIZE);
    assert_int_equal(taken.ids[0], 4);
    event_ring_free(ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_get_what_comes_after_their_place),
        cmocka_unit_test(one_who_fell_behind_is_told_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
