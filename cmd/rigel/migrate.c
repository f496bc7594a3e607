/* SPDX-License-Identifier: GPL-3.0-or-later */
/* migrate.c - rigel migrate: brings the schema to this program's version, or checks it. */
#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "command.h"
#include "config/service.h"
#include "store/migrate.h"

struct options {
    const char *config, *database;
    bool check, citus;
};

static void print_help(FILE *out)
{
    (void)fputs("usage: rigel migrate [--config FILE | --database CONNINFO] [--check | --citus]\n\n"
                "Brings the database schema to the version of this program, and checks it.\n\n"
                "  --config FILE        the service's configuration, for its database.conninfo\n"
                "                       (default " COMMAND_CONFIG_FILE ")\n"
                "  --database CONNINFO  a libpq connection string or URL, without a password:\n"
                "                       that comes from PGPASSWORD or a passfile\n"
                "  --check              change nothing; exit 1 where the schema differs\n"
                "  --citus              then spread the tables over the nodes of a Citus cluster\n",
                out);
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *ret_options)
{
    static const struct option known[] = {
        {"config", required_argument, NULL, 'c'}, {"database", required_argument, NULL, 'd'},
        {"check", no_argument, NULL, 'n'},        {"citus", no_argument, NULL, 'z'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1)
        switch (option) {
        case 'c':
            ret_options->config = optarg;
            break;
        case 'd':
            ret_options->database = optarg;
            break;
        case 'n':
            ret_options->check = true;
            break;
        case 'z':
            ret_options->citus = true;
            break;
        case 'h':
            print_help(stdout);
            return 0;
        default:
            print_help(stderr);
            return 1;
        }
    if (optind == argc && !(ret_options->config && ret_options->database) &&
        !(ret_options->check && ret_options->citus))
        return -1;
    print_help(stderr);
    return 1;
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
