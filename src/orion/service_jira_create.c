/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/log.h"
#include "base/strmap.h"
#include "orion/jira_describe.h"
#include "orion/service_jira.h"
#include "orion/services.h"
#include "json/field.h"

enum { MOST_CANDIDATES = 100 };

static void field_condition(struct buffer *query, const char *field, const char *otherwise,
                            const char *operator, const char * value)
{
    buffer_printf(query, " AND %s %s ", jira_field_is_custom(field) ? field : otherwise, operator);
    jira_query_text(query, value);
}

static bool is_about(struct arena *arena, const json_t *issue, const struct jira_change *change,
                     struct jira_fields fields)
{
    const struct jira_issue read = jira_issue_read(arena, issue, fields, change->test);
    const bool named = read.metric && strcmp(read.metric, change->metric) == 0;

    return read.uuid && strcmp(read.uuid, change->uuid) == 0 &&
           (named || jira_issue_has_label(issue, jira_label(arena, change->metric)));
}

/* The key of the issue that the change has; "": it has none. NULL: err. */
static const char *find_issue(struct jira *jira, const struct jira_change *change,
                              struct error *err)
{
    const bool custom = jira_field_is_custom(jira->fields.metric);
    AUTO_BUFFER query;

    buffer_init(&query, 16 * 1024);
    jira_query_begin(jira, &query);
    field_condition(&query, jira->fields.uuid, "description", "~", change->uuid);
    field_condition(&query, jira->fields.metric, "labels", custom ? "~" : "=",
                    custom ? change->metric : jira_label(jira->arena, change->metric));
    if (!buffer_ok(&query)) {
        (void)error_set(err, ERROR_LIMIT, change->metric, "the query is too long");
        return NULL;
    }
    AUTO_JSON issues = jira_search(jira, query.data, MOST_CANDIDATES, err);
    if (!issues)
        return NULL;
    for (size_t i = 0; i < json_array_size(issues); i++) {
        const json_t *issue = json_array_get(issues, i);
        if (is_about(jira->arena, issue, change, jira->fields))
            return jira_issue_read(jira->arena, issue, jira->fields, NULL).key;
    }
    return "";
}

static const char *make_issue(struct jira *jira, const struct jira_change *change,
                              struct error *err)
{
    AUTO_JSON fields =
        jira_issue_fields(jira->arena, change, jira->project, jira->component, jira->fields);

    if (!fields) {
        (void)error_set(err, ERROR_NO_MEMORY, change->metric, "no issue can be made of this text");
        return NULL;
    }
    const char *key = jira_create(jira, fields, err);
    jira->refused = !key && err->code == ERROR_REMOTE_AUTH;
    return key;
}

/* Without a search that worked nothing is made: better no issue than two. */
static const char *find_or_make(struct jira *jira, const struct jira_change *change,
                                struct error *err)
{
    const char *key = find_issue(jira, change, err);
    char quoted[256];

    if (!key || *key)
        return key;
    key = make_issue(jira, change, err);
    if (key)
        log_info("orion", "Jira issue made", "issue=%s run=%s metric=%s", key, change->uuid,
                 log_quote(change->metric, quoted, sizeof quoted));
    return key;
}

void services_jira_create(struct orion_services *services, const struct orion_verdict *verdict)
{
    struct jira *jira = services->options->jira_auto_create ? service_jira(services) : NULL;

    if (!jira)
        return;
    for (size_t i = 0; i < verdict->count && !jira->refused && !jira->service.gone; i++) {
        const struct jira_change change = jira_change_of(services->arena, verdict, i);
        const char *pair = arena_printf(services->arena, "%s\n%s", change.uuid, change.metric);
        struct error err;
        if (strmap_has(services->issues, pair))
            continue;
        const char *key = find_or_make(jira, &change, &err);
        if (key)
            strmap_put(services->issues, pair, services);
        else
            service_warn(&jira->service, &err);
    }
}
