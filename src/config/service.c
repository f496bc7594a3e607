/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/service.h"

#include <string.h>

#include "config/ack_file.h"
#include "config/document.h"
#include "config/service_read.h"
#include "config/test_file.h"

/* Faults of files that this one names join its own. */
static void join_fault(void *context, const struct error *fault)
{
    struct faults *faults = context;

    if (fault->code == ERROR_NONE)
        warning_add(faults, fault);
    else
        (void)fault_add(faults, fault);
}

static void refuse(struct faults *faults, const char *place, const char *text, const char *name)
{
    struct error fault;

    (void)error_set(&fault, ERROR_CONFIG, place, "%s%s", text, name);
    (void)fault_add(faults, &fault);
}

static void check_source_names(const struct service_config *config, struct faults *faults)
{
    for (size_t i = 0; i < config->source_count; i++)
        for (size_t j = 0; j < i; j++)
            if (config->sources[i].name && config->sources[j].name &&
                strcmp(config->sources[i].name, config->sources[j].name) == 0)
                refuse(faults, config->sources[i].place, "there are two sources of the name ",
                       config->sources[i].name);
}

static const struct source_config *source_of(const struct service_config *config,
                                             const struct test *test)
{
    if (!test->source)
        return config->source_count ? &config->sources[0] : NULL;
    for (size_t i = 0; i < config->source_count; i++)
        if (config->sources[i].name && strcmp(config->sources[i].name, test->source) == 0)
            return &config->sources[i];
    return NULL;
}

/* A search without an index would read every index of the cluster. */
static void check_test(const struct service_config *config, const struct test *test,
                       struct faults *faults)
{
    const struct source_config *source = source_of(config, test);

    if (!source) {
        refuse(faults, test->place,
               test->source ? "the test's source is not among the sources of the service: "
                            : "there is no source for the test ",
               test->source ? test->source : test->name);
        return;
    }
    if (source->kind != SOURCE_SEARCH)
        return;
    if (!test->metadata_index && !source->metadata_index)
        refuse(faults, test->place,
               "neither the test nor its source has a metadata_index: ", source->name);
    if (!test->benchmark_index && !source->benchmark_index)
        refuse(faults, test->place,
               "neither the test nor its source has a benchmark_index: ", source->name);
}

static const char *regression_algorithm(const struct service_config *config)
{
    static const char *const names[] = {
        [CONFIG_STEADY] = "steady", [CONFIG_EDIVISIVE] = "edivisive", [CONFIG_PERCENT] = "percent"};

    return names[config->analysis_regression_algorithm];
}

static void load_tests(struct service_config *config, struct faults *faults)
{
    const struct test_files files = {.paths = config->test_files,
                                     .count = config->test_file_count,
                                     .variables = config->variables,
                                     .variable_count = config->variable_count,
                                     .regression_algorithm = regression_algorithm(config),
                                     .report = join_fault,
                                     .context = faults};
    struct error ignored; /* it is among the faults */

    config->tests = test_set_load(&files, &ignored);
    for (size_t i = 0; config->tests && i < config->tests->count; i++)
        check_test(config, &config->tests->tests[i], faults);
}

static void check_acknowledgements(const struct service_config *config, struct faults *faults)
{
    struct error ignored;

    ack_list_free(
        ack_file_load(config->ack_files, config->ack_file_count, join_fault, faults, &ignored));
}

struct service_config *service_config_load(const char *file, config_report *report, void *context,
                                           struct error *err)
{
    const struct position nowhere = {.origin = NULL};
    struct arena *arena = arena_new();
    struct service_config *config = ARENA_NEW(arena, struct service_config);
    struct faults faults;

    config->arena = arena;
    config->file = arena_strdup(arena, file);
    faults_init(&faults, report, context);
    service_read_defaults(config);
    const struct node *root = document_read(arena, config->file, NULL, nowhere, &faults);
    if (root && !node_is_null(root))
        service_read(config, root, &faults);
    check_source_names(config, &faults);
    load_tests(config, &faults);
    check_acknowledgements(config, &faults);
    if (faults_none(&faults, err))
        return config;
    service_config_free(config);
    return NULL;
}

void service_config_free(struct service_config *config)
{
    if (!config)
        return;
    test_set_free(config->tests);
    arena_free(config->arena);
}
