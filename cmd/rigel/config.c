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

static void print_help(FILE *out)
{
    (void)fputs(
        "usage: rigel config check [--var NAME=VALUE]... [--input-vars JSON] [--orion]\n"
        "                          [--tests FILE]... FILE...\n"
        "       rigel config explain [--format text|markdown|yaml] [KEY]\n\n"
        "check prints every fault of a rigel.yaml or of test files as file:line:column: message,\n"
        "and what it found; exit 1 where a file would be refused. A test file that only `rigel "
        "orion`\n"
        "takes is accepted with warnings.\n\n"
        "  --var NAME=VALUE  what {{ NAME }} stands for in test files; wins over the environment\n"
        "  --input-vars JSON an object of variables with types; wins over --var\n"
        "  --orion           read test files as `rigel orion` does, whatever the service would "
        "say\n"
        "  --tests FILE      a test file, whatever it looks like\n\n"
        "explain prints what a key of rigel.yaml means, or every key.\n\n"
        "  --format FORMAT   text; markdown: the table of docs/configuration.md; yaml: a sample\n",
        out);
}

static void add_file(struct check_request *request, const char *path, enum check_kind kind)
{
    request->files = arena_grow(request->arena, request->files, request->count, &request->capacity,
                                sizeof *request->files);
    request->files[request->count++] = (struct checked_file){.path = path, .kind = kind};
}

static bool add_variable(struct check_request *request, const char *pair)
{
    const char *equals = strchr(pair, '=');

    if (!equals || equals == pair) {
        (void)fprintf(stderr, "rigel config: --var takes NAME=VALUE, not '%s'\n", pair);
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        request->variables =
            arena_grow(request->arena, request->variables, 2 * request->variable_count + i,
                       &request->variable_capacity, sizeof *request->variables);
        request->variables[2 * request->variable_count + i] =
            i ? equals + 1 : arena_strndup(request->arena, pair, (size_t)(equals - pair));
    }
    request->variable_count++;
    return true;
}

/* -1: go on; else the exit status. */
static int parse_check(int argc, char **argv, struct check_request *request)
{
    static const struct option known[] = {
        {"var", required_argument, NULL, 'v'},
        {"tests", required_argument, NULL, 't'},
        {"input-vars", required_argument, NULL, 'i'},
        {"orion", no_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1)
        switch (option) {
        case 'v':
            if (!add_variable(request, optarg))
                return 1;
            break;
        case 't':
            add_file(request, optarg, CHECK_TESTS);
            break;
        case 'i':
            request->input_vars = optarg;
            break;
        case 'o':
            request->orion = true;
            break;
        case 'h':
            print_help(stdout);
            return 0;
        default:
            print_help(stderr);
            return 1;
        }
    for (; optind < argc; optind++)
        add_file(request, argv[optind], CHECK_ANY);
    if (request->count > 0)
        return -1;
    print_help(stderr);
    return 1;
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
    static const struct option known[] = {
        {"format", required_argument, NULL, 'f'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    const char *format = "text";
    int option;

    while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
        if (option == 'h') {
            print_help(stdout);
            return 0;
        }
        if (option == '?') {
            print_help(stderr);
            return 1;
        }
        format = optarg;
    }
    const bool is_text = strcmp(format, "text") == 0;
    if ((is_text || strcmp(format, "markdown") == 0 || strcmp(format, "yaml") == 0) &&
        argc - optind <= (is_text ? 1 : 0))
        return print_explanation(format, optind < argc ? argv[optind] : NULL);
    print_help(stderr);
    return 1;
}

int command_config(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "check") == 0)
        return check(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "explain") == 0)
        return explain(argc - 1, argv + 1);
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_help(stdout);
        return 0;
    }
    print_help(stderr);
    return 1;
}
