/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/metric_expand.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "config/metric_columns.h"
#include "config/substitute.h"

struct expansion {
    struct arena *arena;
    struct substitution substitution;
    bool failed;
};

static const char *expand(struct expansion *expansion, const char *text)
{
    const char *made =
        text ? substitute_text(expansion->arena, text, &expansion->substitution, 1) : NULL;

    expansion->failed = expansion->failed || (text && !made);
    return made;
}

/* extra, where it is not NULL, comes after the list's own conditions. */
static struct condition_list expand_conditions(struct expansion *expansion,
                                               const struct condition_list *list,
                                               const struct condition *extra)
{
    const size_t count = list->count + (extra ? 1 : 0);
    struct condition *items = ARENA_ARRAY(expansion->arena, struct condition, count);

    for (size_t i = 0; i < list->count; i++) {
        items[i] = list->items[i];
        if (items[i].value.type == VALUE_TEXT)
            items[i].value.text = expand(expansion, items[i].value.text);
    }
    if (extra)
        items[list->count] = *extra;
    return (struct condition_list){.items = items, .count = count};
}

static const char *const *expand_labels(struct expansion *expansion, const struct metric *metric)
{
    const char **labels = ARENA_ARRAY(expansion->arena, const char *, metric->label_count);

    for (size_t i = 0; i < metric->label_count; i++)
        labels[i] = expand(expansion, metric->labels[i]);
    return labels;
}

bool metric_expand_group(struct arena *arena, const struct metric *metric, const char *value,
                         struct metric *ret, struct error *err)
{
    assert(metric->group_by);
    struct expansion expansion = {
        .arena = arena,
        .substitution = {.name = metric->group_by, .text = arena_strdup(arena, value)}};
    const struct condition added = {
        .field = metric->group_by,
        .value = {.type = VALUE_TEXT, .text = expansion.substitution.text}};
    struct metric made = *metric;

    made.name = expand(&expansion, metric->name);
    made.field = expand(&expansion, metric->field);
    made.aggregation_name = expand(&expansion, metric->aggregation_name);
    made.correlation = expand(&expansion, metric->correlation);
    made.timestamp = expand(&expansion, metric->timestamp);
    made.labels = expand_labels(&expansion, metric);
    made.must = expand_conditions(&expansion, &metric->must, &added);
    made.must_not = expand_conditions(&expansion, &metric->must_not, NULL);
    made.group_by = NULL;
    if (expansion.failed)
        return error_set(err, ERROR_LIMIT, metric->place,
                         "group_by makes a text of more than %u bytes", LIMIT_CONFIG_FILE);
    metric_set_columns(arena, &made);
    *ret = made;
    return true;
}
