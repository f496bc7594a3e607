/* SPDX-License-Identifier: GPL-3.0-or-later */
/* migrate.c - rigel migrate: brings the schema to this program's version, or checks it. */
#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "command.h"
#include "config/service.h"
#include "options.h"
#include "store/migrate.h"

struct options {
    const char *config, *database;
    bool check, citus;
};

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"config", "FILE",
         "the service's configuration, for its database.conninfo\n"
         "(default " COMMAND_CONFIG_FILE ")",
         .text = &options->config},
        {"database", "CONNINFO",
         "a libpq connection string or URL, without a password:\n"
         "that comes from PGPASSWORD or a passfile",
         .text = &options->database},
        {"check", NULL, "change nothing; exit 1 where the schema differs", .flag = &options->check},
        {"citus", NULL, "then spread the tables over the nodes of a Citus cluster",
         .flag = &options->citus},
    };
    const struct command_usage usage = {
        "migrate",
        "usage: rigel migrate [--config FILE | --database CONNINFO] [--check | --citus]\n\n"
        "Brings the database schema to the version of this program, and checks it.",
        rows, ARRAY_LEN(rows), NULL};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    if (optind == argc && !(options->config && options->database) &&
        !(options->check && options->citus))
        return -1;
    return command_misused(&usage);
}

static struct store *open_database(const char *conninfo, struct error *err)
{
    bool has_password = false;

    if (!store_conninfo_check(conninfo, &has_password, err))
        return NULL;
    if (has_password) {
        (void)error_set(err, ERROR_USAGE, "--database",
                        "a password on the command line can be read by every user of this machine; "
                        "use PGPASSWORD or a passfile");
        return NULL;
    }
    return store_new(&(struct store_options){.conninfo = conninfo,
                                             .pool_size = 1,
                                             .connect_timeout_us = 10 * CLOCK_SECOND,
                                             .application_name = "rigel migrate"},
                     err);
}

static struct store *open_configured(const char *file, struct error *err)
{
    struct service_config *config = command_config_load(file, err);

    if (!config)
        return NULL;
    struct store *store = store_new(
        /* A migration may take as long as it takes: no limit on a statement. */
        &(struct store_options){.conninfo = config->database_conninfo,
                                .pool_size = 1,
                                .connect_timeout_us = config->database_connect_timeout_us,
                                .application_name = "rigel migrate"},
        err);
    service_config_free(config);
    return store;
}

static bool migrate(struct store *store, const struct options *options, struct error *err)
{
    struct migrate_report report;

    if (!options->check) {
        if (!migrate_apply(store, &report, err))
            return false;
        (void)printf("schema version %d, was %d: %u migration%s applied\n", report.to, report.from,
                     report.applied, report.applied == 1 ? "" : "s");
    }
    if (!migrate_verify(store, err))
        return false;
    (void)puts("the schema is as expected");
    if (!options->citus)
        return true;
    if (!migrate_citus(store, err))
        return false;
    (void)puts("the tables are distributed by test_id");
    return true;
}

int command_migrate(int argc, char **argv)
{
    struct options options = {0};
    struct error err = {0};
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    struct store *store =
        options.database
            ? open_database(options.database, &err)
            : open_configured(options.config ? options.config : COMMAND_CONFIG_FILE, &err);
    const bool ok = store && migrate(store, &options, &err);
    store_free(store);
    if (ok)
        return 0;
    return command_failed("migrate", &err);
}
