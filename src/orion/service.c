/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/service.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/percent.h"
#include "json/field.h"

enum { ANSWER_LIMIT = 16 << 20 };

void service_init(struct service *service, const char *name, unsigned warnings)
{
    *service = (struct service){.name = name, .warnings_left = warnings};
    http_answer_init(&service->answer);
}

void service_done(struct service *service)
{
    http_client_free(service->client);
    http_answer_done(&service->answer);
}

bool service_open(struct service *service, const struct http_options *access, struct stop *stop,
                  struct error *err)
{
    struct http_options options = *access;

    options.connect_timeout_us = SERVICE_CONNECT_US;
    options.timeout_us = SERVICE_TIMEOUT_US;
    options.answer_limit = ANSWER_LIMIT;
    options.compress = true;
    service->client = http_client_new(&options, stop, err);
    return service->client != NULL;
}

bool service_send(struct service *service, const struct http_request *request, struct error *err)
{
    if (service->gone)
        return error_set(err, ERROR_NETWORK, service->name, "is not asked again in this run");
    const int64_t begun = clock_monotonic_us();
    (void)http_client_place(service->client, request, service->place, sizeof service->place);
    const bool fine = http_client_send(service->client, request, &service->answer, err);
    service->spent_us += clock_monotonic_us() - begun;
    service->gone = (!fine && err->code == ERROR_NETWORK) || service->spent_us > SERVICE_BUDGET_US;
    return fine;
}

bool service_get(struct service *service, const char *path, const char *accept, struct error *err)
{
    const struct http_request request = {
        .method = "GET", .path = path, .accept = accept, .retry = HTTP_RETRY_NEVER};

    return service_send(service, &request, err);
}

json_t *service_json(const struct service *service, struct error *err)
{
    const struct buffer *body = &service->answer.body;

    return field_parse(body->data ? body->data : "", body->size, ERROR_REMOTE, service->place, err);
}

void service_warn(struct service *service, const struct error *err)
{
    char event[128];

    if (err->code == ERROR_CANCELLED || service->told)
        return;
    service->told = service->gone;
    (void)snprintf(event, sizeof event, "%s failed%s", service->name,
                   service->gone ? " and is not asked again" : "");
    log_error_line(service->warnings_left || service->gone ? LOG_WARNING : LOG_DEBUG, "orion",
                   event, err);
    if (service->warnings_left)
        service->warnings_left--;
}

void service_query(struct buffer *path, const char *name, const char *value)
{
    const bool first = !path->data || !memchr(path->data, '?', path->size);

    buffer_byte(path, first ? '?' : '&');
    percent_form(path, name);
    buffer_byte(path, '=');
    percent_form(path, value);
}
