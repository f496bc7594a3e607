/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearse.c - rigel rehearse: what the reload of a changed configuration would do. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "command.h"
#include "config/service.h"
#include "detect/rehearse.h"
#include "options.h"
#include "report/rehearsal_forms.h"
#include "store/migrate.h"

enum { EXIT_DIFFERS = 2 };

struct options {
    const char *config, *format;
    bool json;
};

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"format", "F", "what is printed: text (the default) or json", .text = &options->format},
    };
    const struct command_usage usage = {
        "rehearse",
        "usage: rigel rehearse CONFIG [--format text|json]\n\n"
        "Says what a service would gain, lose and change in regressions if it took this\n"
        "configuration over: from the history in its database, which is only read.",
        rows, ARRAY_LEN(rows),
        "exit status: 0 no regression is gained or lost, 2 one is, 1 an error"};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    options->json = strcmp(options->format, "json") == 0;
    if (optind + 1 != argc || (!options->json && strcmp(options->format, "text") != 0))
        return command_misused(&usage);
    options->config = argv[optind];
    return -1;
}

static bool print(const struct rehearsal *rehearsal, bool json, struct error *err)
{
    AUTO_BUFFER out;

    buffer_init(&out, LIMIT_ANSWER_SIZE);
    if (json)
        rehearsal_json(&out, rehearsal);
    else
        rehearsal_text(&out, rehearsal);
    if (!buffer_ok(&out))
        return error_set(err, ERROR_LIMIT, NULL, "the answer is larger than %u bytes",
                         LIMIT_ANSWER_SIZE);
    if (fwrite(out.data, 1, out.size, stdout) != out.size || fflush(stdout) != 0)
        return error_set(err, ERROR_IO, "stdout", "cannot write");
    return true;
}

static bool run(const struct options *options, bool *ret_differs, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct service_config *config = command_config_load(options->config, err);
    struct rehearsal rehearsal;

    if (!config)
        return false;

    struct store *store = command_store(config, "rigel rehearse", 1, err);
    const bool ok = store && migrate_verify(store, err) &&
                    rehearse(store, config, config->analysis_threads, arena, &rehearsal, err) &&
                    print(&rehearsal, options->json, err);

    store_free(store);
    service_config_free(config);
    if (ok)
        *ret_differs =
            rehearsal.counts[REHEARSAL_GAINED] > 0 || rehearsal.counts[REHEARSAL_LOST] > 0;
    return ok;
}

int command_rehearse(int argc, char **argv)
{
    struct options options = {.format = "text"};
    struct error err = {0};
    bool differs;
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (run(&options, &differs, &err))
        return differs ? EXIT_DIFFERS : 0;
    return command_failed("rehearse", &err);
}
