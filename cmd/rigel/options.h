/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - a subcommand's options as data: a row each, which both reads it and explains it.
 *
 *     const struct command_option rows[] = {
 *         {"config", "FILE", "rigel.yaml", .text = &options->config},
 *         {"once", NULL, "one pass", .flag = &options->once},
 *         {"wait", "TIME", "at most so long", .take = take_wait, .context = options},
 *     };
 *
 * Options are read as getopt_long reads them: --name VALUE or --name=VALUE, shortened as long as it
 * is clear, before or behind the operands. -h and --help are there by themselves. */
#ifndef RIGEL_CMD_OPTIONS_H
#define RIGEL_CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { COMMAND_OPTIONS_MOST = 24 };

/* One of text, flag and take says where it goes. */
struct command_option {
    const char *name;     /* without the dashes */
    const char *argument; /* what help calls its value; NULL: it takes none */
    const char *help;     /* lines end with '\n' but for the last one */
    const char **text;    /* set to the value, which is part of argv */
    bool *flag;           /* set */
    /* Called with the value (NULL where it takes none). False: err says why, its place is set. */
    bool (*take)(void *context, const char *value, struct error *err);
    void *context;
    char letter; /* -c; 0: none */
};

struct command_usage {
    const char *command;               /* "ingest" */
    const char *text;                  /* the usage and what it does: before the options */
    const struct command_option *rows; /* at most COMMAND_OPTIONS_MOST */
    size_t count;
    const char *ending; /* behind the options; NULL: nothing */
};

/* Reads the options of argv (argv[0] is the command). -1: go on, operands begin at the global
 * optind; else the exit status: help was asked for, or an option is wrong and stderr names it. */
int command_options(int argc, char **argv, const struct command_usage *usage);
/* What was asked for does not fit together: the usage on stderr. Gives the exit status. */
int command_misused(const struct command_usage *usage);

#endif
