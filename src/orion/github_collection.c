/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/github_collection.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "http/percent.h"
#include "json/field.h"

enum { MOST_PAGES = 100 };

static const char *const KIND_NAMES[] = {
    [GITHUB_RELEASES] = "releases", [GITHUB_COMMITS] = "commits"};

/* 403 is how GitHub says that the hourly quota is used up, and that a token may not read this. */
static const char *refusal(struct orion_services *services, struct arena *arena)
{
    const struct http_client *client = services->github.client;
    char remaining[32] = "unknown", reset[32] = "";

    (void)http_client_header(client, "X-RateLimit-Remaining", remaining, sizeof remaining);
    const bool has_reset = http_client_header(client, "X-RateLimit-Reset", reset, sizeof reset);
    const char *reason = arena_printf(arena, "rate limited or forbidden (remaining=%s%s%s)",
                                      remaining, has_reset ? ", reset=" : "", reset);
    if (strcmp(remaining, "0") == 0)
        services->github_limit = arena_strdup(services->arena, reason);
    return reason;
}

static const char *status_fault(struct orion_services *services, struct arena *arena)
{
    struct service *service = &services->github;
    const int status = service->answer.status;
    const char *reason = status == 404   ? "not found (404)"
                         : status == 403 ? refusal(services, arena)
                                         : arena_printf(arena, "unexpected status %d", status);
    struct error err;

    (void)error_set(&err, status == 401 || status == 403 ? ERROR_REMOTE_AUTH : ERROR_REMOTE,
                    service->place, "%s", reason);
    service_warn(service, &err);
    return reason;
}

json_t *github_ask(struct orion_services *services, struct arena *arena, const char *path,
                   const char **ret_reason)
{
    struct service *service = &services->github;
    struct error err;

    if (services->github_limit) {
        *ret_reason = services->github_limit;
        return NULL;
    }
    if (!service_get(service, path, "application/vnd.github+json", &err)) {
        service_warn(service, &err);
        *ret_reason = arena_printf(arena, "request failed: %s", err.text);
        return NULL;
    }
    if (service->answer.status != 200) {
        *ret_reason = status_fault(services, arena);
        return NULL;
    }
    json_t *answer = service_json(service, &err);
    if (!answer) {
        service_warn(service, &err);
        *ret_reason = "invalid JSON payload";
    }
    return answer;
}

/* An empty answer of any type ends the pages, as with Orion. */
static bool is_nothing(const json_t *page)
{
    return json_is_null(page) || json_is_false(page) ||
           (json_is_array(page) && json_array_size(page) == 0) ||
           (json_is_object(page) && json_object_size(page) == 0) ||
           (json_is_string(page) && json_string_length(page) == 0) ||
           (json_is_number(page) && json_number_value(page) == 0);
}

static const char *page_path(struct buffer *path, const char *repository, enum github_kind kind,
                             unsigned page, const char *start, const char *end)
{
    const char *slash = strchr(repository, '/');
    char owner[256], number[16];

    (void)snprintf(owner, sizeof owner, "%.*s", (int)(slash - repository), repository);
    (void)snprintf(number, sizeof number, "%u", page);
    buffer_clear(path);
    buffer_text(path, "/repos/");
    percent_path(path, owner);
    buffer_byte(path, '/');
    percent_path(path, slash + 1);
    buffer_printf(path, "/%s", KIND_NAMES[kind]);
    service_query(path, "per_page", "100");
    service_query(path, "page", number);
    if (kind == GITHUB_COMMITS) {
        service_query(path, "since", start);
        service_query(path, "until", end);
    }
    return buffer_ok(path) ? path->data : NULL;
}

/* Fills items; returns why there are none, or NULL. */
static const char *collect(struct orion_services *services, const char *repository,
                           enum github_kind kind, const char *start, const char *end, json_t *items)
{
    struct github_interval interval;
    const char *reason = NULL;
    bool last = false;
    AUTO_BUFFER path;

    buffer_init(&path, 64 * 1024);
    if (!clock_parse(start, &interval.after) || !clock_parse(end, &interval.until))
        return "timestamps are out of range";
    for (unsigned page = 1; page <= MOST_PAGES && !last; page++) {
        struct error err;
        const char *target = page_path(&path, repository, kind, page, start, end);
        AUTO_JSON answer = target ? github_ask(services, services->arena, target, &reason) : NULL;
        if (!answer)
            return target ? reason : "the repository's name is too long";
        if (is_nothing(answer))
            break;
        if (!github_page_read(answer, services->github.place, kind, interval, items, &last, &err)) {
            service_warn(&services->github, &err);
            return arena_printf(services->arena, "unexpected response payload for %s",
                                KIND_NAMES[kind]);
        }
    }
    return json_array_size(items)
               ? NULL
               : arena_printf(services->arena, "no %s between timestamps", KIND_NAMES[kind]);
}

static json_t *entry_of(const char *start, const char *end, json_t *items, const char *reason)
{
    const json_int_t count = (json_int_t)json_array_size(items);
    json_t *entry = json_pack("{s:s?, s:s?, s:I, s:O}", "start", start, "end", end, "count", count,
                              "items", items);

    if (entry && reason && json_object_set_new(entry, "reason", json_string(reason)) != 0) {
        json_decref(entry);
        return NULL;
    }
    return entry;
}

static json_t *make_entry(struct orion_services *services, const char *repository,
                          enum github_kind kind, const char *start, const char *end,
                          const char *fault)
{
    AUTO_JSON items = json_array();

    if (!items)
        return NULL;
    if (!fault)
        fault = collect(services, repository, kind, start, end, items);
    /* What came before a page that failed is not shown. */
    if (fault)
        (void)json_array_clear(items);
    return entry_of(start, end, items, fault);
}

json_t *github_collection(struct orion_services *services, const char *repository,
                          enum github_kind kind, const char *start, const char *end,
                          const char *fault)
{
    const char *key = arena_printf(services->arena, "%s\n%s\n%s\n%s", KIND_NAMES[kind], repository,
                                   start ? start : "", end ? end : "");
    json_t *entry = strmap_get(services->collections, key);

    if (entry)
        return entry;
    entry = make_entry(services, repository, kind, start, end, fault);
    if (!entry || json_array_append_new(services->kept, entry) != 0)
        return NULL;
    strmap_put(services->collections, key, entry);
    return entry;
}
