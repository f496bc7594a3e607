/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - dispatches to one file a subcommand. */
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/attributes.h"
#include "command.h"
#include "http/client.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"migrate", command_migrate, "bring the database schema up to date, or check it"},
    {"analyse", command_analyse, "find change points and regressions in what waits for it"},
    {"audit", command_audit, "measure false reports and recall of the detector on stored series"},
    {"alert", command_alert, "try the rules of alerts, and see what could not be delivered"},
    {"regressions", command_regressions, "print the regressions as a table"},
    {"rehearse", command_rehearse, "what a changed configuration would do to the regressions"},
    {"detect", command_detect, "find the change points of series given as JSON lines"},
    {"config", command_config, "check configuration files, explain their keys"},
    {"ingest", command_ingest, "pull benchmark documents into runs and points"},
    {"push", command_push, "send results of tools to a service that has a push source"},
    {"serve", command_serve, "run the service: ingest, analysis, the API and alerts"},
    {"explain", command_explain, "say why a build is or is not a change of a metric"},
    {"verdict", command_verdict, "ask a service whether a run is a regression"},
    {"token", command_token, "make, list and revoke access tokens of the API"},
    {"orion", command_orion, "Orion's command line, straight against the cluster"},
    {"version", command_version, "print the version"},
};

int command_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    (void)puts("rigel " RIGEL_VERSION);
    return 0;
}

static void print_usage(FILE *out)
{
    (void)fputs("usage: rigel COMMAND [OPTION...]\n\n", out);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        (void)fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].help);
    (void)fputs("\nrigel COMMAND --help tells more of one command.\n", out);
}

/* A link of this name makes the program Orion's command line. */
static bool is_called_orion(const char *path)
{
    const char *slash = strrchr(path, '/');

    return strcmp(slash ? slash + 1 : path, "orion") == 0;
}

int main(int argc, char **argv)
{
    /* GSL's own handler aborts the process; numbers in the C locale whatever the environment. */
    (void)gsl_set_error_handler_off();
    (void)setlocale(LC_ALL, "C");
    (void)signal(SIGPIPE, SIG_IGN);
    if (!http_library_start()) {
        (void)fputs("rigel: libcurl cannot start\n", stderr);
        return 1;
    }

    if (argc > 0 && is_called_orion(argv[0]))
        return command_orion(argc, argv);
    if (argc < 2) {
        print_usage(stderr);
        return 1;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0)
        return command_version(argc, argv);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    (void)fprintf(stderr, "rigel: there is no command '%s'; rigel --help lists them\n", argv[1]);
    return 1;
}
