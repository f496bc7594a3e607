/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "kit/scripted_pq.h"
#include "store/result.h"
#include "store/store.h"

struct session {
    struct store *store;
    struct store_connection *connection;
};

static int open_session(void **state)
{
    static struct session session;
    struct error err;

    scripted_pq_start();
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
    scripted_pq_stop();
    return 0;
}

static void run(void **state, const struct store_param *params, size_t count,
                struct store_result **ret_result)
{
    const struct session *session = *state;
    struct error err = {0};

    assert_true(
        store_run(session->connection, QUERY_STORE_NOTIFY, params, count, ret_result, &err));
}

static void expect_text(int at, const char *text)
{
    size_t size;
    bool binary;
    const char *value = scripted_pq_parameter(at, &size, &binary);

    assert_false(binary);
    if (text)
        assert_string_equal(value, text);
    else
        assert_null(value);
}

static void expect_bytes(int at, const char *bytes, size_t size)
{
    size_t got;
    bool binary;
    const char *value = scripted_pq_parameter(at, &got, &binary);

    assert_true(binary);
    assert_int_equal(got, size);
    assert_memory_equal(value, bytes, size);
}

static void scalars_are_sent_as_text_that_loses_nothing(void **state)
{
    const struct store_param params[] = {
        P_NULL(),        P_BOOL(true),      P_BOOL(false),   P_INT(INT64_MIN),
        P_DOUBLE(0.1),   P_DOUBLE(NAN),     P_TEXT("a'b"),   P_TEXT(NULL),
        P_TIME(1500000), P_TIME(INT64_MIN), P_DOUBLE(1e308),
    };

    run(state, params, ARRAY_LEN(params), NULL);
    expect_text(0, NULL);
    expect_text(1, "t");
    expect_text(2, "f");
    expect_text(3, "-9223372036854775808");
    expect_text(4, "0.10000000000000001");
    expect_text(5, "NaN");
    expect_text(6, "a'b");
    expect_text(7, NULL);
    expect_text(8, "1970-01-01T00:00:01.500000Z");
    expect_text(9, "-infinity");
    expect_text(10, "1e+308");
}

static void arrays_are_sent_in_postgresqls_binary_form(void **state)
{
    const int64_t ints[] = {1, -1};
    const int64_t times[] = {PG_EPOCH_US};
    const double doubles[] = {1.0};
    const char *const texts[] = {"ab", NULL};
    const struct store_bytes bytes[] = {{(const unsigned char *)"\0\xff\\", 3}, {NULL, 0}};
    const struct store_param params[] = {P_INTS(ints, 2),   P_DOUBLES(doubles, 1),
                                         P_TEXTS(texts, 2), P_TIMES(times, 1),
                                         P_TEXTS(NULL, 0),  P_BYTES(bytes, 2)};

    run(state, params, ARRAY_LEN(params), NULL);
    expect_bytes(0,
                 "\0\0\0\1\0\0\0\0\0\0\0\x14\0\0\0\2\0\0\0\1"
                 "\0\0\0\x8\0\0\0\0\0\0\0\1\0\0\0\x8\xff\xff\xff\xff\xff\xff\xff\xff",
                 44);
    expect_bytes(1,
                 "\0\0\0\1\0\0\0\0\0\0\2\xbd\0\0\0\1\0\0\0\1"
                 "\0\0\0\x8\x3f\xf0\0\0\0\0\0\0",
                 32);
    expect_bytes(2,
                 "\0\0\0\1\0\0\0\1\0\0\0\x19\0\0\0\2\0\0\0\1"
                 "\0\0\0\2ab\xff\xff\xff\xff",
                 30);
    expect_bytes(3,
                 "\0\0\0\1\0\0\0\0\0\0\4\xa0\0\0\0\1\0\0\0\1"
                 "\0\0\0\x8\0\0\0\0\0\0\0\0",
                 32);
    expect_bytes(4, "\0\0\0\0\0\0\0\0\0\0\0\x19", 12);
    expect_bytes(5,
                 "\0\0\0\1\0\0\0\0\0\0\0\x11\0\0\0\2\0\0\0\1"
                 "\0\0\0\3\0\xff\\\0\0\0\0",
                 31);
}

static struct store_result *answer(void **state, unsigned type, const char *bytes, size_t size)
{
    struct store_result *result = NULL;

    scripted_pq_answer("store_notify", type, bytes, size);
    run(state, NULL, 0, &result);
    assert_int_equal(store_rows(result), 1);
    return result;
}

