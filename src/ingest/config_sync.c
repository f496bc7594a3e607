/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/config_sync.h"

#include <math.h>
#include <string.h>

#include "base/strmap.h"
#include "ingest/group_values.h"
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

static bool write_metric(struct store_connection *connection, const struct test *test,
                         const struct metric *metric, int *position, bool *changed,
                         struct error *err)
{
    for (size_t c = 0; c < metric->column_count; c++) {
        const struct series_row row = {
            .test_id = test->test_id,
            .series_id = name_id(test->name, metric->columns[c]),
            .metric = metric->columns[c],
            .position = (*position)++,
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
        if (!store_series_write(connection, &row, changed, err))
            return false;
    }
    return true;
}

static bool write_series(struct store_connection *connection, const struct test *test,
                         bool *changed, struct error *err)
{
    int position = 0;

    for (size_t m = 0; m < test->metric_count; m++)
        if (!test->metrics[m].is_metadata && !test->metrics[m].group_by &&
            !write_metric(connection, test, &test->metrics[m], &position, changed, err))
            return false;
    return true;
}

bool config_sync_series(struct store_connection *connection, const struct test *test,
                        struct error *err)
{
    bool changed = false;

    return write_series(connection, test, &changed, err) &&
           (!changed || store_test_touch(connection, test->test_id, err));
}

static bool keep_series(struct store_connection *connection, const struct test *test, bool *changed,
                        struct error *err)
{
    AUTO_ARENA arena = arena_new();
    int64_t *ids = NULL;
    size_t count = 0, capacity = 0;

    if (test_has_groups(test))
        return true;
    for (size_t m = 0; m < test->metric_count; m++)
        for (size_t c = 0; c < test->metrics[m].column_count && !test->metrics[m].is_metadata;
             c++) {
            ids = arena_grow(arena, ids, count, &capacity, sizeof *ids);
            ids[count++] = name_id(test->name, test->metrics[m].columns[c]);
        }
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
           (!changed || store_test_touch(connection, test->test_id, err));
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
