/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/definition_compare.h"

#include <jansson.h>
#include <string.h>

#include "base/attributes.h"

/* Of which runs and documents a point was made, and how. */
static const char *const test_keys[] = {"source",          "runs",      "uuid_field",
                                        "version_field",   "timestamp", "metadata_index",
                                        "benchmark_index", "pull"};
static const char *const metric_keys[] = {"field",    "aggregation", "timestamp",
                                          "group_by", "must",        "must_not"};

struct list {
    struct arena *arena;
    struct definition_difference *items;
    size_t count, capacity;
};

static void add(struct list *list, const char *column, const char *key)
{
    list->items =
        arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = (struct definition_difference){.column = column, .key = key};
}

/* A database keeps 1e20 as a whole number: all numbers are compared as reals. */
static json_t *read_definition(const char *text)
{
    json_t *object = json_loads(text ? text : "", JSON_DECODE_INT_AS_REAL, NULL);

    return object ? object : json_object();
}

static bool differs(const json_t *before, const json_t *after, const char *key)
{
    const json_t *a = json_object_get(before, key), *b = json_object_get(after, key);

    return a != b && !(json_is_null(a) && !b) && !(!a && json_is_null(b)) &&
           !(a && b && json_equal(a, b));
}

static bool has_column(const json_t *metric, const char *column)
{
    const json_t *columns = json_object_get(metric, "columns");

    for (size_t i = 0; i < json_array_size(columns); i++) {
        const char *name = json_string_value(json_array_get(columns, i));

        if (name && strcmp(name, column) == 0)
            return true;
    }
    return false;
}

static const json_t *find_metric(const json_t *definition, const char *column)
{
    const json_t *metrics = json_object_get(definition, "metrics");

    for (size_t i = 0; i < json_array_size(metrics); i++)
        if (has_column(json_array_get(metrics, i), column))
            return json_array_get(metrics, i);
    return NULL;
}

static void compare_metric(struct list *list, const json_t *before, const json_t *after,
                           const struct metric *metric)
{
    for (size_t c = 0; c < metric->column_count && !metric->is_metadata; c++) {
        const json_t *was = find_metric(before, metric->columns[c]);
        const json_t *is = find_metric(after, metric->columns[c]);

        if (!was || json_is_true(json_object_get(was, "metadata")))
            continue;
        for (size_t k = 0; k < ARRAY_LEN(metric_keys); k++)
            if (differs(was, is, metric_keys[k]))
                add(list, metric->columns[c], metric_keys[k]);
    }
}

size_t definition_compare(struct arena *arena, const char *before, const struct test *after,
                          const struct definition_difference **ret_differences)
{
    struct list list = {.arena = arena};
    json_t *was = read_definition(before);
    json_t *is = read_definition(after->definition);

    for (size_t k = 0; k < ARRAY_LEN(test_keys); k++)
        if (differs(was, is, test_keys[k]))
            add(&list, NULL, test_keys[k]);
    for (size_t m = 0; m < after->metric_count; m++)
        compare_metric(&list, was, is, &after->metrics[m]);
    json_decref(was);
    json_decref(is);
    *ret_differences = list.items;
    return list.count;
}
