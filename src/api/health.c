/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/health.h"

#include "api/detector_audits.h"
#include "api/hub.h"
#include "api/process.h"
#include "base/limits.h"
#include "store/alerts.h"
#include "store/browse.h"

bool health_alive(struct request *request, struct error *err)
{
    (void)err;
    reply_text(&request->reply, 200, "text/plain; charset=utf-8", "alive\n");
    return true;
}

/* false: *ret_fault says what is wrong, for the body and the reader of a probe. */
static bool check_database(const struct api *api, int *ret_version, struct error *ret_fault)
{
    struct store_connection *connection;

    if (!api->store)
        return error_set(ret_fault, ERROR_DATABASE, NULL, "this process has no database");
    connection = store_borrow(api->store, ret_fault);
    if (!connection)
        return false;
    const bool fine = browse_schema_version(connection, ret_version, ret_fault);
    store_return(connection);
    return fine;
}

static int expected_version(void)
{
    return sql_migration_count ? sql_migrations[sql_migration_count - 1].version : 0;
}

static void write_check(struct writer *w, const char *name, const char *state)
{
    writer_object(w, NULL);
    writer_text(w, "name", name);
    writer_text(w, "state", state);
    writer_end(w);
}

bool health_ready(struct request *request, struct error *err)
{
    static const char *const states[] = {[PART_OFF] = "off",
                                         [PART_STARTING] = "starting",
                                         [PART_RUNNING] = "running",
                                         [PART_FAILED] = "failed",
                                         [PART_STOPPED] = "stopped"};
    const struct api *api = request->api;
    int version = 0;
    struct error fault;
    const bool database = check_database(api, &version, &fault);
    const bool schema = database && version == expected_version();
    bool ready = schema;

    (void)err;
    for (size_t i = 0; i < api->part_count; i++)
        if (atomic_load(&api->parts[i].state) == PART_FAILED)
            ready = false;
    struct writer w = reply_json(&request->reply, ready ? 200 : 503);
    request->reply.cacheable = false;
    writer_object(&w, NULL);
    writer_bool(&w, "ready", ready);
    writer_array(&w, "checks");
    write_check(&w, "database", database ? "ok" : "does not answer");
    if (database)
        write_check(&w, "schema", schema ? "ok" : "is of another version: rigel migrate");
    if (api->hub) /* without it answers come, but those put off come late */
        write_check(&w, "news", hub_listens(api->hub) ? "ok" : "connecting to the database");
    for (size_t i = 0; i < api->part_count; i++)
        write_check(&w, api->parts[i].name, states[atomic_load(&api->parts[i].state)]);
    writer_end(&w);
    writer_end(&w);
    return true;
}

/* Everybody may ask for figures: names of tests are among them where everybody may read those. */
static bool names_are_open(const struct api *api)
{
    if (!api->config)
        return false;
    const struct config_version *version = config_shared_get(api->config);
    const bool open = version->config->access_anonymous == CONFIG_ANONYMOUS_READ;
    config_version_release(version);
    return open;
}

/* Figures that live in the database are asked for when somebody looks. */
static void refresh_from_database(const struct request *request)
{
    static const char *const all_states[] = {"open",    "acknowledged", "investigating", "fixed",
                                             "wontfix", "invalid",      "recovered"};
    struct metrics *metrics = request->api->metrics;
    struct error fault;
    struct state_count *counts;
    struct detector_audit_row *audits;
    struct alert_counts alerts;
    size_t count;
    int64_t waiting;
    struct store_connection *connection =
        request->api->store ? store_borrow(request->api->store, &fault) : NULL;

    if (!connection)
        return;
    if (browse_regression_counts(connection, request->arena, &counts, &count, &fault) &&
        browse_waiting_series(connection, &waiting, &fault)) {
        for (size_t i = 0; i < ARRAY_LEN(all_states); i++)
            metrics_set(metrics, METRIC_REGRESSIONS, 0, all_states[i], NULL);
        for (size_t i = 0; i < count; i++)
            metrics_set(metrics, METRIC_REGRESSIONS, (double)counts[i].count, counts[i].state,
                        NULL);
        metrics_set(metrics, METRIC_ANALYSIS_QUEUE, (double)waiting, NULL, NULL);
    }
    if (alert_counts_load(connection, &alerts, &fault)) {
        metrics_set(metrics, METRIC_ALERT_DELIVERIES, (double)alerts.pending, "pending", NULL);
        metrics_set(metrics, METRIC_ALERT_DELIVERIES, (double)alerts.sent, "sent", NULL);
        metrics_set(metrics, METRIC_ALERT_DELIVERIES, (double)alerts.dead, "dead", NULL);
        metrics_set(metrics, METRIC_ALERT_OLDEST, alerts.oldest, NULL, NULL);
    }
    if (names_are_open(request->api) &&
        detector_audit_list(connection, request->arena, BROWSE_ALL, "", LIMIT_AUDIT_METRICS,
                            &audits, &count, &fault))
        detector_audits_measure(metrics, audits, count);
    store_return(connection);
}

static void measure_pools(const struct api *api)
{
    for (size_t i = 0; i < api->pool_count; i++) {
        const struct pool *pool = &api->pools[i];
        if (!pool->store)
            continue;
        metrics_set(api->metrics, METRIC_POOL_IN_USE, store_in_use(pool->store), pool->name, NULL);
        metrics_set(api->metrics, METRIC_POOL_SIZE, store_size(pool->store), pool->name, NULL);
    }
}

bool health_metrics(struct request *request, struct error *err)
{
    (void)err;
    measure_pools(request->api);
    refresh_from_database(request);
    process_measure(request->api->metrics);
    reply_text(&request->reply, 200, "text/plain; version=0.0.4; charset=utf-8", "");
    metrics_write(request->api->metrics, &request->reply.body);
    return true;
}
