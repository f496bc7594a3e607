/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/check.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "config/service.h"
#include "config/service_key.h"
#include "config/test_file.h"

/* Does the line begin with a section that only rigel.yaml has? */
static bool begins_section(const char *line)
{
    for (size_t i = 0; i < service_key_count; i++) {
        const char *path = service_keys[i].path;
        const size_t length = strcspn(path, ".");
        if (strncmp(path, "tests.", 6) == 0 || strncmp(line, path, length) != 0)
            continue;
        if (line[length + strspn(line + length, " ")] == ':')
            return true;
    }
    return false;
}

/* Both kinds have `tests`, and a template need not be YAML: so the lines are looked at. */
static enum check_kind kind_of(const char *file)
{
    FILE *stream = fopen(file, "re");
    enum check_kind kind = CHECK_TESTS;
    bool at_start = true;
    char line[256];

    if (!stream)
        return kind;
    while (kind == CHECK_TESTS && fgets(line, sizeof line, stream)) {
        if (at_start && begins_section(line))
            kind = CHECK_SERVICE;
        at_start = strchr(line, '\n') != NULL;
    }
    (void)fclose(stream);
    return kind;
}

static void count_tests(const struct test_set *set, struct check_counts *ret)
{
    ret->tests = set->count;
    ret->metrics = 0;
    for (size_t i = 0; i < set->count; i++)
        ret->metrics += set->tests[i].metric_count;
}

static bool check_service(const char *file, const struct check_options *options,
                          struct check_counts *ret, struct error *err)
{
    struct service_config *config =
        service_config_load(file, options->report, options->context, err);

    if (!config)
        return false;
    ret->sources = config->source_count;
    count_tests(config->tests, ret);
    service_config_free(config);
    return true;
}

/* What was reported, kept until it is known what it amounts to. */
struct heard {
    struct arena *arena;
    struct error *items;
    size_t count, capacity;
};

static void hear(void *context, const struct error *fault)
{
    struct heard *heard = context;

    heard->items = arena_grow(heard->arena, heard->items, heard->count, &heard->capacity,
                              sizeof *heard->items);
    heard->items[heard->count++] = *fault;
}

/* Tells what was heard; as_warnings: faults only concern the service. */
static void tell(const struct heard *heard, const struct check_options *options, bool as_warnings)
{
    for (size_t i = 0; options->report && i < heard->count; i++) {
        struct error fault = heard->items[i];
        if (as_warnings && fault.code != ERROR_NONE)
            (void)error_set(&fault, ERROR_NONE, heard->items[i].place,
                            "the service would refuse the file: %s", heard->items[i].text);
        options->report(options->context, &fault);
    }
}

static bool load_tests(const char *file, const struct check_options *options, bool orion,
                       struct heard *heard, struct check_counts *ret, struct error *err)
{
    const struct test_files files = {.paths = &file,
                                     .count = 1,
                                     .variables = options->variables,
                                     .variable_count = options->variable_count,
                                     .input_vars_json = options->input_vars_json,
                                     .orion = orion,
                                     .report = hear,
                                     .context = heard};
    struct test_set *set = test_set_load(&files, err);

    if (!set)
        return false;
    count_tests(set, ret);
    test_set_free(set);
    return true;
}

static bool check_tests(const char *file, const struct check_options *options,
                        struct check_counts *ret, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct heard heard = {.arena = arena}, of_orion = {.arena = arena};
    struct error ignored;

    bool fine = load_tests(file, options, options->orion, &heard, ret, err);
    if (!fine && !options->orion)
        fine = ret->only_orion = load_tests(file, options, true, &of_orion, ret, &ignored);
    tell(&heard, options, ret->only_orion);
    return fine;
}

bool check_file(const char *file, const struct check_options *options, struct check_counts *ret,
                struct error *err)
{
    *ret =
        (struct check_counts){.kind = options->kind == CHECK_ANY ? kind_of(file) : options->kind};
    return ret->kind == CHECK_SERVICE ? check_service(file, options, ret, err)
                                      : check_tests(file, options, ret, err);
}
