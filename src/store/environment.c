/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/environment.h"

#include <math.h>

#include "base/strmap.h"

static double double_or_nan(const struct store_result *result, size_t row, int column)
{
    return store_is_null(result, row, column) ? NAN : store_double(result, row, column);
}

bool environment_lock(struct store_connection *connection, struct error *err)
{
    return STORE_RUN(connection, QUERY_STORE_LOCK_TRANSACTION, NULL, err,
                     P_INT(name_id("environment", NULL)));
}

bool environment_due_load(struct store_connection *connection, struct arena *arena,
                          struct environment_due *ret, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!store_run(connection, QUERY_DETECT_LIST_ENVIRONMENT_DUE, NULL, 0, &result, err))
        return false;

    const size_t count = store_rows(result);

    *ret = (struct environment_due){.test_ids = ARENA_ARRAY(arena, int64_t, count + 1),
                                    .revisions = ARENA_ARRAY(arena, int64_t, count + 1),
                                    .count = count};
    for (size_t i = 0; i < count; i++) {
        ret->test_ids[i] = store_int(result, i, 0);
        ret->revisions[i] = store_int(result, i, 1);
    }
    return true;
}

bool environment_due_done(struct store_connection *connection, const struct environment_due *due,
                          struct error *err)
{
    return STORE_RUN(connection, QUERY_DETECT_SET_ENVIRONMENT_REVISION, NULL, err,
                     P_INTS(due->test_ids, due->count), P_INTS(due->revisions, due->count));
}

bool environment_places_load(struct store_connection *connection, struct arena *arena,
                             const char *platform, const char *stream, int64_t runs,
                             struct environment_place **ret, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_ENVIRONMENT_TESTS, &result, err, P_TEXT(platform),
                   P_TEXT(stream), P_INT(runs)))
        return false;

    const size_t count = store_rows(result);

    *ret = ARENA_ARRAY(arena, struct environment_place, count + 1);
    for (size_t i = 0; i < count; i++)
        (*ret)[i] = (struct environment_place){
            .test_id = store_int(result, i, 0),
            .platform = arena_strdup(arena, store_text(result, i, 1)),
            .stream = arena_strdup(arena, store_text(result, i, 2)),
            .since = store_time(result, i, 3),
        };
    *ret_count = count;
    return true;
}

bool environment_changes_load(struct store_connection *connection, struct arena *arena,
                              const int64_t *test_ids, size_t test_count, int64_t later,
                              int64_t unseen, struct environment_change **ret, size_t *ret_count,
                              struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_ENVIRONMENT_CHANGES, &result, err,
                   P_INTS(test_ids, test_count), P_INT(later), P_INT(unseen)))
        return false;

    const size_t count = store_rows(result);

    *ret = ARENA_ARRAY(arena, struct environment_change, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct environment_change *change = &(*ret)[i];

        *change = (struct environment_change){
            .test_id = store_int(result, i, 0),
            .regression_id = store_int(result, i, 1),
            .run_id = store_int(result, i, 2),
            .environment = arena_strdup(arena, store_text(result, i, 5)),
            .score = double_or_nan(result, i, 6),
            .moved = store_int(result, i, 7),
            .seen = store_int(result, i, 8),
        };
        change->metric_count = store_texts(result, i, 3, arena, &change->metrics);
        change->time_count = store_ints(result, i, 4, arena, &change->times);
    }
    *ret_count = count;
    return true;
}

bool environment_values_load(struct store_connection *connection, struct arena *arena,
                             const int64_t *test_ids, const int64_t *since, size_t test_count,
                             struct environment_values **ret, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_ENVIRONMENT_POINTS, &result, err,
                   P_INTS(test_ids, test_count), P_TIMES(since, test_count)))
        return false;

    const size_t count = store_rows(result);

    *ret = ARENA_ARRAY(arena, struct environment_values, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct environment_values *series = &(*ret)[i];

        *series = (struct environment_values){
            .test = (size_t)store_int(result, i, 0) - 1,
            .metric = arena_strdup(arena, store_text(result, i, 1)),
        };
        series->count = store_ints(result, i, 2, arena, &series->at);
        (void)store_doubles(result, i, 3, arena, &series->values);
    }
    *ret_count = count;
    return true;
}

bool environment_fields_load(struct store_connection *connection, struct arena *arena,
                             int64_t test_id, const char *fields, int64_t runs,
                             struct environment_field **ret, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_ENVIRONMENT_FIELDS, &result, err, P_INT(test_id),
                   P_TEXT(fields), P_INT(runs)))
        return false;

    const size_t count = store_rows(result);

    *ret = ARENA_ARRAY(arena, struct environment_field, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct environment_field *field = &(*ret)[i];

        *field = (struct environment_field){.name = arena_strdup(arena, store_text(result, i, 0))};
        field->count = store_texts(result, i, 1, arena, &field->values);
        (void)store_ints(result, i, 2, arena, &field->run_ids);
    }
    *ret_count = count;
    return true;
}

bool environment_write(struct store_connection *connection, const struct environment_change *change,
                       struct error *err)
{
    return STORE_RUN(connection, QUERY_DETECT_SET_REGRESSION_ENVIRONMENT, NULL, err,
                     P_INT(change->test_id), P_INT(change->regression_id),
                     P_TEXT(change->environment), P_DOUBLE(change->score), P_INT(change->moved),
                     P_INT(change->seen));
}
