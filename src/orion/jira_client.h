/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jira_client.h - Jira's REST API as far as acknowledgements need it: search, create. On Atlassian
 * Cloud (the URL holds "atlassian.net") the login is e-mail and API token, elsewhere a bearer
 * token. Inside the orion room only. */
#ifndef RIGEL_ORION_JIRA_CLIENT_H
#define RIGEL_ORION_JIRA_CLIENT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/buffer.h"
#include "base/stop.h"
#include "config/test.h"
#include "orion/jira_issue.h"
#include "orion/options.h"
#include "orion/service.h"

struct jira {
    struct service service;
    struct arena *arena;
    struct jira_fields fields;
    const char *project, *component; /* component "": none */
    bool cloud;
    bool ready;   /* jira_open worked */
    bool refused; /* no issue can be created: not tried again */
};

/* tests may be NULL: its Jira keys stand in for options that were not given. Asks for the project's
 * components: one that it does not have is left out, with a warning, because Jira refuses searches
 * that name it. false: told as a warning, nothing can be asked. jira->arena is set before. */
MUST_CHECK bool jira_open(struct jira *jira, const struct orion_options *options,
                          const struct test_set *tests, struct stop *stop);
/* Issues that the query finds, at most `most`. NULL: err. */
MUST_CHECK json_t *jira_search(struct jira *jira, const char *query, size_t most,
                               struct error *err);
/* The key of a new issue of these fields. NULL: err. */
MUST_CHECK const char *jira_create(struct jira *jira, json_t *fields, struct error *err);

/* "project = "X" AND component = "Y"", as every query begins. */
void jira_query_begin(const struct jira *jira, struct buffer *query);
/* A text of a query, quoted. */
void jira_query_text(struct buffer *query, const char *text);

#endif
