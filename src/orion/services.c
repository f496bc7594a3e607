/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/services.h"

#include <stdlib.h>

#include "orion/services_parts.h"

static bool open_one(struct orion_services *services, struct service *service, const char *option,
                     const struct http_options *access, struct error *err)
{
    if (!access->base_url)
        return true;
    if (service_open(service, access, services->stop, err))
        return true;
    return error_within(err, "%s", option);
}

static bool open_all(struct orion_services *services, struct error *err)
{
    const struct orion_options *options = services->options;
    const struct http_options payload = {.base_url = options->pr_service_url};
    const struct http_options github = {.base_url = options->github_url,
                                        .auth = options->github_token ? HTTP_AUTH_BEARER
                                                                      : HTTP_AUTH_NONE,
                                        .secret = options->github_token};
    const struct http_options shortener = {
        .base_url = options->convert_tinyurl ? options->shortener_url : NULL};

    return open_one(services, &services->payload, "--pr-service-url", &payload, err) &&
           open_one(services, &services->github, "--github-url", &github, err) &&
           open_one(services, &services->shortener, "--shortener-url", &shortener, err);
}

struct orion_services *orion_services_open(const struct orion_options *options,
                                           const struct test_set *tests, struct stop *stop,
                                           struct error *err)
{
    struct orion_services *services = calloc(1, sizeof *services);

    if (!services) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the outside services");
        return NULL;
    }
    services->options = options;
    services->tests = tests;
    services->stop = stop;
    services->arena = arena_new();
    services->payloads = strmap_new(services->arena);
    services->differences = strmap_new(services->arena);
    services->links = strmap_new(services->arena);
    services->collections = strmap_new(services->arena);
    services->issues = strmap_new(services->arena);
    services->jira.arena = services->arena;
    services->kept = json_array();
    service_init(&services->payload, "the pull-request service", 1);
    service_init(&services->github, "GitHub", 8);
    service_init(&services->shortener, "the link shortener", 1);
    if (!open_all(services, err)) {
        orion_services_close(services);
        return NULL;
    }
    return services;
}

void orion_services_close(struct orion_services *services)
{
    if (!services)
        return;
    service_done(&services->payload);
    service_done(&services->github);
    service_done(&services->shortener);
    service_done(&services->jira.service);
    json_decref(services->kept);
    arena_free(services->arena);
    free(services);
}
