/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/test_file.h"

#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "config/document.h"
#include "config/nearest.h"
#include "config/test_read.h"

struct loader {
    struct arena *arena;
    struct faults faults;
    struct variables *variables;
    struct test *tests;
    size_t count, capacity;
    struct strmap *names; /* to the place of the test */
    const char *regression_algorithm;
    bool orion, correct;
    bool any_file; /* the first file's keys are taken */
    const char *first_version, *first_benchmark;
    struct jira_keys jira;
};

static const char *const file_keys[] = {
    "tests",      "parentConfig", "metricsFile",     "project",           "jira_url",
    "jira_token", "jira_email",   "jira_uuid_field", "jira_metric_field",
};

static void warn_of_keys(struct test_file *file, const struct node *root)
{
    for (size_t i = 0; i < root->count; i++) {
        const struct node *key = root->entries[i].key;
        const char *near = nearest_of(key->value.text, file_keys, ARRAY_LEN(file_keys));
        if (!near)
            warning_at(file->faults, key->position, "a test file has no key '%s'", key->value.text);
        else if (strcmp(near, key->value.text) != 0)
            warning_at(file->faults, key->position, "a test file has no key '%s'; is '%s' meant?",
                       key->value.text, near);
    }
}

static bool read_globals(struct test_file *file, const struct node *root)
{
    const struct node *parent = node_get(root, "parentConfig");
    const struct node *metrics = node_get(root, "metricsFile");
    bool fine = true;

    if (parent) {
        file->parent_metadata = test_file_include(file, parent, NODE_MAP);
        fine = file->parent_metadata != NULL;
        if (fine && file->parent_metadata->count == 0)
            file->parent_metadata = NULL; /* no metadata at all is another thing than none of it */
    }
    if (metrics) {
        const struct node *list = test_file_include(file, metrics, NODE_LIST);
        fine = list && test_file_metrics(file, list, &file->global_metrics) && fine;
    }
    return test_file_project(file, root) && fine;
}

static bool keep_test(struct loader *loader, const struct test *test)
{
    const char *first = strmap_get(loader->names, test->name);
    struct error fault;

    if (first && !loader->orion) {
        (void)error_set(&fault, ERROR_CONFIG, test->place,
                        "the test '%s' is there twice, the first is at %s: rigel knows a test by "
                        "its name",
                        test->name, first);
        return fault_add(&loader->faults, &fault);
    }
    strmap_put(loader->names, test->name, (void *)(uintptr_t)test->place);
    loader->tests = arena_grow(loader->arena, loader->tests, loader->count, &loader->capacity,
                               sizeof *loader->tests);
    loader->tests[loader->count++] = *test;
    return true;
}

/* Without the quotes around it, as Orion compares it. NULL: not there, or empty. */
static const char *first_value(struct loader *loader, const struct test *test, const char *field)
{
    const struct condition *listed = run_filter_find(&test->runs, field);

    if (!listed || !listed->value.text[0])
        return NULL;
    const char *text = listed->value.text + strspn(listed->value.text, "\"");
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == '"')
        length--;
    return arena_strndup(loader->arena, text, length);
}

static void read_test(struct loader *loader, struct test_file *file, const struct node *node,
                      bool is_first)
{
    struct test test = {.name = NULL};
    bool skipped;

    if (!test_read(file, node, &test, &skipped))
        return; /* what is wrong is among the loader's faults */
    if (is_first && test.version_field) {
        loader->first_version = first_value(loader, &test, test.version_field);
        loader->first_benchmark = first_value(loader, &test, "benchmark.keyword");
    }
    if (!skipped)
        (void)keep_test(loader, &test);
}

static const char *text_at(struct loader *loader, const struct node *root, const char *key)
{
    const struct node *value = node_get(root, key);

    return node_is_null(value) ? NULL : node_text(loader->arena, value);
}

static void read_jira(struct loader *loader, const struct node *root)
{
    loader->jira = (struct jira_keys){.url = text_at(loader, root, "jira_url"),
                                      .token = text_at(loader, root, "jira_token"),
                                      .email = text_at(loader, root, "jira_email"),
                                      .uuid_field = text_at(loader, root, "jira_uuid_field"),
                                      .metric_field = text_at(loader, root, "jira_metric_field")};
}

