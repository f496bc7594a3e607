/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tests.h"

#include <math.h>

#include "store/test_state.h"

static struct store_param number_or_null(double value)
{
    return isnan(value) ? P_NULL() : P_DOUBLE(value);
}

bool store_tests_load(struct store_connection *connection, struct arena *arena,
                      struct stored_test **ret_tests, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_DETECT_LIST_TESTS, NULL, 0, &result, err))
        return false;

    const size_t count = store_rows(result);
    struct stored_test *tests = ARENA_ARRAY(arena, struct stored_test, count + 1);

    for (size_t i = 0; i < count; i++)
        tests[i] = (struct stored_test){
            .test_id = store_int(result, i, 0),
            .name = arena_strdup(arena, store_text(result, i, 1)),
            .config_hash = arena_strdup(arena, store_text(result, i, 2)),
            .definition = arena_strdup(arena, store_text(result, i, 3)),
            .active = store_bool(result, i, 4),
            .regressions = store_int(result, i, 5),
        };
    *ret_tests = tests;
    *ret_count = count;
    return true;
}

bool store_test_write(struct store_connection *connection, const struct test_row *row,
                      bool *changed, struct error *err)
{
    AUTO_RESULT *written = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_UPSERT_TEST, &written, err, P_INT(row->test_id),
                   P_TEXT(row->name), P_TEXT(row->source), P_TEXT(row->config_file),
                   P_TEXT(row->config_hash), P_TEXT(row->definition), P_TEXT(row->project)))
        return false;
    *changed = *changed || store_affected(written) > 0;
    return true;
}

bool store_tests_keep(struct store_connection *connection, const int64_t *test_ids, size_t count,
                      struct error *err)
{
    AUTO_RESULT *gone = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_DEACTIVATE_TESTS, &gone, err, P_INTS(test_ids, count)))
        return false;
    for (size_t i = 0; i < store_rows(gone); i++)
        if (!store_test_touch(connection, store_int(gone, i, 0), err))
            return false;
    return true;
}

bool store_series_write(struct store_connection *connection, const struct series_row *row,
                        bool *changed, struct error *err)
{
    AUTO_RESULT *written = NULL;

    if (!STORE_RUN(
            connection, QUERY_INGEST_UPSERT_SERIES, &written, err, P_INT(row->test_id),
            P_INT(row->series_id), P_TEXT(row->metric), P_INT(row->position), P_INT(row->direction),
            P_DOUBLE(row->threshold), P_TEXTS(row->labels, row->label_count),
            P_TEXT(row->correlation), P_INT(row->context), number_or_null(row->limit_min),
            number_or_null(row->limit_max), P_TEXT(row->unit), P_TEXT(row->regression_algorithm)))
        return false;
    *changed = *changed || store_affected(written) > 0;
    return true;
}

bool store_series_keep(struct store_connection *connection, int64_t test_id,
                       const int64_t *series_ids, size_t count, bool *changed, struct error *err)
{
    AUTO_RESULT *gone = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_DEACTIVATE_SERIES, &gone, err, P_INT(test_id),
                   P_INTS(series_ids, count)))
        return false;
    *changed = *changed || store_affected(gone) > 0;
    return true;
}
