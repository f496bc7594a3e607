/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyse.c - rigel analyse: change points and regressions of all that waits in the queue. */
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "config/shared.h"
#include "detect/worker.h"
#include "options.h"
#include "store/analysis_queue.h"
#include "store/migrate.h"

struct options {
    const char *config, *test;
    bool all;
    unsigned threads; /* 0: as configured */
};

/* One of the threads that share the work. */
struct part {
    pthread_t thread;
    struct detect_service *service;
    int64_t test_id;
    struct detect_totals totals;
    struct error err;
    bool ok;
};

static bool take_threads(void *context, const char *value, struct error *err)
{
    unsigned *threads = context;
    char *end;
    const unsigned long number = strtoul(value, &end, 10);

    if (*value < '0' || *value > '9' || *end || number < 1 || number > 256)
        return error_set(err, ERROR_USAGE, "--threads", "'%s' is not a number from 1 to 256",
                         value);
    *threads = (unsigned)number;
    return true;
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    bool once = false;
    const struct command_option rows[] = {
        {"once", NULL, "until nothing waits, then the end", .flag = &once},
        {"config", "FILE", COMMAND_CONFIG_HELP, .text = &options->config},
        {"all", NULL, "analyse everything anew, not only what has new points",
         .flag = &options->all},
        {"test", "NAME", "only this test", .text = &options->test},
        {"threads", "N", "instead of analysis.threads; what is found does not change",
         .take = take_threads, .context = &options->threads},
    };
    const struct command_usage usage = {
        "analyse",
        "usage: rigel analyse --once [--config FILE] [--all] [--test NAME] [--threads N]\n\n"
        "Works until no series waits for analysis: change points, regressions.",
        rows, ARRAY_LEN(rows), "Any number of these, and of running services, share the work."};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    return optind == argc && once ? -1 : command_misused(&usage);
}

static void *work(void *context)
{
    struct part *part = context;

    part->ok = detect_drain(part->service, part->test_id, &part->totals, &part->err);
    return NULL;
}

static void add_totals(struct detect_totals *sum, const struct detect_totals *part)
{
    sum->tests += part->tests;
    sum->series += part->series;
    sum->change_points += part->change_points;
    sum->regressions += part->regressions;
    sum->written += part->written;
    sum->deleted += part->deleted;
    sum->failures += part->failures;
}

static bool drain_in_threads(struct detect_service *service, int64_t test_id, unsigned threads,
                             struct detect_totals *ret, struct error *err)
{
    struct part *parts = calloc(threads, sizeof *parts);
    unsigned started = 0;
    bool ok = true;

    if (!parts)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for threads");
    while (started < threads) {
        parts[started].service = service;
        parts[started].test_id = test_id;
        if (pthread_create(&parts[started].thread, NULL, work, &parts[started]) != 0)
            break;
        started++;
    }
    if (started == 0)
        ok = error_set(err, ERROR_INTERNAL, NULL, "no thread could be started");
    for (unsigned i = 0; i < started; i++) {
        (void)pthread_join(parts[i].thread, NULL);
        add_totals(ret, &parts[i].totals);
        if (!parts[i].ok && ok) {
            *err = parts[i].err;
            ok = false;
        }
    }
    free(parts);
    return ok;
}

/* Queues what is asked for; *ret_test_id 0: all tests. */
static bool queue(struct store *store, const struct options *options, int64_t *ret_test_id,
                  struct error *err)
{
    struct store_connection *connection = store_borrow(store, err);

    if (!connection)
        return false;
    const bool ok =
        (!options->test || analysis_queue_find_test(connection, options->test, ret_test_id, err)) &&
        (!options->all || analysis_queue_all(connection, options->test, NULL, err));
    store_return(connection);
    return ok;
}

static bool analyse(struct detect_service *service, const struct options *options, unsigned threads,
                    struct error *err)
{
    struct detect_totals totals = {.tests = 0};
    int64_t test_id = 0;

    if (!migrate_verify(service->store, err) || !detect_prepare(service, err) ||
        !queue(service->store, options, &test_id, err))
        return false;

    const bool ok = drain_in_threads(service, test_id, threads, &totals, err);

    (void)printf("%zu tests, %zu failed; %zu series; %zu change points, %zu written, %zu deleted; "
                 "%zu regressions\n",
                 totals.tests, totals.failures, totals.series, totals.change_points, totals.written,
                 totals.deleted, totals.regressions);
    return ok;
}

static bool run(const struct options *options, struct error *err)
{
    struct service_config *config = command_config_load(options->config, err);

    if (!config)
        return false;

    const unsigned threads = options->threads ? options->threads : config->analysis_threads;
    struct store *store = command_store(config, "rigel analyse", threads, err);

    if (!store) {
        service_config_free(config);
        return false;
    }

    struct detect_service service = {.store = store, .config = config_shared_new(config)};
    const bool ok = service.config
                        ? analyse(&service, options, threads, err)
                        : error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the configuration");

    config_shared_free(service.config);
    store_free(store);
    return ok;
}

int command_analyse(int argc, char **argv)
{
    struct options options = {.config = COMMAND_CONFIG_FILE};
    struct error err = {0};
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (run(&options, &err))
        return 0;
    return command_failed("analyse", &err);
}
