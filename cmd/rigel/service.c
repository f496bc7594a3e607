/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "alert/worker.h"
#include "api/access.h"
#include "api/server.h"
#include "api/verdict_cache.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/stop.h"
#include "command.h"
#include "config/shared.h"
#include "detect/audit_worker.h"
#include "detect/worker.h"
#include "ingest/worker.h"
#include "store/migrate.h"

enum { PART_INGEST, PART_ANALYSIS, PART_AUDIT, PART_ALERT, PARTS };
enum { POOL_API, POOL_INGEST, POOL_ANALYSIS, POOL_NEWS, POOL_AUDIT, POOL_ALERT, POOLS };

struct service {
    const char *config_file;
    unsigned roles;
    struct config_shared *config;
    struct metrics *metrics;
    struct stop stop;
    bool has_stop;
    struct pool pools[POOLS];
    struct part parts[PARTS];
    struct ingest_worker *ingest;
    struct detect_service detect;
    pthread_t *analysis_threads;
    size_t analysis_count;
    struct audit_service audit;
    pthread_t audit_thread;
    bool audits; /* the thread is there */
    struct alert_service alert;
    pthread_t *alert_threads;
    size_t alert_count;
    struct verdict_cache *verdicts;
    struct access *access;
    struct server *server;
    char *port_file; /* NULL: none was written */
};

static void report_fault(void *context, const struct error *fault)
{
    (void)context;
    log_error_line(LOG_WARNING, "config",
                   fault->code == ERROR_NONE ? "configuration warning" : "configuration fault",
                   fault);
}

/* Connections are made when first needed, so room for more costs nothing. */
static bool open_stores(struct service *service, const struct service_config *config,
                        struct error *err)
{
    service->pools[POOL_API].store = command_store(config, "rigel api", config->database_pool, err);
    if (!service->pools[POOL_API].store)
        return false;
    if (service->roles & SERVICE_API) {
        service->pools[POOL_NEWS].store = command_store(config, "rigel news", 1, err);
        if (!service->pools[POOL_NEWS].store)
            return false;
    }
    if (service->roles & SERVICE_INGEST) {
        /* Four a source at most; a reload may bring more sources. */
        const unsigned size = 4 * (unsigned)config->source_count + 8;
        service->pools[POOL_INGEST].store = command_store(config, "rigel ingest", size, err);
        if (!service->pools[POOL_INGEST].store)
            return false;
    }
    if (service->roles & SERVICE_ANALYSIS) {
        const unsigned size = 2 * config->analysis_threads + 1;
        service->pools[POOL_ANALYSIS].store = command_store(config, "rigel analysis", size, err);
        if (!service->pools[POOL_ANALYSIS].store)
            return false;
    }
    if (service->roles & SERVICE_AUDIT) {
        service->pools[POOL_AUDIT].store = command_store(config, "rigel audit", 2, err);
        if (!service->pools[POOL_AUDIT].store)
            return false;
    }
    if (service->roles & SERVICE_ALERT) {
        service->pools[POOL_ALERT].store =
            command_store(config, "rigel alert", config->alert_threads, err);
        if (!service->pools[POOL_ALERT].store)
            return false;
    }
    return true;
}

static bool prepare_schema(struct service *service, const struct service_config *config,
                           struct error *err)
{
    struct migrate_report report;

    if (config->database_migrate) {
        if (!migrate_apply(service->pools[POOL_API].store, &report, err))
            return false;
        if (report.applied)
            log_info("store", "schema migrated", "from=%d to=%d", report.from, report.to);
    }
    return migrate_verify(service->pools[POOL_API].store, err);
}

static bool start_ingest(struct service *service, struct error *err)
{
    if (!(service->roles & SERVICE_INGEST))
        return true;
    service->ingest = ingest_worker_start(service->pools[POOL_INGEST].store, service->config,
                                          service->metrics, &service->stop, err);
    if (!service->ingest)
        return false;
    atomic_store(&service->parts[PART_INGEST].state, PART_RUNNING);
    return true;
}

static void *analysis_thread(void *context)
{
    struct service *service = context;

    detect_worker_run(&service->detect);
    return NULL;
}

static bool start_analysis(struct service *service, const struct service_config *config,
                           struct error *err)
{
    if (!(service->roles & SERVICE_ANALYSIS))
        return true;
    service->detect.store = service->pools[POOL_ANALYSIS].store;
    service->detect.config = service->config;
    service->detect.stop = &service->stop;
    service->detect.metrics = service->metrics;
    service->analysis_threads = calloc(config->analysis_threads, sizeof(pthread_t));
    if (!service->analysis_threads)
        return error_set(err, ERROR_NO_MEMORY, "analysis", "no memory for its threads");
    while (service->analysis_count < config->analysis_threads) {
        if (pthread_create(&service->analysis_threads[service->analysis_count], NULL,
                           analysis_thread, service) != 0)
            return error_set(err, ERROR_IO, "analysis", "no thread for it");
        service->analysis_count++;
    }
    atomic_store(&service->parts[PART_ANALYSIS].state, PART_RUNNING);
    return true;
}

