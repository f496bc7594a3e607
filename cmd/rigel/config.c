/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config.c - rigel config check, rigel config explain. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/limits.h"
#include "command.h"
#include "config/check.h"
#include "config/explain.h"
#include "options.h"

struct checked_file {
    const char *path;
    enum check_kind kind;
};

struct check_request {
    struct arena *arena;
    struct checked_file *files;
    size_t count, capacity;
    const char **variables; /* pairs */
    size_t variable_count, variable_capacity;
    const char *input_vars;
    bool orion;
};

struct tally {
    size_t errors, warnings;
};

static const char usage_text[] =
    "usage: rigel config check [--var NAME=VALUE]... [--input-vars JSON] [--orion]\n"
    "                          [--tests FILE]... FILE...\n"
    "       rigel config explain [--format text|markdown|yaml] [KEY]\n\n"
    "check prints every fault of a rigel.yaml or of test files as file:line:column: message,\n"
    "and what it found; exit 1 where a file would be refused. A test file that only\n"
    "`rigel orion` takes is accepted with warnings. explain prints what a key of rigel.yaml\n"
    "means, or every key.";

static void add_file(struct check_request *request, const char *path, enum check_kind kind)
{
    request->files = arena_grow(request->arena, request->files, request->count, &request->capacity,
                                sizeof *request->files);
    request->files[request->count++] = (struct checked_file){.path = path, .kind = kind};
}

static bool take_variable(void *context, const char *value, struct error *err)
{
    struct check_request *request = context;
    const char *equals = strchr(value, '=');

    if (!equals || equals == value)
        return error_set(err, ERROR_USAGE, "--var", "expected NAME=VALUE, found '%s'", value);
    for (size_t i = 0; i < 2; i++) {
        request->variables =
            arena_grow(request->arena, request->variables, 2 * request->variable_count + i,
                       &request->variable_capacity, sizeof *request->variables);
        request->variables[2 * request->variable_count + i] =
            i ? equals + 1 : arena_strndup(request->arena, value, (size_t)(equals - value));
    }
    request->variable_count++;
    return true;
}

static bool take_tests(void *context, const char *value, struct error *err)
{
    (void)err;
    add_file(context, value, CHECK_TESTS);
    return true;
}

/* -1: go on; else the exit status. */
static int parse_check(int argc, char **argv, struct check_request *request)
{
    const struct command_option rows[] = {
        {"var", "NAME=VALUE", "what {{ NAME }} stands for in test files; wins over the environment",
         .take = take_variable, .context = request},
        {"input-vars", "JSON", "an object of variables with types; wins over --var",
         .text = &request->input_vars},
        {"orion", NULL, "read test files as `rigel orion` does, whatever the service would say",
         .flag = &request->orion},
        {"tests", "FILE", "a test file, whatever it looks like", .take = take_tests,
         .context = request},
    };
    const struct command_usage usage = {"config check", usage_text, rows, ARRAY_LEN(rows), NULL};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    for (; optind < argc; optind++)
        add_file(request, argv[optind], CHECK_ANY);
    return request->count > 0 ? -1 : command_misused(&usage);
}

static void print_fault(void *context, const struct error *fault)
{
    struct tally *tally = context;
    const bool is_warning = fault->code == ERROR_NONE;

    if (is_warning)
        tally->warnings++;
    else
        tally->errors++;
    (void)printf("%s: %s%s\n", fault->place, is_warning ? "warning: " : "", fault->text);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static bool check_one(const struct check_request *request, const struct checked_file *file)
{
    struct tally tally = {.errors = 0};
    const struct check_options options = {.kind = file->kind,
                                          .variables = request->variables,
                                          .variable_count = request->variable_count,
                                          .input_vars_json = request->input_vars,
                                          .orion = request->orion,
                                          .report = print_fault,
                                          .context = &tally};
    struct check_counts counts;
    struct error err;

    if (!check_file(file->path, &options, &counts, &err)) {
        (void)printf("%s: refused: %zu error%s, %zu warning%s\n", file->path, tally.errors,
                     plural(tally.errors), tally.warnings, plural(tally.warnings));
        return false;
    }
    (void)printf("%s: accepted%s: ", file->path, counts.only_orion ? " by rigel orion alone" : "");
    if (counts.kind == CHECK_SERVICE)
        (void)printf("%zu source%s, ", counts.sources, plural(counts.sources));
    (void)printf("%zu test%s, %zu metric%s, %zu warning%s\n", counts.tests, plural(counts.tests),
                 counts.metrics, plural(counts.metrics), tally.warnings, plural(tally.warnings));
    return true;
}

static int check(int argc, char **argv)
{
    AUTO_ARENA arena = arena_new();
    struct check_request request = {.arena = arena};
    const int status = parse_check(argc, argv, &request);
    bool fine = true;

    if (status >= 0)
        return status;
    for (size_t i = 0; i < request.count; i++)
        fine = check_one(&request, &request.files[i]) && fine;
    return fine ? 0 : 1;
}

static int print_explanation(const char *format, const char *key)
{
    AUTO_BUFFER out;
    struct error err;

    buffer_init(&out, LIMIT_CONFIG_FILE);
    if (strcmp(format, "markdown") == 0) {
        explain_markdown(&out);
    } else if (strcmp(format, "yaml") == 0) {
        explain_yaml(&out);
    } else if (!explain_text(&out, key, &err)) {
        (void)fprintf(stderr, "rigel config: %s: %s\n", err.place, err.text);
        return error_exit_status(err.code);
    }
    (void)fputs(out.data, stdout);
    return 0;
}

static int explain(int argc, char **argv)
{
    const char *format = "text";
    const struct command_option rows[] = {
        {"format", "FORMAT",
         "text (the default); markdown: the table of docs/configuration.md; yaml: a\n"
         "sample",
         .text = &format},
    };
    const struct command_usage usage = {"config explain", usage_text, rows, ARRAY_LEN(rows), NULL};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    const bool is_text = strcmp(format, "text") == 0;
    if ((is_text || strcmp(format, "markdown") == 0 || strcmp(format, "yaml") == 0) &&
        argc - optind <= (is_text ? 1 : 0))
        return print_explanation(format, optind < argc ? argv[optind] : NULL);
    return command_misused(&usage);
}

int command_config(int argc, char **argv)
{
    const struct command_usage usage = {"config", usage_text, NULL, 0,
                                        "rigel config check --help tells of its options."};

    if (argc > 1 && strcmp(argv[1], "check") == 0)
        return check(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "explain") == 0)
        return explain(argc - 1, argv + 1);
    const int status = command_options(argc, argv, &usage);
    return status >= 0 ? status : command_misused(&usage);
}
