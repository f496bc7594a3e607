/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tests.h"

#include "store/test_state.h"

bool store_test_write(struct store_connection *connection, const struct test_row *row,
                      struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_UPSERT_TEST, NULL, err, P_INT(row->test_id),
                     P_TEXT(row->name), P_TEXT(row->source), P_TEXT(row->config_file),
                     P_TEXT(row->config_hash), P_TEXT(row->definition)) &&
           store_test_touch(connection, row->test_id, err);
}

bool store_tests_keep(struct store_connection *connection, const int64_t *test_ids, size_t count,
                      struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_DEACTIVATE_TESTS, NULL, err, P_INTS(test_ids, count));
}

bool store_series_write(struct store_connection *connection, const struct series_row *row,
                        struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_UPSERT_SERIES, NULL, err, P_INT(row->test_id),
                     P_INT(row->series_id), P_TEXT(row->metric), P_INT(row->position),
                     P_INT(row->direction), P_DOUBLE(row->threshold),
                     P_TEXTS(row->labels, row->label_count), P_TEXT(row->correlation),
                     P_INT(row->context));
}

bool store_series_keep(struct store_connection *connection, int64_t test_id,
                       const int64_t *series_ids, size_t count, struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_DEACTIVATE_SERIES, NULL, err, P_INT(test_id),
                     P_INTS(series_ids, count));
}
