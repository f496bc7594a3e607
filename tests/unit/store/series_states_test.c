/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/scripted_pq.h"
#include "store/result.h"
#include "store/series_states.h"

/* Parameters of upsert_series_states. */
enum { OPTIONS = 1, SERIES = 2, ALGORITHM = 3, LAST_AT = 6, STATE = 8 };

struct session {
    struct store *store;
    struct store_connection *connection;
    struct arena *arena;
};

static int open_session(void **state)
{
    static struct session session;
    struct error err;

    scripted_pq_start();
    session.arena = arena_new();
    session.store = store_new(&(struct store_options){.conninfo = "host=scripted",
                                                      .pool_size = 1,
                                                      .connect_timeout_us = 10000},
                              &err);
    session.connection = store_borrow(session.store, &err);
    *state = &session;
    return session.connection ? 0 : -1;
}

static int close_session(void **state)
{
    const struct session *session = *state;

    store_return(session->connection);
    store_free(session->store);
    arena_free(session->arena);
    scripted_pq_stop();
    return 0;
}

static void expect_array(int at, const char *bytes, size_t size)
{
    size_t got;
    bool binary;
    const char *value = scripted_pq_parameter(at, &got, &binary);

    assert_true(binary);
    assert_int_equal(got, size);
    assert_memory_equal(value, bytes, size);
}

static void expect_text(int at, const char *text)
{
    size_t size;
    bool binary;

    assert_string_equal(scripted_pq_parameter(at, &size, &binary), text);
}

static void states_of_any_bytes_are_saved_in_one_statement(void **state)
{
    const struct session *session = *state;
    const struct series_state states[] = {
        {.series_id = 1,
         .algorithm = "edivisive",
         .points = 7,
         .last_run_id = 9,
         .last_at = PG_EPOCH_US,
         .points_hash = -1,
         .bytes = (const unsigned char *)"\0\xff'\\",
         .size = 4},
        {.series_id = 2,
         .algorithm = "steady",
         .points = 1,
         .last_at = PG_EPOCH_US,
         .bytes = NULL,
         .size = 0},
    };
    struct error err;

    assert_true(series_states_save(session->connection, session->arena, 5, "v1", states, 2, &err));
    expect_text(OPTIONS, "v1");
    expect_array(SERIES,
                 "\0\0\0\1\0\0\0\0\0\0\0\x14\0\0\0\2\0\0\0\1"
                 "\0\0\0\x8\0\0\0\0\0\0\0\1\0\0\0\x8\0\0\0\0\0\0\0\2",
                 44);
    expect_array(ALGORITHM,
                 "\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\2\0\0\0\1"
                 "\0\0\0\x9"
                 "edivisive\0\0\0\6steady",
                 43);
    expect_array(LAST_AT,
                 "\0\0\0\1\0\0\0\0\0\0\4\xa0\0\0\0\2\0\0\0\1"
                 "\0\0\0\x8\0\0\0\0\0\0\0\0\0\0\0\x8\0\0\0\0\0\0\0\0",
                 44);
    expect_array(STATE,
                 "\0\0\0\1\0\0\0\0\0\0\0\x11\0\0\0\2\0\0\0\1"
                 "\0\0\0\4\0\xff'\\\0\0\0\0",
                 32);
}

static void nothing_to_load_save_or_drop_asks_the_server_nothing(void **state)
{
    const struct session *session = *state;
    struct series_state *states = (struct series_state *)state;
    size_t count = 3;
    struct error err;

    assert_true(series_states_load(NULL, session->arena, 5, NULL, 0, "v1", &states, &count, &err));
    assert_null(states);
    assert_int_equal(count, 0);
    assert_true(series_states_save(NULL, session->arena, 5, "v1", NULL, 0, &err));
    assert_true(series_states_drop(NULL, session->arena, 5, NULL, 0, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(states_of_any_bytes_are_saved_in_one_statement,
                                        open_session, close_session),
        cmocka_unit_test_setup_teardown(nothing_to_load_save_or_drop_asks_the_server_nothing,
                                        open_session, close_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
