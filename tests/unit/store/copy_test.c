/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/scripted_pq.h"
#include "store/store.h"

enum { LARGE = 1000000 };

static int open_store(void **state)
{
    struct error err;

    scripted_pq_start();
    *state = store_new(&(struct store_options){.conninfo = "host=scripted",
                                               .pool_size = 1,
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

static bool end_row(struct store_copy *copy, struct error *err)
{
    if (store_copy_row(copy, err))
        return true;
    store_copy_abort(copy);
    return false;
}

static bool copy_every_kind(struct store_connection *connection, void *context, struct error *err)
{
    struct store_copy *copy = store_copy_begin(connection, QUERY_INGEST_COPY_DOCUMENTS, err);

    (void)context;
    if (!copy)
        return false;
    store_copy_int(copy, INT64_MIN);
    store_copy_text(copy, "a\tb\\c\nd\re", 9);
    store_copy_text(copy, "", 0);
    store_copy_null(copy);
    store_copy_double(copy, 0.1);
    store_copy_double(copy, NAN);
    store_copy_double(copy, -INFINITY);
    store_copy_time(copy, 0);
    store_copy_time(copy, INT64_MAX);
    store_copy_bool(copy, true);
    if (!end_row(copy, err))
        return false;
    store_copy_int(copy, 1);
    return end_row(copy, err) && store_copy_end(copy, err);
}

static bool copy_large(struct store_connection *connection, void *context, struct error *err)
{
    struct store_copy *copy = store_copy_begin(connection, QUERY_INGEST_COPY_DOCUMENTS, err);

    if (!copy)
        return false;
    store_copy_text(copy, context, LARGE);
    return end_row(copy, err) && store_copy_end(copy, err);
}

static char *large_text(char byte)
{
    char *text = malloc(LARGE);

    assert_non_null(text);
    memset(text, byte, LARGE);
    return text;
}

static void values_are_written_as_copy_reads_them(void **state)
{
    struct error err;

    assert_true(store_transaction(*state, STORE_READ_COMMITTED, copy_every_kind, NULL, &err));
    assert_string_equal(scripted_pq_copied(),
                        "-9223372036854775808\ta\\tb\\\\c\\nd\\re\t\t\\N\t0.10000000000000001\tNaN"
                        "\t-Infinity\t1970-01-01T00:00:00Z\tinfinity\tt\n1\n");
}

static void a_large_text_needs_no_large_buffer(void **state)
{
    char *text = large_text('\\');
    struct error err;

    assert_true(store_transaction(*state, STORE_READ_COMMITTED, copy_large, text, &err));
    assert_int_equal(strlen(scripted_pq_copied()), 2 * LARGE + 1);
    assert_true(scripted_pq_largest_piece() <= 70000);
    free(text);
}

static void a_refused_copy_is_the_servers_error(void **state)
{
    struct error err = {0};

    scripted_pq_fail("copy end", 1, 1, "22P02", "invalid input syntax");
    assert_false(store_transaction(*state, STORE_READ_COMMITTED, copy_every_kind, NULL, &err));
    assert_string_equal(err.place, "ingest_copy_documents");
    assert_non_null(strstr(err.text, "22P02"));
    assert_int_equal(scripted_pq_runs("store_rollback_transaction"), 1);
}

static void a_copy_that_cannot_begin_is_an_error(void **state)
{
    struct error err = {0};

    scripted_pq_fail("COPY", 1, 1, "42P01", "relation does not exist");
    assert_false(store_transaction(*state, STORE_READ_COMMITTED, copy_every_kind, NULL, &err));
    assert_non_null(strstr(err.text, "42P01"));
}

static void a_connection_lost_during_copy_means_the_whole_transaction_again(void **state)
{
    char *text = large_text('x');
    struct error err = {0};

    scripted_pq_fail("copy data", 3, 1, NULL, "server closed the connection unexpectedly\n");
    assert_true(store_transaction(*state, STORE_READ_COMMITTED, copy_large, text, &err));
    assert_int_equal(scripted_pq_connections(), 2);
    assert_int_equal(scripted_pq_runs("COPY"), 2);
    free(text);
}

#define WITH_STORE(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(values_are_written_as_copy_reads_them),
        WITH_STORE(a_large_text_needs_no_large_buffer),
        WITH_STORE(a_refused_copy_is_the_servers_error),
        WITH_STORE(a_copy_that_cannot_begin_is_an_error),
        WITH_STORE(a_connection_lost_during_copy_means_the_whole_transaction_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
