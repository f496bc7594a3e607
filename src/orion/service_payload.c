/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "orion/pull_list.h"
#include "orion/services.h"
#include "orion/services_parts.h"
#include "json/field.h"

/* The question that Orion asks, to the blank: {"items": [{"columnField": ...}]}. */
static bool search_path(const char *version, struct buffer *path)
{
    AUTO_BUFFER filter;
    AUTO_JSON text = json_string(version);
    char *quoted = text ? json_dumps(text, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;

    buffer_init(&filter, 64 * 1024);
    buffer_printf(&filter,
                  "{\"items\": [{\"columnField\": \"release_tag\", \"operatorValue\": \"equals\", "
                  "\"value\": %s}]}",
                  quoted ? quoted : "null");
    const bool fine = quoted && buffer_ok(&filter);
    free(quoted);
    if (!fine)
        return false;
    buffer_text(path, "/api/releases/pull_requests");
    service_query(path, "filter", filter.data);
    service_query(path, "sortField", "pull_request_id");
    service_query(path, "sort", "asc");
    return buffer_ok(path);
}

/* false: no answer, or none that Orion would survive. Another status than 200 is an empty list. */
static bool ask(struct orion_services *services, const char *path, struct text_list *ret,
                struct error *err)
{
    struct service *service = &services->payload;
    struct error status = {0};

    if (!service_get(service, path, "application/json", err))
        return false;
    if (service->answer.status != 200) {
        (void)error_set(&status, ERROR_REMOTE, service->place,
                        "the server answered %d: no pull requests are shown",
                        service->answer.status);
        service_warn(service, &status);
        *ret = (struct text_list){.count = 0};
        return true;
    }
    AUTO_JSON tree = service_json(service, err);
    return tree && pull_list_read(services->arena, tree, service->place, ret, err);
}

static void keep(struct orion_services *services, struct strmap *map, const char *key,
                 struct text_list list)
{
    struct text_list *kept = ARENA_NEW(services->arena, struct text_list);

    *kept = list;
    strmap_put(map, key, kept);
}

/* Fault 1: Orion dies of it. */
static bool end_as_orion(struct error *err)
{
    const struct error cause = *err;

    return error_set(err, cause.code, cause.place,
                     "%s (fault 1: --correct goes on without pull requests)", cause.text);
}

bool services_payload(void *context, const char *version, struct text_list *ret, struct error *err)
{
    struct orion_services *services = context;
    const struct text_list *known = strmap_get(services->payloads, version);
    struct text_list list = {.count = 0};
    AUTO_BUFFER path;

    buffer_init(&path, 64 * 1024);
    if (known || !services->payload.client) {
        *ret = known ? *known : list;
        return true;
    }
    if (!search_path(version, &path))
        return error_set(err, ERROR_LIMIT, "version", "too long to ask for its pull requests");
    if (!ask(services, path.data, &list, err)) {
        if (err->code == ERROR_CANCELLED)
            return false;
        if (!services->options->correct)
            return end_as_orion(err);
        service_warn(&services->payload, err);
        list.count = 0;
    }
    keep(services, services->payloads, version, list);
    *ret = list;
    return true;
}

bool services_payload_diff(struct orion_services *services, struct arena *arena, const char *older,
                           const char *newer, struct text_list *ret)
{
    const char *key = arena_printf(arena, "%s\n%s", older, newer);
    const struct text_list *known = strmap_get(services->differences, key);
    struct text_list list = {.count = 0};
    struct error err;
    AUTO_BUFFER path;

    buffer_init(&path, 64 * 1024);
    if (!services->payload.client)
        return false;
    buffer_text(&path, "/api/payloads/diff");
    service_query(&path, "fromPayload", older);
    service_query(&path, "toPayload", newer);
    if (known) {
        list = *known;
    } else if (buffer_ok(&path)) {
        if (!ask(services, path.data, &list, &err)) {
            service_warn(&services->payload, &err);
            list.count = 0;
        }
        pull_list_reverse_order(services->arena, &list);
        keep(services, services->differences, key, list);
    }
    if (list.count)
        *ret = list;
    return list.count > 0;
}
