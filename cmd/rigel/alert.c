/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alert.c - rigel alert: tries a rule, shows what it would have told, and what could not go out. */
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert/send.h"
#include "base/clock.h"
#include "command.h"
#include "options.h"
#include "store/alerts.h"
#include "store/migrate.h"

enum { LIST_MOST = 10000, DAYS_MOST = 3650 };
#define DAY (INT64_C(86400) * CLOCK_SECOND)

struct options {
    const char *config, *action, *rule;
    int days;
    bool replay;
};

static bool take_days(void *context, const char *value, struct error *err)
{
    struct options *options = context;
    char *end;
    const long days = strtol(value, &end, 10);

    if (end == value || *end || days < 1 || days > DAYS_MOST)
        return error_set(err, ERROR_USAGE, "--days", "'%s' is not a number from 1 to %d", value,
                         DAYS_MOST);
    options->days = (int)days;
    return true;
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"config", "FILE", COMMAND_CONFIG_HELP, .text = &options->config},
        {"days", "N", "dry-run: events of the last N days (default 7)", .take = take_days,
         .context = options},
        {"replay", NULL, "dead: try all of them again", .flag = &options->replay},
    };
    const struct command_usage usage = {
        "alert",
        "usage: rigel alert test RULE [--config FILE]\n"
        "       rigel alert dry-run RULE [--days N] [--config FILE]\n"
        "       rigel alert dead [--replay] [--config FILE]\n\n"
        "test sends a made-up regression to the receivers of the rule. dry-run shows what the\n"
        "rule would have told of the events of the last days. dead lists what could not be\n"
        "delivered.",
        rows, ARRAY_LEN(rows), NULL};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    options->action = optind < argc ? argv[optind++] : "";
    const bool dead = strcmp(options->action, "dead") == 0;
    if (!dead && optind < argc)
        options->rule = argv[optind++];
    if (optind == argc && (dead || (options->rule && (strcmp(options->action, "test") == 0 ||
                                                      strcmp(options->action, "dry-run") == 0))))
        return -1;
    return command_misused(&usage);
}

static const struct rule_config *find_rule(const struct service_config *config, const char *name,
                                           struct error *err)
{
    for (size_t i = 0; i < config->rule_count; i++)
        if (strcmp(config->rules[i].name, name) == 0)
            return &config->rules[i];
    (void)error_set(err, ERROR_NOT_FOUND, name, "the configuration has no rule of this name");
    return NULL;
}

static const struct receiver_config *find_receiver(const struct service_config *config,
                                                   const char *name)
{
    size_t i = 0;

    /* It is there: the configuration was checked. */
    while (strcmp(config->receivers[i].name, name) != 0)
        i++;
    return &config->receivers[i];
}

/* Every receiver is tried; false: one of them did not take it. */
static bool send_sample(const struct service_config *config, const struct rule_config *rule,
                        struct error *err)
{
    const struct alert_message sample = {
        .id = "0-1",
        .sequence = 1,
        .told_at = clock_now_us(),
        .change = "opened",
        .test = "a test of the rule, no regression",
        .project = "default",
        .state = "open",
        .at = clock_now_us(),
        .uuid = "00000000-0000-0000-0000-000000000000",
        .build = "2.0",
        .previous_build = "1.9",
        .percent = 12.5,
        .pvalue = 0.0001,
        .metrics = 1,
        .metric = "latency",
        .unit = "ms",
        .mean_before = 80,
        .mean_after = 90,
    };
    bool fine = true;

    for (size_t i = 0; i < rule->receiver_count; i++) {
        struct alert_reply reply;
        struct error fault = {0};

        if (alert_send(find_receiver(config, rule->receivers[i]), &sample, rule->name,
                       config->alert_base_url, NULL, &reply, &fault)) {
            (void)printf("%s: taken, status %d\n", rule->receivers[i], reply.status);
        } else {
            (void)printf("%s: failed\n", rule->receivers[i]);
            *err = fault;
            fine = false;
        }
    }
    return fine;
}

static bool dry_run(struct store_connection *connection, const struct rule_config *rule, int days,
                    struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct alert_event_row *events;
    size_t count, told = 0;

    if (!alert_events_list(connection, arena, clock_now_us() - days * DAY, LIST_MOST, &events,
                           &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct alert_message message;
        char at[CLOCK_TEXT_SIZE];

        if (!alert_message_read(arena, &events[i], &message, err))
            return false;
        if (!alert_rule_fits(rule, &message, events[i].at))
            continue;
        told++;
        (void)printf("%s  %s  %s  %s %+.1f%%  since %s\n", clock_format(events[i].at, at),
                     message.change, message.test, message.metric ? message.metric : "-",
                     isnan(message.percent) ? INFINITY : message.percent,
                     message.build ? message.build : message.uuid);
    }
    (void)printf("%zu of %zu events%s\n", told, count,
                 count == LIST_MOST ? " (the oldest; there are more)" : "");
    return true;
}

static bool list_dead(struct store_connection *connection, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct alert_listed *rows;
    size_t count;

    if (!alert_list(connection, arena, "dead", LIST_MOST, &rows, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        (void)printf("%" PRId64 "-%" PRId64 "  %s  %s  rule %s, receiver %s: tried %d times, last "
                     "status %d: %s\n",
                     rows[i].regression_id, rows[i].sequence, rows[i].change, rows[i].test,
                     rows[i].rule, rows[i].receiver, rows[i].attempts, rows[i].last_status,
                     rows[i].last_error ? rows[i].last_error : "-");
    (void)printf("%zu dead\n", count);
    return true;
}

static bool replay(struct store_connection *connection, struct error *err)
{
    int64_t count;

    if (!alert_replay(connection, &count, err))
        return false;
    (void)printf("%" PRId64 " will be tried again\n", count);
    return true;
}

static bool act(struct store *store, const struct options *options, const struct rule_config *rule,
                struct error *err)
{
    struct store_connection *connection;
    bool fine;

    if (!migrate_verify(store, err))
        return false;
    connection = store_borrow(store, err);
    if (!connection)
        return false;
    if (rule)
        fine = dry_run(connection, rule, options->days, err);
    else
        fine = options->replay ? replay(connection, err) : list_dead(connection, err);
    store_return(connection);
    return fine;
}

static bool run(const struct options *options, struct error *err)
{
    struct service_config *config = command_config_load(options->config, err);
    const struct rule_config *rule = NULL;
    struct store *store = NULL;
    bool fine = config != NULL;

    if (fine && options->rule)
        fine = (rule = find_rule(config, options->rule, err)) != NULL;
    if (rule && strcmp(options->action, "test") == 0) {
        fine = send_sample(config, rule, err);
    } else if (fine) {
        store = command_store(config, "rigel alert", 1, err);
        fine = store && act(store, options, rule, err);
    }
    store_free(store);
    service_config_free(config);
    return fine && (fflush(stdout) == 0 || error_set(err, ERROR_IO, "stdout", "cannot write"));
}

int command_alert(int argc, char **argv)
{
    struct options options = {.config = COMMAND_CONFIG_FILE, .days = 7};
    struct error err = {0};
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (run(&options, &err))
        return 0;
    return command_failed("alert", &err);
}
