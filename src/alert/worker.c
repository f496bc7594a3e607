/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alert/worker.h"

#include <string.h>
#include <unistd.h>

#include "alert/backoff.h"
#include "alert/send.h"
#include "base/clock.h"
#include "base/log.h"

enum { TAKE_MOST = 100 };
#define LEASE_EXTRA (INT64_C(2) * CLOCK_SECOND) /* for writing down how a try ended */
#define IDLE_MOST (INT64_C(60) * CLOCK_SECOND)
#define ERROR_PAUSE CLOCK_SECOND

struct worker {
    struct alert_service *service;
    struct store_connection *connection;
    struct arena *arena;
    const struct service_config *config; /* of this round */
    uint64_t random;
    size_t taken;
};

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t next_random(struct worker *worker)
{
    uint64_t mixed = worker->random += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

/* The deliveries of one event. One that cannot be read is passed over: it stays in the table. */
static bool ask_rules(struct worker *worker, struct store_connection *connection,
                      const struct alert_event_row *event, struct error *err)
{
    const struct service_config *config = worker->config;
    struct alert_message message;

    if (!alert_message_read(worker->arena, event, &message, err)) {
        log_error_line(LOG_ERROR, "alert", "an event cannot be told", err);
        return true;
    }
    for (size_t i = 0; i < config->rule_count; i++) {
        const struct rule_config *rule = &config->rules[i];

        if (!alert_rule_fits(rule, &message, clock_now_us()))
            continue;
        for (size_t k = 0; k < rule->receiver_count; k++)
            if (!alert_deliver(connection, event, rule->name, rule->receivers[k], err))
                return false;
    }
    return true;
}

static bool take_some(struct store_connection *connection, void *context, struct error *err)
{
    struct worker *worker = context;
    struct alert_event_row *events;

    worker->taken = 0;
    if (!alert_events_take(connection, worker->arena, TAKE_MOST, &events, &worker->taken, err))
        return false;
    for (size_t i = 0; i < worker->taken; i++)
        if (!ask_rules(worker, connection, &events[i], err))
            return false;
    return true;
}

static bool take_events(struct worker *worker, struct error *err)
{
    do {
        arena_reset(worker->arena);
        if (!store_transaction_on(worker->connection, STORE_READ_COMMITTED, take_some, worker, err))
            return false;
    } while (worker->taken == TAKE_MOST && !stop_asked(worker->service->stop));
    return true;
}

/* Longer than any try may take. */
static int64_t lease_us(const struct service_config *config)
{
    int64_t longest = 0;

    for (size_t i = 0; i < config->receiver_count; i++)
        if (config->receivers[i].timeout_us > longest)
            longest = config->receivers[i].timeout_us;
    return longest + LEASE_EXTRA;
}

static const struct receiver_config *receiver_of(const struct service_config *config,
                                                 const char *name)
{
    for (size_t i = 0; i < config->receiver_count; i++)
        if (strcmp(config->receivers[i].name, name) == 0)
            return &config->receivers[i];
    return NULL;
}

/* What becomes of a delivery whose try failed with err. */
static struct alert_outcome failed(struct worker *worker, const struct alert_delivery_row *row,
                                   const struct receiver_config *receiver,
                                   const struct alert_reply *reply, const struct error *err)
{
    const bool late = clock_now_us() - row->since > worker->config->alert_give_up_us;
    struct alert_outcome outcome = {.status = reply->status, .error = err->text};

    outcome.state =
        !receiver || late || backoff_is_final(reply->status) ? ALERT_DEAD : ALERT_PENDING;
    /* A stop is nobody's fault: the next process goes on at once. */
    if (outcome.state == ALERT_PENDING && err->code != ERROR_CANCELLED)
        outcome.wait_us = backoff_wait_us(receiver->backoff_us, row->attempts, reply->asked_us,
                                          next_random(worker));
    return outcome;
}

static void note(struct worker *worker, const struct alert_delivery_row *row,
                 const struct alert_outcome *outcome, const struct error *err)
{
    struct metrics *metrics = worker->service->metrics;

    if (outcome->state == ALERT_SENT) {
        metrics_add(metrics, METRIC_ALERT_TRIES, 1, "sent", NULL);
        log_info("alert", "sent", "event=%lld-%lld rule=%s receiver=%s tries=%u",
                 (long long)row->event.regression_id, (long long)row->event.sequence, row->rule,
                 row->receiver, row->attempts);
        return;
    }
    metrics_add(metrics, METRIC_ALERT_TRIES, 1, outcome->state == ALERT_DEAD ? "dead" : "failed",
                NULL);
    log_error_line(outcome->state == ALERT_DEAD ? LOG_ERROR : LOG_WARNING, "alert",
                   outcome->state == ALERT_DEAD ? "an alert is dead" : "an alert did not go out",
                   err);
}

static bool try_one(struct worker *worker, const struct alert_delivery_row *row, struct error *err)
{
    const struct service_config *config = worker->config;
    const struct receiver_config *receiver = receiver_of(config, row->receiver);
    struct alert_outcome outcome = {.state = ALERT_SENT};
    struct alert_reply reply = {0};
    struct alert_message message;
    struct error fault = {0};
    bool sent = false;

    if (!receiver)
        (void)error_set(&fault, ERROR_CONFIG, row->receiver,
                        "the configuration has no receiver of this name any more");
    else if (alert_message_read(worker->arena, &row->event, &message, &fault))
        sent = alert_send(receiver, &message, row->rule, config->alert_base_url,
                          worker->service->stop, &reply, &fault);
    if (!sent)
        outcome = failed(worker, row, receiver, &reply, &fault);
    else
        outcome.status = reply.status;
    if (!alert_finish(worker->connection, row, &outcome, err))
        return false;
    note(worker, row, &outcome, &fault);
    return true;
}

static bool send_due(struct worker *worker, struct error *err)
{
    const int64_t lease = lease_us(worker->config);
    struct alert_delivery_row *row;

    do {
        arena_reset(worker->arena);
        if (!alert_claim(worker->connection, worker->arena, lease, &row, err))
            return false;
        if (row && !try_one(worker, row, err))
            return false;
    } while (row && !stop_asked(worker->service->stop));
    return true;
}

static bool pass(struct worker *worker, struct error *err)
{
    const struct config_version *version = config_shared_get(worker->service->config);
    bool fine;

    worker->config = version->config;
    fine = take_events(worker, err) && send_due(worker, err);
    worker->config = NULL;
    config_version_release(version);
    return fine;
}

static bool wait_for_work(struct worker *worker, struct error *err)
{
    int64_t us;
    bool woken;

    if (!alert_next_due(worker->connection, &us, err))
        return false;
    if (us > IDLE_MOST)
        us = IDLE_MOST;
    /* A delivery that just became due is another thread's, or this one's in a moment. */
    if (us < CLOCK_SECOND / 100)
        us = CLOCK_SECOND / 100;
    return store_wait(worker->connection, us, worker->service->stop, &woken, err);
}

static bool follow(struct worker *worker, struct error *err)
{
    if (!store_listen(worker->connection, CHANNEL_EVENT, err))
        return false;
    while (!stop_asked(worker->service->stop))
        if (!pass(worker, err) ||
            (!stop_asked(worker->service->stop) && !wait_for_work(worker, err)))
            return false;
    return true;
}

void alert_worker_run(struct alert_service *service)
{
    struct worker worker = {.service = service, .arena = arena_new()};

    worker.random =
        (uint64_t)clock_now_us() ^ (uint64_t)getpid() << 40 ^ (uintptr_t)(void *)&worker;
    while (!stop_asked(service->stop)) {
        struct error err;

        worker.connection = store_borrow(service->store, &err);
        if (!worker.connection || !follow(&worker, &err)) {
            log_error_line(LOG_WARNING, "alert", "sending is put off", &err);
            store_return(worker.connection);
            (void)stop_wait(service->stop, ERROR_PAUSE);
            continue;
        }
        store_return(worker.connection);
    }
    arena_free(worker.arena);
}
