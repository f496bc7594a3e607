/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ordered_work.h"

enum { ITEMS = 5000, THREADS = 4 };

struct item {
    size_t number, square;
};

struct scene {
    size_t tools[THREADS]; /* items that each thread worked on: no lock, its own */
    void *tool_places[THREADS];
    size_t next; /* that deliver expects */
    bool out_of_order, unworked;
    _Atomic size_t inside, most_inside; /* put and not yet delivered */
};

static void square(void *tool, void *item)
{
    struct item *number = item;

    ++*(size_t *)tool;
    /* Uneven: later items are often ready first. */
    for (size_t i = number->number * 7919 % 16; i > 0; i--)
        (void)sched_yield();
    number->square = number->number * number->number;
}

static void check_next(void *context, void *item)
{
    struct scene *scene = context;
    const struct item *number = item;

    scene->out_of_order |= number->number != scene->next++;
    scene->unworked |= number->square != number->number * number->number;
    atomic_fetch_sub(&scene->inside, 1);
}

static struct ordered_work *start(struct scene *scene, size_t threads, size_t items, size_t weight)
{
    struct ordered_work *work = NULL;
    struct error err;

    for (size_t i = 0; i < threads; i++)
        scene->tool_places[i] = &scene->tools[i];
    assert_true(ordered_work_new(&(struct ordered_work_setup){.threads = threads,
                                                              .tools = scene->tool_places,
                                                              .max_items = items,
                                                              .max_weight = weight,
                                                              .work = square,
                                                              .deliver = check_next,
                                                              .context = scene},
                                 &work, &err));
    return work;
}

static void put_all(struct scene *scene, struct ordered_work *work, struct item *items,
                    size_t weight)
{
    for (size_t i = 0; i < ITEMS; i++) {
        items[i] = (struct item){.number = i};
        ordered_work_put(work, &items[i], weight);

        const size_t inside = atomic_fetch_add(&scene->inside, 1) + 1;

        if (inside > atomic_load(&scene->most_inside) && inside <= ITEMS)
            atomic_store(&scene->most_inside, inside);
    }
    ordered_work_finish(work);
}

static void check_scene(const struct scene *scene, size_t threads)
{
    size_t worked = 0;

    for (size_t i = 0; i < threads; i++)
        worked += scene->tools[i];
    assert_int_equal(worked, ITEMS);
    assert_int_equal(scene->next, ITEMS);
    assert_false(scene->out_of_order);
    assert_false(scene->unworked);
}

static void items_are_delivered_once_each_in_the_order_they_came(void **state)
{
    static const size_t threads[] = {1, 2, THREADS};
    struct item *items = calloc(ITEMS, sizeof *items);

    (void)state;
    assert_non_null(items);
    for (size_t i = 0; i < 3; i++) {
        struct scene scene = {.next = 0};

        put_all(&scene, start(&scene, threads[i], 16, 1000), items, 1);
        check_scene(&scene, threads[i]);
        assert_true(scene.most_inside <= 16);
    }
    free(items);
}

static void weight_bounds_what_waits_and_a_heavier_item_goes_in_alone(void **state)
{
    struct item *items = calloc(ITEMS, sizeof *items);

    (void)state;
    assert_non_null(items);
    for (size_t weight = 3; weight < 20; weight += 7) {
        struct scene scene = {.next = 0};

        put_all(&scene, start(&scene, THREADS, 64, 10), items, weight);
        check_scene(&scene, THREADS);
        assert_true(scene.most_inside <= (weight == 3 ? 3 : 1));
    }
    free(items);
}

static void nothing_put_means_nothing_delivered(void **state)
{
    struct scene scene = {.next = 0};

    (void)state;
    ordered_work_finish(start(&scene, THREADS, 4, 4));
    assert_int_equal(scene.next, 0);
    ordered_work_finish(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_delivered_once_each_in_the_order_they_came),
        cmocka_unit_test(weight_bounds_what_waits_and_a_heavier_item_goes_in_alone),
        cmocka_unit_test(nothing_put_means_nothing_delivered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
