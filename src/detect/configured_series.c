/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/configured_series.h"

#include <string.h>

#include "base/strmap.h"
#include "config/metric_expand.h"
#include "config/test_columns.h"

/* Stands for a group's value while a column's name is taken apart: no name holds it. */
#define PLACEHOLDER '\x01'

struct expansion {
    struct arena *arena;
    const struct test_history *stored;
    struct metric *metrics;
    size_t count, capacity;
};

const struct history_series *history_series_of(const struct test_history *history,
                                               int64_t series_id)
{
    for (size_t i = 0; i < history->series_count; i++)
        if (history->series[i].series_id == series_id)
            return &history->series[i];
    return NULL;
}

static void add_metric(struct expansion *expansion, const struct metric *metric)
{
    expansion->metrics = arena_grow(expansion->arena, expansion->metrics, expansion->count,
                                    &expansion->capacity, sizeof *expansion->metrics);
    expansion->metrics[expansion->count++] = *metric;
}

/* The value that makes a column of this form the name; NULL: none does. A form may hold the value
 * several times. */
static const char *value_between(struct arena *arena, const char *form, const char *name)
{
    const char *first = strchr(form, PLACEHOLDER);
    const size_t size = strlen(form), name_size = strlen(name);
    size_t places = 0;

    for (size_t i = 0; i < size; i++)
        places += form[i] == PLACEHOLDER ? 1 : 0;
    if (places == 0 || name_size + places < size || (name_size + places - size) % places != 0)
        return NULL;
    return arena_strndup(arena, name + (first - form), (name_size + places - size) / places);
}

static bool has_column(const struct metric *metric, const char *name)
{
    for (size_t c = 0; c < metric->column_count; c++)
        if (strcmp(metric->columns[c], name) == 0)
            return true;
    return false;
}

/* Values of a metric's group_by that stored series were made for. */
static bool find_values(const struct expansion *expansion, const struct metric *metric,
                        const char ***ret_values, size_t *ret_count, struct error *err)
{
    const struct test_history *stored = expansion->stored;
    const char placeholder[] = {PLACEHOLDER, '\0'};
    const char **values = ARENA_ARRAY(expansion->arena, const char *,
                                      stored->series_count * metric->column_count + 1);
    struct strmap *known = strmap_new(expansion->arena);
    struct metric form, made;
    size_t count = 0;

    if (!metric_expand_group(expansion->arena, metric, placeholder, &form, err))
        return false;
    for (size_t s = 0; s < stored->series_count; s++)
        for (size_t c = 0; c < form.column_count; c++) {
            const char *name = stored->series[s].metric;
            const char *value = value_between(expansion->arena, form.columns[c], name);

            if (!value || strmap_has(known, value))
                continue;
            if (!metric_expand_group(expansion->arena, metric, value, &made, err))
                return false;
            if (!has_column(&made, name))
                continue;
            strmap_put(known, value, NULL);
            values[count++] = value;
        }
    *ret_values = values;
    *ret_count = count;
    return true;
}

static void sort_values(const char **values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && strcmp(values[j - 1], values[j]) > 0; j--) {
            const char *swap = values[j];

            values[j] = values[j - 1];
            values[j - 1] = swap;
        }
}

static bool add_groups(struct expansion *expansion, const struct metric *metric, struct error *err)
{
    const char **values;
    size_t count;
    struct metric made;

    if (!find_values(expansion, metric, &values, &count, err))
        return false;
    sort_values(values, count);
    for (size_t v = 0; v < count; v++) {
        if (!metric_expand_group(expansion->arena, metric, values[v], &made, err))
            return false;
        add_metric(expansion, &made);
    }
    return true;
}

static struct history_series series_of(const struct test *test, const struct test_column *column)
{
    return (struct history_series){
        .series_id = name_id(test->name, column->name),
        .metric = column->name,
        .direction = column->metric->direction,
        .threshold = column->metric->threshold,
        .correlation = column->metric->correlation,
        .context = column->metric->context,
        .regression_algorithm = column->metric->regression_algorithm,
    };
}

/* Series of a test with groups that no document names any more stay active. */
static void add_left(struct arena *arena, struct test_history *made,
                     const struct test_history *stored)
{
    struct strmap *made_of = strmap_new(arena);

    for (size_t i = 0; i < made->series_count; i++)
        strmap_put(made_of, made->series[i].metric, NULL);
    for (size_t i = 0; i < stored->series_count; i++)
        if (!strmap_has(made_of, stored->series[i].metric))
            made->series[made->series_count++] = stored->series[i];
}

bool configured_history(struct arena *arena, const struct test_history *stored,
                        const struct test *test, struct test_history **ret, struct error *err)
{
    struct expansion expansion = {.arena = arena, .stored = stored};
    struct test_history *made = ARENA_NEW(arena, struct test_history);
    struct test expanded = *test;
    const struct test_column *columns;
    bool has_groups = false;

    for (size_t m = 0; m < test->metric_count; m++) {
        const struct metric *metric = &test->metrics[m];

        has_groups = has_groups || metric->group_by;
        if (!metric->group_by)
            add_metric(&expansion, metric);
        else if (!add_groups(&expansion, metric, err))
            return false;
    }
    expanded.metrics = expansion.metrics;
    expanded.metric_count = expansion.count;

    const size_t count = test_columns(arena, &expanded, &columns);

    *made = *stored;
    made->series = ARENA_ARRAY(arena, struct history_series, count + stored->series_count + 1);
    made->series_count = count;
    for (size_t i = 0; i < count; i++)
        made->series[i] = series_of(test, &columns[i]);
    if (has_groups)
        add_left(arena, made, stored);
    *ret = made;
    return true;
}