/* Whatever else the machine has to do comes first. */
static void *audit_thread(void *context)
{
    struct service *service = context;

    /* On Linux this is the nice value of the calling thread, not of its process. */
    if (setpriority(PRIO_PROCESS, 0, 19) != 0)
        log_warning("audit", "no low priority for the thread", "errno=%d", errno);
    audit_worker_run(&service->audit);
    return NULL;
}

static bool start_audit(struct service *service, struct error *err)
{
    if (!(service->roles & SERVICE_AUDIT))
        return true;
    service->audit.store = service->pools[POOL_AUDIT].store;
    service->audit.config = service->config;
    service->audit.stop = &service->stop;
    if (pthread_create(&service->audit_thread, NULL, audit_thread, service) != 0)
        return error_set(err, ERROR_IO, "audit", "no thread for it");
    service->audits = true;
    atomic_store(&service->parts[PART_AUDIT].state, PART_RUNNING);
    return true;
}

static void *alert_thread(void *context)
{
    struct service *service = context;

    alert_worker_run(&service->alert);
    return NULL;
}

static bool start_alert(struct service *service, const struct service_config *config,
                        struct error *err)
{
    if (!(service->roles & SERVICE_ALERT))
        return true;
    service->alert = (struct alert_service){.store = service->pools[POOL_ALERT].store,
                                            .config = service->config,
                                            .metrics = service->metrics,
                                            .stop = &service->stop};
    service->alert_threads = calloc(config->alert_threads, sizeof(pthread_t));
    if (!service->alert_threads)
        return error_set(err, ERROR_NO_MEMORY, "alert", "no memory for its threads");
    while (service->alert_count < config->alert_threads) {
        if (pthread_create(&service->alert_threads[service->alert_count], NULL, alert_thread,
                           service) != 0)
            return error_set(err, ERROR_IO, "alert", "no thread for it");
        service->alert_count++;
    }
    atomic_store(&service->parts[PART_ALERT].state, PART_RUNNING);
    return true;
}

static void stop_alert(struct service *service)
{
    for (size_t i = 0; i < service->alert_count; i++)
        (void)pthread_join(service->alert_threads[i], NULL);
    free(service->alert_threads);
    atomic_store(&service->parts[PART_ALERT].state, PART_STOPPED);
}

/* "[::1]:8080" and "127.0.0.1:8080"; the address is the caller's to free. */
static bool split_listen(const char *text, char **ret_address, unsigned *ret_port,
                         struct error *err)
{
    const char *colon = strrchr(text, ':');
    const bool bracketed = text[0] == '[' && colon && colon > text + 1 && colon[-1] == ']';

    if (!colon || colon == text || strlen(colon + 1) > 5 || !colon[1] ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
        strtoul(colon + 1, NULL, 10) > 65535)
        return error_set(err, ERROR_USAGE, "--listen", "'%s' is not ADDRESS:PORT", text);
    const char *from = bracketed ? text + 1 : text;
    *ret_address = strndup(from, (size_t)(colon - from) - (bracketed ? 1 : 0));
    if (!*ret_address)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory");
    *ret_port = (unsigned)strtoul(colon + 1, NULL, 10);
    return true;
}

/* Written beside and renamed: a reader sees a whole number or no file. */
static bool write_port_file(struct service *service, const char *path, struct error *err)
{
    char temporary[4096];

    if (snprintf(temporary, sizeof temporary, "%s.new", path) >= (int)sizeof temporary)
        return error_set(err, ERROR_CONFIG, path, "the path of the port file is too long");
    FILE *file = fopen(temporary, "we");
    bool fine = file && fprintf(file, "%u\n", server_port(service->server)) > 0;
    if (file && fclose(file) != 0)
        fine = false;
    if (!fine || rename(temporary, path) != 0)
        return error_set(err, ERROR_IO, path, "cannot write the port file: %s", strerror(errno));
    service->port_file = strdup(path);
    return true;
}

static struct access_rules *access_rules_of(const struct service_config *config, struct error *err)
{
    return access_rules_new(
        &(struct access_options){.anonymous_read =
                                     config->access_anonymous == CONFIG_ANONYMOUS_READ,
                                 .requests_per_second = config->access_requests_per_second,
                                 .burst = config->access_burst,
                                 .proxies = config->access_proxies,
                                 .proxy_count = config->access_proxy_count,
                                 .cors_origins = config->cors_origins,
                                 .cors_origin_count = config->cors_origin_count},
        err);
}

