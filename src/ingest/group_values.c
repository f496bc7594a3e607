/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/group_values.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strmap.h"
#include "config/metric_expand.h"

enum { UUIDS_AT_ONCE = 1000 };

/* The values of one metric's group_by, sorted as text. */
struct value_list {
    struct strmap *known;
    const char **items;
    size_t count, capacity;
};

struct group_values {
    const struct test *test;
    struct arena *arena;
    struct value_list *lists; /* by metric; used where it has group_by */
    bool asked;
};

bool test_has_groups(const struct test *test)
{
    for (size_t m = 0; m < test->metric_count; m++)
        if (test->metrics[m].group_by)
            return true;
    return false;
}

struct group_values *group_values_new(const struct test *test)
{
    struct arena *arena = arena_new();
    struct group_values *groups = ARENA_NEW(arena, struct group_values);

    groups->test = test;
    groups->arena = arena;
    groups->lists = ARENA_ARRAY(arena, struct value_list, test->metric_count);
    for (size_t m = 0; m < test->metric_count; m++)
        if (test->metrics[m].group_by)
            groups->lists[m].known = strmap_new(arena);
    return groups;
}

void group_values_free(struct group_values *groups)
{
    if (groups)
        arena_free(groups->arena); /* holds groups itself */
}

bool group_values_is_new(const struct group_values *groups)
{
    return !groups->asked;
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool merge(struct group_values *groups, struct value_list *list, const char *const *values,
                  size_t count)
{
    const size_t before = list->count;

    for (size_t i = 0; i < count; i++) {
        if (strmap_has(list->known, values[i]))
            continue;
        const char *value = arena_strdup(groups->arena, values[i]);
        strmap_put(list->known, value, NULL);
        list->items = arena_grow(groups->arena, list->items, list->count, &list->capacity,
                                 sizeof *list->items);
        list->items[list->count++] = value;
    }
    if (list->count == before)
        return false;
    qsort(list->items, list->count, sizeof *list->items, compare_texts);
    return true;
}

static bool learn_metric(struct group_values *groups, struct source *source, size_t metric,
                         const char *const *uuids, size_t count, bool *grew, struct error *err)
{
    for (size_t from = 0; from < count; from += UUIDS_AT_ONCE) {
        const size_t part = count - from < UUIDS_AT_ONCE ? count - from : UUIDS_AT_ONCE;
        AUTO_ARENA arena = arena_new();
        const char *const *values;
        size_t value_count;
        if (!source->ops->group_values(source, groups->test, &groups->test->metrics[metric],
                                       uuids + from, part, arena, &values, &value_count, err))
            return false;
        *grew |= merge(groups, &groups->lists[metric], values, value_count);
    }
    return true;
}

bool group_values_learn(struct group_values *groups, struct source *source,
                        const char *const *uuids, size_t count, bool *ret_grew, struct error *err)
{
    bool grew = false;

    for (size_t m = 0; m < groups->test->metric_count; m++)
        if (groups->test->metrics[m].group_by &&
            !learn_metric(groups, source, m, uuids, count, &grew, err))
            return false;
    groups->asked = true;
    *ret_grew = grew;
    return true;
}

bool group_values_expand(const struct group_values *groups, struct arena *arena,
                         const struct test **ret_test, struct error *err)
{
    const struct test *test = groups->test;
    size_t count = 0, used = 0;

    if (!test_has_groups(test)) {
        *ret_test = test;
        return true;
    }
    for (size_t m = 0; m < test->metric_count; m++)
        count += test->metrics[m].group_by ? groups->lists[m].count : 1;
    if (count > LIMIT_METRICS)
        return error_set(err, ERROR_LIMIT, test->place,
                         "group_by gives %zu metrics; at most %d are taken", count, LIMIT_METRICS);
    struct metric *metrics = ARENA_ARRAY(arena, struct metric, count);
    for (size_t m = 0; m < test->metric_count; m++) {
        const struct value_list *list = &groups->lists[m];
        if (!test->metrics[m].group_by)
            metrics[used++] = test->metrics[m];
        else
            for (size_t v = 0; v < list->count; v++)
                if (!metric_expand_group(arena, &test->metrics[m], list->items[v], &metrics[used++],
                                         err))
                    return false;
    }
    struct test *expanded = ARENA_NEW(arena, struct test);
    *expanded = *test;
    expanded->metrics = metrics;
    expanded->metric_count = count;
    *ret_test = expanded;
    return true;
}
