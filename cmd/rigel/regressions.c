/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regressions.c - rigel regressions: what was found, as a table. */
#include <getopt.h>
#include <stdio.h>

#include "base/limits.h"
#include "command.h"
#include "config/service.h"
#include "options.h"
#include "report/text.h"
#include "store/migrate.h"
#include "store/regressions.h"

struct options {
    const char *config, *test;
};

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"config", "FILE", COMMAND_CONFIG_HELP, .text = &options->config},
        {"test", "NAME", "only this test", .text = &options->test},
    };
    const struct command_usage usage = {
        "regressions",
        "usage: rigel regressions [--config FILE] [--test NAME]\n\n"
        "Prints the regressions, one a row with its largest change; further metrics that\n"
        "changed at the same run are below it. Where it recovered, or was the environment's,\n"
        "a note says so; those that faded are not shown.",
        rows, ARRAY_LEN(rows), NULL};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    return optind == argc ? -1 : command_misused(&usage);
}

/* NULL: nothing but that it is there. */
static const char *note_of(struct arena *arena, const struct regression_member *member)
{
    const char *back = member->recovered_build ? member->recovered_build : member->recovered_uuid;

    if (!back)
        return member->environment ? "environment" : NULL;
    return arena_printf(arena, "%srecovered at %s", member->environment ? "environment, " : "",
                        back);
}

/* Members of one regression follow one another. */
static size_t group_members(struct arena *arena, const struct regression_member *members,
                            size_t count, struct report_regression **ret_regressions)
{
    struct report_regression *regressions = ARENA_ARRAY(arena, struct report_regression, count + 1);
    struct report_metric *metrics = ARENA_ARRAY(arena, struct report_metric, count + 1);
    size_t groups = 0;

    for (size_t i = 0; i < count; i++) {
        const struct regression_member *member = &members[i];

        if (i == 0 || member->regression_id != members[i - 1].regression_id)
            regressions[groups++] =
                (struct report_regression){.test = member->test,
                                           .at = member->at,
                                           .build = member->build,
                                           .build_url = member->build_url,
                                           .previous_build_url = member->previous_build_url,
                                           .note = note_of(arena, member),
                                           .metrics = &metrics[i]};
        metrics[i] = (struct report_metric){.metric = member->metric,
                                            .percent = member->percent,
                                            .pvalue = member->pvalue,
                                            .mean_before = member->mean_before,
                                            .mean_after = member->mean_after,
                                            .unit = member->unit};
        regressions[groups - 1].metric_count++;
    }
    *ret_regressions = regressions;
    return groups;
}

static bool print_table(struct store *store, const char *test, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct store_connection *connection = store_borrow(store, err);
    struct regression_member *members;
    struct report_regression *regressions;
    size_t count;

    if (!connection)
        return false;

    const bool loaded = regression_members_load(connection, arena, test, &members, &count, err);

    store_return(connection);
    if (!loaded)
        return false;
    count = group_members(arena, members, count, &regressions);

    AUTO_BUFFER out;

    buffer_init(&out, LIMIT_ANSWER_SIZE);
    if (count > 0)
        report_regressions_text(&out, regressions, count);
    else
        buffer_text(&out, "no regressions\n");
    if (!buffer_ok(&out))
        return error_set(err, ERROR_LIMIT, NULL, "the table is larger than %u bytes",
                         LIMIT_ANSWER_SIZE);
    if (fwrite(out.data, 1, out.size, stdout) != out.size || fflush(stdout) != 0)
        return error_set(err, ERROR_IO, "stdout", "cannot write");
    return true;
}

static bool run(const struct options *options, struct error *err)
{
    struct service_config *config = command_config_load(options->config, err);

    if (!config)
        return false;

    struct store *store = command_store(config, "rigel regressions", 1, err);
    const bool ok = store && migrate_verify(store, err) && print_table(store, options->test, err);

    store_free(store);
    service_config_free(config);
    return ok;
}

int command_regressions(int argc, char **argv)
{
    struct options options = {.config = COMMAND_CONFIG_FILE};
    struct error err = {0};
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (run(&options, &err))
        return 0;
    return command_failed("regressions", &err);
}
