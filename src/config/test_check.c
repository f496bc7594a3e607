/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/test_check.h"

#include <stdint.h>

#include "base/strmap.h"

static bool refuse(const struct metric *metric, const struct metric *first, const char *what,
                   struct faults *faults)
{
    struct error fault;

    (void)error_set(&fault, ERROR_CONFIG, metric->place, "the metric '%s' %s: the first is at %s",
                    metric->name, what, first->place);
    return fault_add(faults, &fault);
}

static const char *identity(struct arena *arena, const struct metric *metric)
{
    return arena_printf(arena, "%s:%s", metric->name,
                        metric->aggregation == AGG_NONE ? metric->field : metric->aggregation_name);
}

/* The metric that took the key before, or NULL after it took it now. */
static const struct metric *take(struct strmap *taken, const char *key, const struct metric *metric)
{
    const struct metric *first = strmap_get(taken, key);

    if (!first)
        strmap_put(taken, key, (void *)(uintptr_t)metric);
    return first;
}

static bool check_columns(struct strmap *columns, const struct metric *metric,
                          struct faults *faults)
{
    bool fine = true;

    for (size_t i = 0; i < metric->column_count; i++) {
        const struct metric *first = take(columns, metric->columns[i], metric);
        if (first)
            fine = refuse(metric, first,
                          first == metric ? "asks for a percentile twice"
                                          : "gives a column that another one gives",
                          faults);
    }
    return fine;
}

static void check_correlation(const struct strmap *columns, const struct metric *metric,
                              struct faults *faults)
{
    struct error warning;

    if (!metric->correlation[0] || strmap_has(columns, metric->correlation))
        return;
    (void)error_set(&warning, ERROR_NONE, metric->place,
                    "the metric '%s' is correlated with '%s', which is no column of this test: its "
                    "changes are dropped",
                    metric->name, metric->correlation);
    warning_add(faults, &warning);
}

/* The columns of a group are known only when its documents are. */
static bool is_grouped(const struct test *test)
{
    for (size_t i = 0; i < test->metric_count; i++)
        if (test->metrics[i].group_by)
            return true;
    return false;
}

bool test_check(struct arena *arena, const struct test *test, struct faults *faults)
{
    struct strmap *identities = strmap_new(arena), *columns = strmap_new(arena);
    bool fine = true;

    for (size_t i = 0; i < test->metric_count; i++) {
        const struct metric *metric = &test->metrics[i];
        const struct metric *first = take(identities, identity(arena, metric), metric);
        if (first)
            fine = refuse(metric, first, "is there twice", faults);
        else
            fine = check_columns(columns, metric, faults) && fine;
    }
    for (size_t i = 0; i < test->metric_count && !is_grouped(test); i++)
        check_correlation(columns, &test->metrics[i], faults);
    return fine;
}

static const char *orion_identity(struct arena *arena, const struct test *test,
                                  const struct metric *metric)
{
    const char *kind = metric->aggregation == AGG_NONE ? metric->field : metric->aggregation_name;

    return arena_printf(arena, "%s:%s%s%s", test->name, metric->name, kind ? ":" : "",
                        kind ? kind : "");
}

bool test_check_orion(struct arena *arena, struct strmap *identities, const struct test *test,
                      struct faults *faults)
{
    struct strmap *columns = strmap_new(arena);
    bool fine = true;

    for (size_t i = 0; i < test->metric_count; i++) {
        const struct metric *metric = &test->metrics[i];
        const struct metric *first = take(identities, orion_identity(arena, test, metric), metric);
        if (first)
            fine = refuse(metric, first, "is there twice", faults);
        for (size_t j = 0; j < metric->column_count; j++)
            (void)take(columns, metric->columns[j], metric);
    }
    for (size_t i = 0; i < test->metric_count && !is_grouped(test); i++)
        check_correlation(columns, &test->metrics[i], faults);
    return fine;
}