static bool start_server(struct service *service, const struct service_config *config,
                         const char *listen, struct error *err)
{
    if (service->roles & SERVICE_API)
        service->verdicts = verdict_cache_new(LIMIT_VERDICT_CACHE);
    struct server_options options = {
        .address = config->listen_address,
        .port = config->listen_port,
        .threads = config->api_threads,
        .connections = config->api_connections,
        .tls_certificate = config->tls_certificate,
        .tls_key = config->tls_key,
        .per_address = config->api_connections_per_address,
        .waiting = service->roles & SERVICE_API ? config->api_waiting : 0,
        .news = service->pools[POOL_NEWS].store,
        .event_retention_us = config->event_retention_us,
        .verdict_retention_us = config->verdict_retention_us,
        .api = {.store = service->pools[POOL_API].store,
                .metrics = service->metrics,
                .config = service->config,
                .verdicts = service->verdicts,
                .parts = service->parts,
                .part_count = PARTS,
                .pools = service->pools,
                .pool_count = POOLS,
                .probes_only = !(service->roles & SERVICE_API)},
    };
    char *address = NULL;

    if (!listen && options.api.probes_only)
        return true;
    if (!service->verdicts && !options.api.probes_only)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the verdicts");
    if (listen) {
        if (!split_listen(listen, &address, &options.port, err))
            return false;
        options.address = address;
    }
    struct access_rules *rules = access_rules_of(config, err);
    service->access = options.api.access = rules ? access_new(rules, err) : NULL;
    if (service->access)
        service->server = server_start(&options, err);
    free(address);
    if (!service->server)
        return false;
    log_info("api", "listening", "url=%s", server_url(service->server));
    return !config->port_file || write_port_file(service, config->port_file, err);
}

static void note_loaded(struct service *service, const struct service_config *config)
{
    log_set_level(config->log_level);
    metrics_set(service->metrics, METRIC_CONFIG_LOADED, (double)clock_now_us() / 1e6, NULL, NULL);
}

static bool start_parts(struct service *service, const struct service_options *options,
                        struct error *err)
{
    const struct config_version *version = config_shared_get(service->config);
    const struct service_config *config = version->config;

    note_loaded(service, config);
    metrics_set(service->metrics, METRIC_BUILD_INFO, 1, RIGEL_VERSION, NULL);
    metrics_set(service->metrics, METRIC_START_TIME, (double)clock_now_us() / 1e6, NULL, NULL);
    const bool fine = open_stores(service, config, err) && prepare_schema(service, config, err) &&
                      start_ingest(service, err) && start_analysis(service, config, err) &&
                      start_audit(service, err) && start_alert(service, config, err) &&
                      start_server(service, config, options->listen, err);
    config_version_release(version);
    return fine;
}

static bool prepare(struct service *service, const struct service_options *options,
                    struct error *err)
{
    struct service_config *config;

    service->config_file = options->config_file;
    service->roles = options->roles;
    service->pools[POOL_API].name = "api";
    service->pools[POOL_INGEST].name = "ingest";
    service->pools[POOL_ANALYSIS].name = "analysis";
    service->pools[POOL_NEWS].name = "news";
    service->pools[POOL_AUDIT].name = "audit";
    service->pools[POOL_ALERT].name = "alert";
    service->parts[PART_INGEST].name = "ingest";
    service->parts[PART_ANALYSIS].name = "analysis";
    service->parts[PART_AUDIT].name = "audit";
    service->parts[PART_ALERT].name = "alert";
    service->metrics = metrics_new();
    service->has_stop = stop_init(&service->stop);
    if (!service->metrics || !service->has_stop)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory or descriptors for the service");
    config = service_config_load(options->config_file, report_fault, NULL, err);
    if (!config)
        return false;
    service->config = config_shared_new(config);
    return service->config || error_set(err, ERROR_NO_MEMORY, NULL, "no memory");
}

struct service *service_start(const struct service_options *options, struct error *err)
{
    struct service *service = calloc(1, sizeof *service);

    if (!service) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the service");
        return NULL;
    }
    if (!prepare(service, options, err) || !start_parts(service, options, err)) {
        service_stop(service);
        return NULL;
    }
    return service;
}

const char *service_url(const struct service *service)
{
    return service->server ? server_url(service->server) : NULL;
}

static bool texts_differ(const char *old, const char *new)
{
    return old && new ? strcmp(old, new) != 0 : old != new;
}

