/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve.c - rigel serve: ingest, analysis, the API, the audit and alerts until SIGTERM; SIGHUP
 * reloads. */
#include <getopt.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "options.h"
#include "service.h"

static bool take_roles(void *context, const char *value, struct error *err)
{
    static const struct {
        const char *name;
        unsigned roles;
    } known[] = {{"all", SERVICE_ALL}, {"ingest", SERVICE_INGEST}, {"analysis", SERVICE_ANALYSIS},
                 {"api", SERVICE_API}, {"audit", SERVICE_AUDIT},   {"alert", SERVICE_ALERT}};
    unsigned *ret_roles = context, roles = 0;
    const char *text = value;

    for (;;) {
        const size_t length = strcspn(text, ",");
        const unsigned before = roles;
        for (size_t i = 0; i < ARRAY_LEN(known); i++)
            if (strlen(known[i].name) == length && memcmp(known[i].name, text, length) == 0)
                roles |= known[i].roles;
        if (roles == before)
            return error_set(err, ERROR_USAGE, "--role",
                             "'%s' is not all, or some of ingest,analysis,api,audit,alert", value);
        if (!text[length])
            break;
        text += length + 1;
    }
    *ret_roles = roles;
    return true;
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct service_options *options)
{
    const struct command_option rows[] = {
        {"config", "FILE", "rigel.yaml; also -c FILE", .text = &options->config_file,
         .letter = 'c'},
        {"role", "ROLES", "all (the default), or some of ingest,analysis,api,audit,alert",
         .take = take_roles, .context = &options->roles},
        {"listen", "ADDRESS:PORT",
         "instead of the configuration's; port 0 is a free one.\n"
         "A process without the api role listens only with this\n"
         "option, and answers /healthz, /readyz and /metrics",
         .text = &options->listen},
    };
    const struct command_usage usage = {
        "serve",
        "usage: rigel serve --config FILE [--role ROLES] [--listen ADDRESS:PORT]\n\n"
        "Runs the service: pulls documents, finds change points, answers over HTTP.",
        rows, ARRAY_LEN(rows),
        "SIGHUP loads the configuration again: whole, or not at all where it is wrong.\n"
        "SIGTERM and SIGINT end the service at the next safe place."};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    return optind == argc && options->config_file ? -1 : command_misused(&usage);
}

/* Few arenas and a fixed threshold keep what batches free from staying with the process. */
static void keep_memory_small(void)
{
    (void)mallopt(M_ARENA_MAX, 2);
    (void)mallopt(M_MMAP_THRESHOLD, 256 * 1024);
    (void)mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
}

/* Until a signal asks to end. */
static void wait_for_the_end(struct service *service, const sigset_t *signals)
{
    int got;

    while (sigwait(signals, &got) == 0 && got == SIGHUP)
        service_reload(service);
}

int command_serve(int argc, char **argv)
{
    struct service_options options = {.roles = SERVICE_ALL};
    struct error err = {0};
    sigset_t signals;
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    keep_memory_small();
    /* Blocked before the first thread starts: only this one ever takes them. */
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGHUP);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    struct service *service = service_start(&options, &err);
    if (!service)
        return command_failed("serve", &err);
    if (service_url(service))
        (void)printf("rigel: listening on %s\n", service_url(service));
    else
        (void)puts("rigel: running without a listener");
    (void)fflush(stdout);
    wait_for_the_end(service, &signals);
    /* A second request to end does not wait for a safe place. */
    (void)sigdelset(&signals, SIGHUP);
    (void)pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    service_stop(service);
    return 0;
}
