/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over every source: `rigel ingest --once`, `--run` and `--since`. */
#include <string.h>

#include "base/log.h"
#include "ingest/config_sync.h"
#include "ingest/source_poll.h"
#include "ingest/worker.h"

static bool has_test(const struct service_config *config, const char *name)
{
    for (size_t i = 0; i < config->tests->count; i++)
        if (strcmp(config->tests->tests[i].name, name) == 0)
            return true;
    return false;
}

static bool source_has_tests(const struct source_poll_setup *setup)
{
    const struct test_set *set = setup->config->tests;
    struct error ignored;

    for (size_t i = 0; i < set->count; i++)
        if ((!setup->test || strcmp(setup->test, set->tests[i].name) == 0) &&
            test_source(setup->config, &set->tests[i], &ignored) == setup->source)
            return true;
    return false;
}

static bool poll_source(const struct source_poll_setup *setup, const struct ingest_options *options,
                        struct ingest_summary *summary, struct error *err)
{
    const struct source_look look = {
        .everything = true,
        .since_us = options->since_us,
        .uuid = options->run,
        .wait = true,
    };
    bool busy;

    if (!source_has_tests(setup))
        return true;
    struct source_poll *poll = source_poll_new(setup, err);
    if (!poll)
        return false;
    const bool ok = source_poll_run(poll, &look, summary, &busy, err);
    source_poll_free(poll);
    return ok;
}

static bool poll_sources(struct store *store, const struct service_config *config,
                         const struct ingest_options *options, struct metrics *metrics,
                         struct stop *stop, struct ingest_summary *summary, struct error *err)
{
    struct error one;
    bool ok = true;

    for (size_t i = 0; i < config->source_count; i++) {
        const struct source_poll_setup setup = {
            .store = store,
            .config = config,
            .source = &config->sources[i],
            .test = options->test,
            .metrics = metrics,
            .stop = stop,
            .terminal = options->terminal,
        };
        if (poll_source(&setup, options, summary, &one))
            continue;
        (void)error_within(&one, "source %s", config->sources[i].name);
        if (ok)
            *err = one;
        else
            log_error_line(LOG_ERROR, "ingest", "source failed", &one);
        ok = false;
    }
    return ok;
}

bool ingest_once(struct store *store, const struct service_config *config,
                 const struct ingest_options *options, struct metrics *metrics, struct stop *stop,
                 struct ingest_summary *ret_summary, struct error *err)
{
    *ret_summary = (struct ingest_summary){0};
    if (options->test && !has_test(config, options->test))
        return error_set(err, ERROR_NOT_FOUND, options->test, "there is no such test");
    if (!config_sync(store, config, err) ||
        !poll_sources(store, config, options, metrics, stop, ret_summary, err))
        return false;
    if (options->run && ret_summary->counts.runs == 0)
        return error_set(err, ERROR_NOT_FOUND, options->run, "no test takes a run with this id");
    return true;
}
