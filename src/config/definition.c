/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/definition.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"

/* jansson copies text; NULL is null. All texts are UTF-8 since their file was. */
static json_t *text(const char *value)
{
    return value ? json_string(value) : json_null();
}

static const char *type_name(enum value_type type)
{
    static const char *const names[] = {[VALUE_NULL] = "null",
                                        [VALUE_BOOL] = "boolean",
                                        [VALUE_INTEGER] = "integer",
                                        [VALUE_REAL] = "real",
                                        [VALUE_TEXT] = "text"};

    return names[type];
}

static json_t *conditions(const struct condition_list *list)
{
    json_t *array = json_array();

    for (size_t i = 0; i < list->count; i++) {
        const struct condition *condition = &list->items[i];
        json_t *object = json_object();
        (void)json_object_set_new(object, "field", text(condition->field));
        (void)json_object_set_new(object, "type", text(type_name(condition->value.type)));
        (void)json_object_set_new(object, "value", text(condition->value.text));
        (void)json_array_append_new(array, object);
    }
    return array;
}

static json_t *texts(const char *const *items, size_t count)
{
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(array, text(items[i]));
    return array;
}

static json_t *aggregation(const struct metric *metric)
{
    if (metric->aggregation == AGG_NONE)
        return json_null();
    json_t *object = json_object();
    (void)json_object_set_new(object, "type", text(metric->aggregation_name));
    if (metric->aggregation != AGG_PERCENTILES)
        return object;
    json_t *percents = json_array();
    for (size_t i = 0; i < metric->percent_count; i++)
        (void)json_array_append_new(percents, json_real(metric->percents[i]));
    (void)json_object_set_new(object, "percents", percents);
    (void)json_object_set_new(object, "target",
                              metric->has_target ? json_real(metric->target_percent) : json_null());
    return object;
}

/* What came later is there only where it is said: the definitions of before keep their hashes. */
static void add_said(json_t *object, const struct metric *metric)
{
    if (metric->unit[0])
        (void)json_object_set_new(object, "unit", text(metric->unit));
    if (metric->has_limit_min)
        (void)json_object_set_new(object, "limit_min", json_real(metric->limit_min));
    if (metric->has_limit_max)
        (void)json_object_set_new(object, "limit_max", json_real(metric->limit_max));
    if (strcmp(metric->regression_algorithm, "edivisive") != 0)
        (void)json_object_set_new(object, "regression_algorithm",
                                  text(metric->regression_algorithm));
}

static json_t *metric_object(const struct metric *metric)
{
    json_t *object = json_object();

    (void)json_object_set_new(object, "name", text(metric->name));
    (void)json_object_set_new(object, "field", text(metric->field));
    (void)json_object_set_new(object, "aggregation", aggregation(metric));
    (void)json_object_set_new(object, "columns", texts(metric->columns, metric->column_count));
    (void)json_object_set_new(object, "direction", json_integer(metric->direction));
    (void)json_object_set_new(object, "threshold", json_real(metric->threshold));
    (void)json_object_set_new(object, "labels", texts(metric->labels, metric->label_count));
    (void)json_object_set_new(object, "correlation", text(metric->correlation));
    (void)json_object_set_new(object, "context", json_integer(metric->context));
    (void)json_object_set_new(object, "timestamp", text(metric->timestamp));
    (void)json_object_set_new(object, "metadata", json_boolean(metric->is_metadata));
    (void)json_object_set_new(object, "group_by", text(metric->group_by));
    (void)json_object_set_new(object, "must", conditions(&metric->must));
    (void)json_object_set_new(object, "must_not", conditions(&metric->must_not));
    add_said(object, metric);
    return object;
}

static json_t *test_object(const struct test *test)
{
    json_t *object = json_object(), *runs = json_object(), *metrics = json_array();

    (void)json_object_set_new(runs, "must", conditions(&test->runs.must));
    (void)json_object_set_new(runs, "must_not", conditions(&test->runs.must_not));
    (void)json_object_set_new(runs, "wildcard", conditions(&test->runs.wildcard));
    for (size_t i = 0; i < test->metric_count; i++)
        (void)json_array_append_new(metrics, metric_object(&test->metrics[i]));
    (void)json_object_set_new(object, "name", text(test->name));
    (void)json_object_set_new(object, "runs", runs);
    (void)json_object_set_new(object, "metrics", metrics);
    (void)json_object_set_new(object, "uuid_field", text(test->uuid_field));
    (void)json_object_set_new(object, "version_field", text(test->version_field));
    (void)json_object_set_new(object, "timestamp", text(test->timestamp));
    (void)json_object_set_new(object, "benchmark_index", text(test->benchmark_index));
    (void)json_object_set_new(object, "metadata_index", text(test->metadata_index));
    (void)json_object_set_new(object, "source", text(test->source));
    (void)json_object_set_new(object, "pull",
                              text(test->pull == PULL_AGGREGATES ? "aggregates" : "documents"));
    if (strcmp(test->project, "default") != 0)
        (void)json_object_set_new(object, "project", text(test->project));
    return object;
}

void test_set_definition(struct arena *arena, struct test *test)
{
    json_t *object = test_object(test);
    char *json = json_dumps(object, JSON_SORT_KEYS | JSON_COMPACT | JSON_REAL_PRECISION(17));

    test->definition = arena_strdup(arena, json ? json : "");
    free(json);
    json_decref(object);
    sha256_text(test->definition, strlen(test->definition), test->hash);
}