/* By the type of the key's row. */
#define DIFFERS_CONNINFO(old, new) texts_differ(old, new)
#define DIFFERS_TEXT(old, new) texts_differ(old, new)
#define DIFFERS_PATH(old, new) texts_differ(old, new)
#define DIFFERS_URL(old, new) texts_differ(old, new)
#define DIFFERS_COUNT(old, new) ((old) != (new))
#define DIFFERS_INTEGER(old, new) ((old) != (new))
#define DIFFERS_DURATION(old, new) ((old) != (new))
#define DIFFERS_FLAG(old, new) ((old) != (new))
#define DIFFERS_CHOICE(old, new) ((old) != (new))
#define DIFFERS_NUMBER(old, new) ((old) < (new) || (old) > (new))

/* Keys that are looked at once, at the start. */
static void warn_of_fixed_keys(const struct service_config *old, const struct service_config *new)
{
#define KEY(path, member, type, fallback, least, most, reloadable, sample, help)                   \
    if (!(reloadable) && DIFFERS_##type(old->member, new->member))                                 \
        log_warning("config", "key needs a restart", "key=%s", path);
#define LIST(path, member, count_member, type, reloadable, sample, help)
#include "config/service_keys.def"
#undef KEY
#undef LIST
}

/* A wrong certificate refuses nothing else of the configuration. */
static void reload_tls(struct service *service, const struct service_config *config)
{
    struct error err;

    if (service->server &&
        !server_reload_tls(service->server, config->tls_certificate, config->tls_key, &err))
        log_error_line(LOG_ERROR, "api", "certificate refused, the old one stays", &err);
}

/* All that can be wrong with it is found here, before anything is changed. *ret_rules NULL: this
 * process answers no requests. */
static struct service_config *load_again(const struct service *service,
                                         struct access_rules **ret_rules, struct error *err)
{
    struct service_config *config =
        service_config_load(service->config_file, report_fault, NULL, err);

    *ret_rules = config && service->access ? access_rules_of(config, err) : NULL;
    if (config && service->access && !*ret_rules) {
        service_config_free(config);
        return NULL;
    }
    return config;
}

void service_reload(struct service *service)
{
    struct error err;
    struct access_rules *rules;
    struct service_config *config = load_again(service, &rules, &err);

    const struct config_version *old = config_shared_get(service->config);
    if (config)
        warn_of_fixed_keys(old->config, config);
    config_version_release(old);
    if (!config || !config_shared_swap(service->config, config)) {
        if (config)
            (void)error_set(&err, ERROR_NO_MEMORY, NULL, "no memory for the new configuration");
        access_rules_free(rules);
        log_error_line(LOG_ERROR, "config", "reload refused, the old configuration stays", &err);
        metrics_add(service->metrics, METRIC_CONFIG_RELOADS, 1, "refused", NULL);
        return;
    }
    if (rules)
        access_take_rules(service->access, rules);
    const struct config_version *version = config_shared_get(service->config);
    reload_tls(service, version->config);
    note_loaded(service, version->config);
    metrics_add(service->metrics, METRIC_CONFIG_RELOADS, 1, "ok", NULL);
    log_info("config", "reloaded", "number=%llu tests=%zu", (unsigned long long)version->number,
             version->config->tests->count);
    config_version_release(version);
}

static void stop_analysis(struct service *service)
{
    for (size_t i = 0; i < service->analysis_count; i++)
        (void)pthread_join(service->analysis_threads[i], NULL);
    free(service->analysis_threads);
    atomic_store(&service->parts[PART_ANALYSIS].state, PART_STOPPED);
}

void service_stop(struct service *service)
{
    if (!service)
        return;
    if (service->has_stop)
        stop_request(&service->stop);
    server_stop(service->server);
    ingest_worker_join(service->ingest);
    atomic_store(&service->parts[PART_INGEST].state, PART_STOPPED);
    stop_analysis(service);
    if (service->audits)
        (void)pthread_join(service->audit_thread, NULL);
    atomic_store(&service->parts[PART_AUDIT].state, PART_STOPPED);
    stop_alert(service);
    if (service->port_file)
        (void)unlink(service->port_file);
    free(service->port_file);
    access_free(service->access);
    store_free(service->pools[POOL_ALERT].store);
    store_free(service->pools[POOL_AUDIT].store);
    store_free(service->pools[POOL_ANALYSIS].store);
    store_free(service->pools[POOL_INGEST].store);
    store_free(service->pools[POOL_API].store);
    store_free(service->pools[POOL_NEWS].store);
    verdict_cache_free(service->verdicts);
    config_shared_free(service->config);
    metrics_free(service->metrics);
    if (service->has_stop)
        stop_done(&service->stop);
    free(service);
}
