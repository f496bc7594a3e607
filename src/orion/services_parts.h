/* SPDX-License-Identifier: GPL-3.0-or-later */
/* services_parts.h - what the files of services.h share. Inside the orion room only. */
#ifndef RIGEL_ORION_SERVICES_PARTS_H
#define RIGEL_ORION_SERVICES_PARTS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/stop.h"
#include "base/strmap.h"
#include "config/test.h"
#include "orion/jira_client.h"
#include "orion/options.h"
#include "orion/service.h"

struct orion_services {
    const struct orion_options *options;
    const struct test_set *tests; /* may be NULL */
    struct stop *stop;
    struct arena *arena; /* what was answered lives as long as the services */
    struct service payload, github, shortener;
    struct strmap *payloads;    /* struct text_list by version */
    struct strmap *differences; /* struct text_list by "older newer" */
    struct strmap *links;       /* short URL by long one */
    struct strmap *collections; /* json_t of kept by "kind repository start end" */
    json_t *kept;               /* array of those */
    struct jira jira;
    bool jira_asked;          /* jira_open was called */
    struct strmap *issues;    /* issue key by "run metric": found or made in this run */
    const char *github_limit; /* GitHub's quota is used up: the reason; NULL: it is not */
};

#endif
