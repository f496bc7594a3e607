/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/aggregation_read.h"

#include <string.h>

static enum aggregation aggregation_of(const char *name)
{
    static const struct {
        const char *name;
        enum aggregation aggregation;
    } names[] = {{"avg", AGG_AVG},
                 {"sum", AGG_SUM},
                 {"max", AGG_MAX},
                 {"min", AGG_MIN},
                 {"count", AGG_COUNT},
                 {"value_count", AGG_COUNT},
                 {"percentiles", AGG_PERCENTILES},
                 {"slope", AGG_SLOPE},
                 {"stddev", AGG_STDDEV},
                 {"cv", AGG_CV}};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(name, names[i].name) == 0)
            return names[i].aggregation;
    return AGG_OTHER;
}

static bool percent_of(const struct node *node, bool orion, double *ret, struct faults *faults)
{
    double percent;

    if (!node_number(node, &percent) || (!orion && (percent < 0 || percent > 100)))
        return fault_at(faults, node->position, "a percentile is a number from 0 to 100");
    *ret = percent;
    return true;
}

static bool read_percents(struct arena *arena, const struct node *node, bool orion,
                          struct metric *metric, struct faults *faults)
{
    const struct node *percents = node_get(node, "percents");
    const struct node *target = node_get(node, "target_percentile");
    bool fine = true;

    if (!percents || percents->kind != NODE_LIST || (percents->count == 0 && !orion))
        return fault_at(faults, percents ? percents->position : node->position,
                        "percentiles need percents, a list of numbers such as [50, 95, 99]");
    double *numbers = ARENA_ARRAY(arena, double, percents->count);
    for (size_t i = 0; i < percents->count; i++)
        fine = percent_of(percents->items[i], orion, &numbers[i], faults) && fine;
    metric->percents = numbers;
    metric->percent_count = percents->count;
    if (node_is_null(target))
        return fine;
    metric->has_target = true;
    if (!percent_of(target, orion, &metric->target_percent, faults) || !fine)
        return false;
    for (size_t i = 0; i < metric->percent_count; i++)
        if (numbers[i] == metric->target_percent)
            return true;
    warning_at(faults, target->position,
               "the target percentile is not among percents: the column stays empty");
    return true;
}

static bool is_within_run(enum aggregation aggregation)
{
    return aggregation == AGG_SLOPE || aggregation == AGG_STDDEV || aggregation == AGG_CV;
}

/* The server has no slope and no cv, and its deviation (extended_stats) loses digits where the mean
 * is large: none of them would be that of pull: documents. */
static bool check_within_run(const struct node *name, struct metric *metric,
                             const struct aggregation_use *use, struct faults *faults)
{
    if (!use->orion)
        return use->pull == PULL_DOCUMENTS ||
               fault_at(faults, name->position,
                        "'%s' is computed here, from each document: the test needs pull: documents "
                        "(or leave pull out), not pull: aggregates",
                        name->value.text);
    metric->aggregation = AGG_OTHER;
    warning_at(faults, name->position,
               "'%s' is an aggregation of the service; here it goes to the search server as "
               "written, as from Orion, and the server refuses what it does not know: the metric "
               "has no values",
               name->value.text);
    return true;
}

bool aggregation_read(struct arena *arena, const struct node *node,
                      const struct aggregation_use *use, struct metric *metric,
                      struct faults *faults)
{
    const struct node *name = node_get(node, "agg_type");

    if (node->kind != NODE_MAP)
        return fault_at(faults, node->position, "agg is a map with agg_type, not %s",
                        node_kind_name(node));
    if (node_is_null(name) || name->kind != NODE_SCALAR ||
        (name->value.type != VALUE_TEXT && !use->orion))
        return fault_at(
            faults, name ? name->position : node->position,
            "agg needs agg_type: avg, sum, max, min, count, percentiles, slope, stddev, cv "
            "or another single-value aggregation of the search server");
    metric->aggregation_name = name->value.text;
    metric->aggregation = aggregation_of(name->value.text);
    if (metric->aggregation == AGG_PERCENTILES)
        return read_percents(arena, node, use->orion, metric, faults);
    if (is_within_run(metric->aggregation))
        return check_within_run(name, metric, use, faults);
    if (metric->aggregation == AGG_OTHER && !use->orion)
        warning_at(faults, name->position,
                   "'%s' is an aggregation that only the search server can do, if it can: the "
                   "metric needs pull: aggregates",
                   name->value.text);
    return true;
}
