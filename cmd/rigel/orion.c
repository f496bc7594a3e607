/* SPDX-License-Identifier: GPL-3.0-or-later */
/* orion.c - rigel orion, and rigel under the name orion: Orion's command line. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/log.h"
#include "base/stop.h"
#include "command.h"
#include "orion/interactive.h"
#include "orion/options_parse.h"
#include "orion/session.h"

/* Whose answers the recorded cases hold. */
#define ORION_VERSION "1.1.9.post1.dev2"

/* For the signal handler alone: NULL while nothing runs that could be stopped in its order. */
static struct stop *volatile interrupted_stop;
static volatile sig_atomic_t signal_number;

static void interrupt(int number)
{
    const int saved = errno;

    signal_number = number;
    if (!interrupted_stop)
        _exit(128 + number);
    stop_request(interrupted_stop);
    errno = saved;
}

/* The first signal ends a session at its next safe place, a second one at once. */
static void take_signals(void)
{
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};

    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

static int print_help(void)
{
    AUTO_BUFFER text;

    buffer_init(&text, SIZE_MAX / 2);
    orion_options_help(&text);
    return buffer_ok(&text) && fputs(text.data, stdout) >= 0 ? 0 : 1;
}

/* Orion logs errors only with -o json. Here the log is apart from the report, so that warnings of
 * known faults can stay. */
static void set_log_level(const struct orion_options *options)
{
    if (options->format == ORION_JSON && !options->report.count)
        log_set_level(LOG_WARNING);
    else
        log_set_level(options->debug ? LOG_DEBUG : LOG_INFO);
}

static int run(const struct orion_options *options)
{
    struct stop stop;

    set_log_level(options);
    if (!stop_init(&stop)) {
        perror("rigel orion");
        return ORION_FAILED;
    }
    interrupted_stop = &stop;
    int status = orion_session_run(options, stdout, &stop);
    /* A signal that comes from here on must find no closed descriptors. */
    interrupted_stop = NULL;
    stop_done(&stop);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("rigel orion: stdout");
        status = ORION_FAILED;
    }
    return signal_number ? 128 + signal_number : status;
}

/* Asks on the terminal, then parses the answers as a command line. */
static bool ask(struct arena *arena, int argc, char *const *argv, struct orion_options *ret,
                struct error *err)
{
    enum orion_action action;
    struct text_list list;

    if (!orion_ask(arena, argc, argv, stdin, stderr, &list, err))
        return false;
    char **words = ARENA_ARRAY(arena, char *, list.count + 1);
    for (size_t i = 0; i < list.count; i++)
        words[i] = arena_strdup(arena, list.items[i]);
    return orion_options_parse(arena, (int)list.count, words, ret, &action, err);
}

static int command(struct arena *arena, int argc, char **argv)
{
    const bool correct = orion_options_correct(argc, argv);
    enum orion_action action;
    struct orion_options options;
    struct error err = {0};

    if (!orion_options_parse(arena, argc, argv, &options, &action, &err))
        return orion_options_refuse(stderr, &err, correct);
    switch (action) {
    case ORION_ACTION_HELP:
        return print_help();
    case ORION_ACTION_VERSION:
        (void)puts("orion " ORION_VERSION " (rigel " RIGEL_VERSION ")");
        return 0;
    case ORION_ACTION_ASK:
        if (!ask(arena, argc, argv, &options, &err)) {
            if (err.code != ERROR_CANCELLED)
                return orion_options_refuse(stderr, &err, correct);
            (void)fprintf(stderr, "%s\n", err.text);
            return ORION_FAILED;
        }
        break;
    case ORION_ACTION_RUN:
        break;
    }
    return run(&options);
}

int command_orion(int argc, char **argv)
{
    AUTO_ARENA arena = arena_new();

    take_signals();
    return command(arena, argc, argv);
}
