/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/attributes.h"
#include "command.h"

/* What getopt_long calls a row: beyond every letter. */
enum { FIRST_ROW = 256 };

static size_t label_width(const struct command_option *row)
{
    return strlen(row->name) + (row->argument ? 1 + strlen(row->argument) : 0);
}

static void print_row(FILE *out, const struct command_option *row, size_t width)
{
    const char *line = row->help;

    (void)fprintf(out, "  --%s%s%s%*s", row->name, row->argument ? " " : "",
                  row->argument ? row->argument : "", (int)(width - label_width(row)), "");
    for (;;) {
        const size_t length = strcspn(line, "\n");
        (void)fprintf(out, "  %.*s\n", (int)length, line);
        if (!line[length])
            return;
        line += length + 1;
        (void)fprintf(out, "%*s", (int)width + 4, "");
    }
}

static void print_help(FILE *out, const struct command_usage *usage)
{
    size_t width = 0;

    for (size_t i = 0; i < usage->count; i++)
        if (label_width(&usage->rows[i]) > width)
            width = label_width(&usage->rows[i]);
    (void)fprintf(out, "%s\n\n", usage->text);
    for (size_t i = 0; i < usage->count; i++)
        print_row(out, &usage->rows[i], width);
    if (usage->ending)
        (void)fprintf(out, "\n%s\n", usage->ending);
}

int command_misused(const struct command_usage *usage)
{
    print_help(stderr, usage);
    return error_exit_status(ERROR_USAGE);
}

static int refuse(const struct command_usage *usage, char **argv, bool lacks_value)
{
    const char letter[] = {'-', (char)optopt, '\0'};
    const bool is_letter = optopt > 0 && optopt < FIRST_ROW;
    struct error err;

    (void)error_set(&err, ERROR_USAGE, is_letter ? letter : argv[optind - 1],
                    lacks_value           ? "it takes a value"
                    : optopt >= FIRST_ROW ? "it takes no value"
                                          : "no such option, or short for several");
    (void)command_failed(usage->command, &err);
    (void)fprintf(stderr, "rigel %s --help lists the options\n", usage->command);
    return error_exit_status(ERROR_USAGE);
}

/* -1: go on; else the exit status. */
static int take(const struct command_usage *usage, const struct command_option *row)
{
    struct error err;

    if (row->text)
        *row->text = optarg;
    else if (row->flag)
        *row->flag = true;
    else if (!row->take(row->context, optarg, &err))
        return command_failed(usage->command, &err);
    return -1;
}

/* What getopt_long wants: long names, and letters behind the ':' that tells a value that is
 * missing from an option that is unknown. */
static void write_tables(const struct command_usage *usage, struct option *names, char *letters)
{
    char *letter = letters;

    *letter++ = ':';
    *letter++ = 'h';
    for (size_t i = 0; i < usage->count; i++) {
        const struct command_option *row = &usage->rows[i];
        names[i] = (struct option){row->name, row->argument ? required_argument : no_argument, NULL,
                                   FIRST_ROW + (int)i};
        if (row->letter)
            *letter++ = row->letter;
        if (row->letter && row->argument)
            *letter++ = ':';
    }
    names[usage->count] = (struct option){"help", no_argument, NULL, 'h'};
    names[usage->count + 1] = (struct option){NULL, 0, NULL, 0};
    *letter = '\0';
}

static const struct command_option *row_of(const struct command_usage *usage, int option)
{
    for (size_t i = 0; i < usage->count; i++)
        if (option == FIRST_ROW + (int)i || (option && option == usage->rows[i].letter))
            return &usage->rows[i];
    return NULL;
}

int command_options(int argc, char **argv, const struct command_usage *usage)
{
    struct option names[COMMAND_OPTIONS_MOST + 2];
    char letters[2 * COMMAND_OPTIONS_MOST + 3];
    int option, status;

    assert(usage->count <= COMMAND_OPTIONS_MOST);
    write_tables(usage, names, letters);
    opterr = 0; /* it would not say whose option is wrong */
    while ((option = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        const struct command_option *row = row_of(usage, option);
        if (option == 'h') {
            print_help(stdout, usage);
            return 0;
        }
        if (!row)
            return refuse(usage, argv, option == ':');
        if ((status = take(usage, row)) >= 0)
            return status;
    }
    return -1;
}
