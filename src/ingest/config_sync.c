/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/config_sync.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/strmap.h"
#include "config/test_columns.h"
#include "ingest/group_values.h"
#include "store/analysis_queue.h"
#include "store/test_state.h"
#include "store/tests.h"

const struct source_config *test_source(const struct service_config *config,
                                        const struct test *test, struct error *err)
{
    for (size_t i = 0; i < config->source_count; i++)
        if (!test->source || strcmp(config->sources[i].name, test->source) == 0)
            return &config->sources[i];
    (void)error_set(err, ERROR_CONFIG, test->place, "test %s: there is no source '%s'", test->name,
                    test->source ? test->source : "");
    return NULL;
}

static bool write_column(struct store_connection *connection, const struct test *test,
                         const struct test_column *column, int position, bool *changed,
                         struct error *err)
{
    const struct metric *metric = column->metric;
    const struct series_row row = {
        .test_id = test->test_id,
        .series_id = name_id(test->name, column->name),
        .metric = column->name,
        .position = position,
        .direction = metric->direction,
        .threshold = metric->threshold,
        .labels = metric->labels,
        .label_count = metric->label_count,
        .correlation = metric->correlation,
        .context = metric->context,
        .unit = metric->unit,
        .regression_algorithm = metric->regression_algorithm,
        .limit_min = metric->has_limit_min ? metric->limit_min : NAN,
        .limit_max = metric->has_limit_max ? metric->limit_max : NAN,
    };

    return store_series_write(connection, &row, changed, err);
}

static bool write_series(struct store_connection *connection, const struct test *test,
                         bool *changed, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const struct test_column *columns;
    const size_t count = test_columns(arena, test, &columns);

    for (size_t i = 0; i < count; i++)
        if (!write_column(connection, test, &columns[i], (int)i, changed, err))
            return false;
    return true;
}

/* A worker that never rests does not look for other definitions by itself. */
static bool tell_changed(struct store_connection *connection, const struct test *test,
                         struct error *err)
{
    char payload[32];

    (void)snprintf(payload, sizeof payload, "%" PRId64, test->test_id);
    return analysis_queue_all(connection, test->name, NULL, err) &&
           store_notify(connection, CHANNEL_POINTS, payload, err) &&
           store_test_touch(connection, test->test_id, err);
}

bool config_sync_series(struct store_connection *connection, const struct test *test,
                        struct error *err)
{
    bool changed = false;

    return write_series(connection, test, &changed, err) &&
           (!changed || tell_changed(connection, test, err));
}

static bool keep_series(struct store_connection *connection, const struct test *test, bool *changed,
                        struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const struct test_column *columns;

    if (test_has_groups(test))
        return true;

    const size_t count = test_columns(arena, test, &columns);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, count + 1);

    for (size_t i = 0; i < count; i++)
        ids[i] = name_id(test->name, columns[i].name);
    return store_series_keep(connection, test->test_id, ids, count, changed, err);
}

static bool sync_test(struct store_connection *connection, const struct service_config *config,
                      const struct test *test, struct error *err)
{
    const struct source_config *source = test_source(config, test, err);

    if (!source)
        return false;
    const struct test_row row = {
        .test_id = test->test_id,
        .name = test->name,
        .source = source->name,
        .project = test->project,
        .config_file = test->config_file,
        .config_hash = test->hash,
        .definition = test->definition,
    };
    /* The positions of a test with groups are known once their values are. */
    bool changed = false;
    return store_test_write(connection, &row, &changed, err) &&
           (test_has_groups(test) || write_series(connection, test, &changed, err)) &&
           keep_series(connection, test, &changed, err) &&
           (!changed || tell_changed(connection, test, err));
}

static bool sync_body(struct store_connection *connection, void *context, struct error *err)
{
    const struct service_config *config = context;
    const struct test_set *set = config->tests;
    AUTO_ARENA arena = arena_new();
    int64_t *ids = ARENA_ARRAY(arena, int64_t, set->count);

    for (size_t i = 0; i < set->count; i++) {
        ids[i] = set->tests[i].test_id;
        if (!sync_test(connection, config, &set->tests[i], err))
            return false;
    }
    return store_tests_keep(connection, ids, set->count, err);
}

bool config_sync(struct store *store, const struct service_config *config, struct error *err)
{
    return store_transaction(store, STORE_READ_COMMITTED, sync_body, (void *)config, err);
}