static void cells_are_read_by_their_type(void **state)
{
    struct store_result *result = answer(state, PG_INT2, "\xff\xfe", 2);
    assert_int_equal(store_int(result, 0, 0), -2);
    store_result_free(result);
    result = answer(state, PG_BYTEA, "\0\xff\\", 3);
    size_t size;
    assert_memory_equal(store_bytes(result, 0, 0, &size), "\0\xff\\", 3);
    assert_int_equal(size, 3);
    store_result_free(result);
    result = answer(state, PG_INT4, "\x80\0\0\0", 4);
    assert_int_equal(store_int(result, 0, 0), INT32_MIN);
    store_result_free(result);
    result = answer(state, PG_INT8, "\0\0\0\1\0\0\0\0", 8);
    assert_int_equal(store_int(result, 0, 0), INT64_C(1) << 32);
    store_result_free(result);
    result = answer(state, PG_FLOAT8, "\x3f\xf8\0\0\0\0\0\0", 8);
    assert_true(store_double(result, 0, 0) == 1.5);
    store_result_free(result);
    result = answer(state, PG_FLOAT4, "\xbf\xc0\0\0", 4);
    assert_true(store_double(result, 0, 0) == -1.5);
    store_result_free(result);
    result = answer(state, PG_TIMESTAMPTZ, "\0\0\0\0\0\0\0\1", 8);
    assert_int_equal(store_time(result, 0, 0), PG_EPOCH_US + 1);
    store_result_free(result);
    result = answer(state, PG_TIMESTAMPTZ, "\x7f\xff\xff\xff\xff\xff\xff\xff", 8);
    assert_int_equal(store_time(result, 0, 0), INT64_MAX);
    store_result_free(result);
    result = answer(state, PG_TEXT, "text", 4);
    assert_string_equal(store_text(result, 0, 0), "text");
    store_result_free(result);
    result = answer(state, PG_JSONB, "\1{}", 3);
    assert_string_equal(store_text(result, 0, 0), "{}");
    store_result_free(result);
}

static void sql_null_gives_each_getter_its_nothing(void **state)
{
    struct store_result *result = answer(state, PG_INT8, NULL, 0);
    assert_true(store_is_null(result, 0, 0));
    assert_int_equal(store_int(result, 0, 0), 0);
    store_result_free(result);
    result = answer(state, PG_FLOAT8, NULL, 0);
    assert_true(isnan(store_double(result, 0, 0)));
    store_result_free(result);
    result = answer(state, PG_TEXT, NULL, 0);
    assert_null(store_text(result, 0, 0));
    store_result_free(result);
    result = answer(state, PG_BOOL, NULL, 0);
    assert_false(store_bool(result, 0, 0));
    store_result_free(result);
}

static void text_arrays_are_taken_apart(void **state)
{
    AUTO_ARENA arena = arena_new();
    const char *const *texts;
    struct store_result *result = answer(state, PG_TEXT_ARRAY,
                                         "\0\0\0\1\0\0\0\1\0\0\0\x19\0\0\0\2\0\0\0\1"
                                         "\0\0\0\2ab\xff\xff\xff\xff",
                                         30);

    assert_int_equal(store_texts(result, 0, 0, arena, &texts), 2);
    assert_string_equal(texts[0], "ab");
    assert_null(texts[1]);
    store_result_free(result);
    result = answer(state, PG_TEXT_ARRAY, "\0\0\0\0\0\0\0\0\0\0\0\x19", 12);
    assert_int_equal(store_texts(result, 0, 0, arena, &texts), 0);
    assert_null(texts);
    store_result_free(result);
}

static void arrays_of_numbers_are_taken_apart(void **state)
{
    AUTO_ARENA arena = arena_new();
    const int64_t *ints;
    const double *doubles;
    struct store_result *result = answer(state, PG_INT8_ARRAY,
                                         "\0\0\0\1\0\0\0\1\0\0\0\x14\0\0\0\3\0\0\0\1"
                                         "\0\0\0\x8\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff\xff"
                                         "\0\0\0\x8\1\0\0\0\0\0\0\2",
                                         48);

    assert_int_equal(store_ints(result, 0, 0, arena, &ints), 3);
    assert_int_equal(ints[0], -2);
    assert_int_equal(ints[1], 0);
    assert_int_equal(ints[2], (INT64_C(1) << 56) + 2);
    store_result_free(result);
    result = answer(state, PG_FLOAT8_ARRAY,
                    "\0\0\0\1\0\0\0\1\0\0\2\xbd\0\0\0\2\0\0\0\1"
                    "\0\0\0\x8\xbf\xf8\0\0\0\0\0\0\xff\xff\xff\xff",
                    36);
    assert_int_equal(store_doubles(result, 0, 0, arena, &doubles), 2);
    assert_true(doubles[0] == -1.5);
    assert_true(isnan(doubles[1]));
    store_result_free(result);
    result = answer(state, PG_FLOAT8_ARRAY, NULL, 0);
    assert_int_equal(store_doubles(result, 0, 0, arena, &doubles), 0);
    assert_null(doubles);
    store_result_free(result);
}

#define WITH_SESSION(name) cmocka_unit_test_setup_teardown(name, open_session, close_session)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SESSION(scalars_are_sent_as_text_that_loses_nothing),
        WITH_SESSION(arrays_are_sent_in_postgresqls_binary_form),
        WITH_SESSION(cells_are_read_by_their_type),
        WITH_SESSION(sql_null_gives_each_getter_its_nothing),
        WITH_SESSION(text_arrays_are_taken_apart),
        WITH_SESSION(arrays_of_numbers_are_taken_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