static void read_file(struct loader *loader, const char *path, const struct node *root)
{
    struct test_file file = {.arena = loader->arena,
                             .faults = &loader->faults,
                             .variables = loader->variables,
                             .path = path,
                             .included = strmap_new(loader->arena),
                             .regression_algorithm = loader->regression_algorithm,
                             .orion = loader->orion,
                             .correct = loader->correct,
                             .identities = strmap_new(loader->arena)};
    const struct node *tests = node_get(root, "tests");
    const bool is_first = !loader->any_file;

    if (root->kind != NODE_MAP) {
        (void)fault_at(&loader->faults, root->position, "a test file is a map with tests, not %s",
                       node_kind_name(root));
        return;
    }
    warn_of_keys(&file, root);
    loader->any_file = true;
    if (is_first)
        read_jira(loader, root);
    file.incomplete = !read_globals(&file, root);
    if (!tests || tests->kind != NODE_LIST) {
        (void)fault_at(&loader->faults, tests ? tests->position : root->position,
                       tests ? "tests is a list" : "the file has no tests");
        return;
    }
    if (tests->count > LIMIT_TESTS - loader->count) {
        (void)fault_at(&loader->faults, tests->position, "more than %d tests", LIMIT_TESTS);
        return;
    }
    for (size_t i = 0; i < tests->count; i++)
        read_test(loader, &file, tests->items[i], is_first && i == 0);
}

static struct loader *loader_new(const struct test_files *files)
{
    struct arena *arena = arena_new();
    struct loader *loader = ARENA_NEW(arena, struct loader);

    loader->arena = arena;
    loader->names = strmap_new(arena);
    loader->regression_algorithm =
        files->regression_algorithm ? files->regression_algorithm : REGRESSION_ALGORITHM_DEFAULT;
    loader->orion = files->orion;
    loader->correct = files->correct;
    loader->variables = variables_new(arena);
    faults_init(&loader->faults, files->report, files->context);
    variables_add_environment(loader->variables);
    variables_add_pairs(loader->variables, files->variables, files->variable_count);
    struct error fault;
    if (files->input_vars_json &&
        !variables_add_json(loader->variables, files->input_vars_json, "input variables", &fault))
        (void)fault_add(&loader->faults, &fault);
    return loader;
}

static struct test_set *finish(struct loader *loader, struct error *err)
{
    if (!faults_none(&loader->faults, err)) {
        arena_free(loader->arena);
        return NULL;
    }
    struct test_set *set = ARENA_NEW(loader->arena, struct test_set);
    *set = (struct test_set){.arena = loader->arena,
                             .tests = loader->tests,
                             .count = loader->count,
                             .first_version = loader->first_version,
                             .first_benchmark = loader->first_benchmark,
                             .jira = loader->jira};
    return set;
}

struct test_set *test_set_load(const struct test_files *files, struct error *err)
{
    struct loader *loader = loader_new(files);
    const struct position nowhere = {.origin = NULL};
    const bool usable = loader->faults.errors == 0;

    for (size_t i = 0; i < files->count && usable; i++) {
        const char *path = arena_strdup(loader->arena, files->paths[i]);
        const struct node *root =
            document_read(loader->arena, path, loader->variables, nowhere, &loader->faults);
        if (root)
            read_file(loader, path, root);
    }
    return finish(loader, err);
}

struct test_set *test_set_parse(const char *path, const char *text, size_t size,
                                const struct test_files *options, struct error *err)
{
    struct loader *loader = loader_new(options);
    const char *kept = arena_strdup(loader->arena, path);
    const struct node *root =
        loader->faults.errors
            ? NULL
            : document_parse(loader->arena, kept, text, size, loader->variables, &loader->faults);

    if (root)
        read_file(loader, kept, root);
    return finish(loader, err);
}

void test_set_free(struct test_set *set)
{
    if (set)
        arena_free(set->arena);
}
