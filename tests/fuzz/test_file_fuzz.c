/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test files: any bytes are either refused with a place or give a set that is whole, and the same
 * one each time. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/metric_expand.h"
#include "config/test_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fault(void *context, const struct error *fault)
{
    (void)context;
    if (!fault->place[0] || !fault->text[0])
        abort();
}

static void check_metric(const struct metric *metric, bool orion)
{
    if (!metric->name || metric->threshold < 0)
        abort();
    if (!orion && (!metric->name[0] || !metric->field[0] || metric->column_count == 0))
        abort();
    for (size_t i = 0; i < metric->column_count; i++)
        if (strncmp(metric->columns[i], metric->name, strlen(metric->name)) != 0)
            abort();
}

static void check_group(const struct metric *metric)
{
    AUTO_ARENA arena = arena_new();
    struct metric made;
    struct error err;

    if (metric_expand_group(arena, metric, "value", &made, &err) &&
        (made.group_by || made.must.count != metric->must.count + 1))
        abort();
}

static void check_set(const struct test_set *set, bool orion)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct test *test = &set->tests[i];
        if (!test->name || test->test_id <= 0 || strlen(test->hash) != CONFIG_HASH_SIZE - 1 ||
            test->definition[0] != '{')
            abort();
        for (size_t j = 0; j < test->metric_count; j++) {
            check_metric(&test->metrics[j], orion);
            if (test->metrics[j].group_by)
                check_group(&test->metrics[j]);
        }
    }
}

static void try(const char *data, size_t size, bool orion)
{
    static const char *const variables[] = {"version", "4.20", "platform", "AWS"};
    const struct test_files options = {
        .variables = variables, .variable_count = 2, .orion = orion, .report = check_fault};
    struct error err;
    struct test_set *set = test_set_parse("/nonexistent/tests.yaml", data, size, &options, &err);
    struct test_set *again = test_set_parse("/nonexistent/tests.yaml", data, size, &options, &err);

    if ((set == NULL) != (again == NULL))
        abort();
    for (size_t i = 0; set && i < set->count; i++)
        if (strcmp(set->tests[i].hash, again->tests[i].hash) != 0)
            abort();
    if (set)
        check_set(set, orion);
    test_set_free(set);
    test_set_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try((const char *)data, size, false);
    try((const char *)data, size, true);
    return 0;
}
