/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/service_jira.h"

#include <string.h>

#include "base/log.h"
#include "base/strmap.h"
#include "orion/services.h"
#include "json/field.h"

enum { MOST_ISSUES = 1000 };

struct jira *service_jira(struct orion_services *services)
{
    struct jira *jira = &services->jira;

    if (!services->options->jira_ack)
        return NULL;
    if (!services->jira_asked) {
        services->jira_asked = true;
        if (!jira_open(jira, services->options, services->tests, services->stop))
            return NULL;
    }
    return jira->ready ? jira : NULL;
}

static void label_condition(struct buffer *query, const char *label)
{
    if (!label || !*label)
        return;
    buffer_text(query, " AND labels = ");
    jira_query_text(query, label);
}

/* `statusCategory = "Done"`; of several names, with commas between: `IN ("Done", "To Do")`. */
static void status_condition(struct arena *arena, struct buffer *query, const char *filter)
{
    const char *before = strchr(filter, ',') ? "IN (" : "= ";
    bool any = false;

    for (const char *at = filter; *at;) {
        const size_t length = strcspn(at, ",");
        const size_t blanks = strspn(at, " ");
        size_t end = length;
        while (end > blanks && at[end - 1] == ' ')
            end--;
        if (end > blanks) {
            buffer_printf(query, "%s%s", any ? ", " : " AND statusCategory ", any ? "" : before);
            jira_query_text(query, arena_strndup(arena, at + blanks, end - blanks));
            any = true;
        }
        at += length + (at[length] == ',');
    }
    if (any && before[0] == 'I')
        buffer_byte(query, ')');
}

static json_t *search_acknowledged(struct orion_services *services, struct jira *jira,
                                   struct error *err)
{
    const struct test_set *tests = services->tests;
    const char *filter = services->options->jira_status_filter;
    AUTO_BUFFER query;

    buffer_init(&query, 16 * 1024);
    jira_query_begin(jira, &query);
    label_condition(&query, tests ? tests->first_version : NULL);
    label_condition(&query, tests ? tests->first_benchmark : NULL);
    status_condition(services->arena, &query, filter ? filter : "");
    if (!buffer_ok(&query)) {
        (void)error_set(err, ERROR_LIMIT, "--jira-status-filter", "the query is too long");
        return NULL;
    }
    return jira_search(jira, query.data, MOST_ISSUES, err);
}

static const char *pair_key(struct arena *arena, const char *uuid, const char *metric)
{
    return arena_printf(arena, "%s\n%s", uuid, metric);
}

static void add_issues(struct orion_services *services, const json_t *issues, struct ack_list *list)
{
    const char *test = services->tests ? services->tests->first_benchmark : NULL;
    const size_t size = json_array_size(issues);
    struct acknowledgement *items =
        ARENA_ARRAY(list->arena, struct acknowledgement, list->count + size + 1);
    struct strmap *present = strmap_new(services->arena);
    size_t count = list->count, silent = 0;

    for (size_t i = 0; i < list->count; i++) {
        items[i] = list->items[i];
        strmap_put(present, pair_key(services->arena, items[i].uuid, items[i].metric), items);
    }
    for (size_t i = 0; i < size; i++) {
        const struct jira_issue issue =
            jira_issue_read(list->arena, json_array_get(issues, i), services->jira.fields, test);
        silent += !issue.uuid || !issue.metric;
        if (!issue.uuid || !issue.metric)
            continue;
        const char *key = pair_key(services->arena, issue.uuid, issue.metric);
        if (strmap_has(present, key))
            continue;
        strmap_put(present, key, items);
        /* Version and test were part of the question. */
        items[count++] =
            (struct acknowledgement){.uuid = issue.uuid,
                                     .metric = issue.metric,
                                     .reason = issue.summary,
                                     .place = arena_printf(list->arena, "Jira %s", issue.key)};
    }
    log_info("orion", "acknowledgements out of Jira", "issues=%zu added=%zu", size,
             count - list->count);
    if (silent)
        log_warning("orion", "Jira issues that name no run or no metric", "issues=%zu", silent);
    list->items = items;
    list->count = count;
}

void services_jira_acks(struct orion_services *services, struct ack_list *list)
{
    struct jira *jira = service_jira(services);
    struct error err;

    if (!jira)
        return;
    AUTO_JSON issues = search_acknowledged(services, jira, &err);
    if (!issues) {
        service_warn(&jira->service, &err);
        return;
    }
    add_issues(services, issues, list);
}
