/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/shared.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct service_config *config_with(unsigned port)
{
    struct arena *arena = arena_new();
    struct service_config *config = ARENA_NEW(arena, struct service_config);

    config->arena = arena;
    config->listen_port = port;
    return config;
}

static void the_old_one_lives_until_its_last_user_is_done(void **state)
{
    struct config_shared *shared = config_shared_new(config_with(1));

    (void)state;
    const struct config_version *first = config_shared_get(shared);
    const struct config_version *again = config_shared_get(shared);
    assert_int_equal(config_shared_number(shared), 1);
    assert_true(config_shared_swap(shared, config_with(2)));
    assert_int_equal(config_shared_number(shared), 2);
    assert_int_equal(first->config->listen_port, 1);
    config_version_release(first);
    assert_int_equal(again->config->listen_port, 1);
    config_version_release(again);
    const struct config_version *second = config_shared_get(shared);
    assert_int_equal(second->config->listen_port, 2);
    assert_int_equal(second->number, 2);
    config_version_release(second);
    config_version_release(NULL);
    config_shared_free(shared);
    config_shared_free(NULL);
}

static void *read_often(void *context)
{
    for (int i = 0; i < 2000; i++) {
        const struct config_version *version = config_shared_get(context);
        const bool fits = version->config->listen_port == version->number;
        config_version_release(version);
        if (!fits)
            return context;
    }
    return NULL;
}

static void readers_always_see_a_whole_configuration(void **state)
{
    struct config_shared *shared = config_shared_new(config_with(1));
    pthread_t threads[3];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, shared), 0);
    for (unsigned number = 2; number < 500; number++)
        assert_true(config_shared_swap(shared, config_with(number)));
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        void *fault;
        assert_int_equal(pthread_join(threads[i], &fault), 0);
        assert_null(fault);
    }
    config_shared_free(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_old_one_lives_until_its_last_user_is_done),
        cmocka_unit_test(readers_always_see_a_whole_configuration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
