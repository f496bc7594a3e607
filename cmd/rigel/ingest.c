/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ingest.c - rigel ingest: documents of the sources into runs and points. */
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "command.h"
#include "config/shared.h"
#include "ingest/worker.h"
#include "options.h"
#include "store/migrate.h"

struct options {
    const char *config;
    const char *test;
    const char *run;
    const char *since;
    bool once, follow;
};

/* What the signal thread needs. */
struct signals {
    pthread_t thread;
    sigset_t set;
    const char *config_file;
    struct config_shared *shared; /* NULL: SIGHUP does nothing */
    struct stop *stop;
};

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"once", NULL, "one pass over every source, then the end", .flag = &options->once},
        {"follow", NULL,
         "again and again, each source at its poll interval, until SIGTERM or\n"
         "SIGINT; SIGHUP reads the configuration anew",
         .flag = &options->follow},
        {"run", "UUID", "only this run, now", .text = &options->run},
        {"since", "DATE", "one pass over the runs from this time on, settled ones too",
         .text = &options->since},
        {"test", "NAME", "only this test (not with --follow)", .text = &options->test},
        {"config", "FILE", COMMAND_CONFIG_HELP, .text = &options->config},
    };
    const struct command_usage usage = {
        "ingest",
        "usage: rigel ingest --once | --follow | --run UUID | --since DATE\n"
        "                    [--config FILE] [--test NAME]\n\n"
        "Pulls benchmark documents from the configured sources into runs and points.",
        rows, ARRAY_LEN(rows),
        "One process at a time pulls a source. Another one that is to work once waits for it;\n"
        "another one that follows looks again at its next poll."};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    const int ways = options->once + options->follow + !!options->run + !!options->since;
    if (optind == argc && ways == 1 && !(options->follow && options->test))
        return -1;
    return command_misused(&usage);
}

/* Only this thread takes signals, so that the others are never interrupted. */
static void *take_signals(void *context)
{
    const struct signals *signals = context;
    struct error err;
    int number;

    while (sigwait(&signals->set, &number) == 0) {
        if (number == SIGUSR2)
            return NULL;
        if (number != SIGHUP) {
            stop_request(signals->stop);
            continue;
        }
        if (!signals->shared)
            continue;
        struct service_config *config =
            service_config_load(signals->config_file, command_report_fault, NULL, &err);
        if (config && config_shared_swap(signals->shared, config))
            log_info("ingest", "configuration reloaded", "file=%s", signals->config_file);
        else
            log_error("ingest", "configuration refused, the old one stays", "file=%s",
                      signals->config_file);
    }
    return NULL;
}

static bool start_signals(struct signals *signals, struct error *err)
{
    (void)sigemptyset(&signals->set);
    (void)sigaddset(&signals->set, SIGTERM);
    (void)sigaddset(&signals->set, SIGINT);
    (void)sigaddset(&signals->set, SIGHUP);
    (void)sigaddset(&signals->set, SIGUSR2); /* ours: ends the thread */
    (void)pthread_sigmask(SIG_BLOCK, &signals->set, NULL);
    if (pthread_create(&signals->thread, NULL, take_signals, signals) != 0)
        return error_set(err, ERROR_INTERNAL, NULL, "no thread for signals");
    return true;
}

static void end_signals(const struct signals *signals)
{
    (void)pthread_kill(signals->thread, SIGUSR2);
    (void)pthread_join(signals->thread, NULL);
}

static struct store *open_store(const struct service_config *config, struct error *err)
{
    /* A following source holds one connection for its lock, one that listens, and needs one for
     * partitions and one to read pushed documents. */
    const unsigned least = (unsigned)config->source_count * 4 + 2;
    const unsigned size = config->database_pool > least ? config->database_pool : least;
    struct store *store = command_store(config, "rigel ingest", size, err);

    if (store && !migrate_verify(store, err)) {
        store_free(store);
        return NULL;
    }
    return store;
}

static bool work_once(struct store *store, const struct service_config *config,
                      const struct options *options, struct stop *stop, struct error *err)
{
    struct ingest_options pass = {.test = options->test,
                                  .run = options->run,
                                  .since_us = INT64_MIN,
                                  .terminal = isatty(STDERR_FILENO) == 1};
    struct ingest_summary summary;

    if (options->since && !clock_parse(options->since, &pass.since_us))
        return error_set(err, ERROR_USAGE, "--since", "expected a date or time, found '%s'",
                         options->since);
    const bool ok = ingest_once(store, config, &pass, NULL, stop, &summary, err);
    const struct poll_counts *counts = &summary.counts;
    (void)printf("%zu tests, %zu failed; %" PRId64 " runs, %" PRId64 " new, %" PRId64
                 " pulled; %" PRId64 " documents, %" PRId64 " rejected; %" PRId64 " points\n",
                 summary.tests, summary.failed_tests, counts->runs, counts->new_runs,
                 counts->pulled.runs, counts->pulled.documents,
                 counts->pulled.rejected + counts->rejected_metadata, counts->pulled.points);
    return ok;
}

static bool run(const struct options *options, struct stop *stop, struct error *err)
{
    struct service_config *config = command_config_load(options->config, err);

    if (!config)
        return false;
    struct store *store = open_store(config, err);
    struct config_shared *shared = NULL;
    bool ok = false;
    if (options->follow && store) {
        shared = config_shared_new(config);
        config = NULL; /* taken */
    }
    struct signals signals = {.config_file = options->config, .shared = shared, .stop = stop};
    if (store && start_signals(&signals, err)) {
        ok = true;
        if (shared)
            ingest_follow(store, shared, NULL, stop);
        else
            ok = work_once(store, config, options, stop, err);
        end_signals(&signals);
    }
    config_shared_free(shared);
    store_free(store);
    service_config_free(config);
    return ok;
}

int command_ingest(int argc, char **argv)
{
    struct options options = {.config = COMMAND_CONFIG_FILE};
    struct error err = {0};
    struct stop stop;
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (!stop_init(&stop)) {
        perror("rigel ingest");
        return 1;
    }
    const bool ok = run(&options, &stop, &err);
    stop_done(&stop);
    if (ok)
        return 0;
    return command_failed("ingest", &err);
}
