/* SPDX-License-Identifier: GPL-3.0-or-later */
/* orion_services_fuzz.c - what the outside services of Orion's command line answer: pull requests,
 * a short link, pages of GitHub, issues of Jira. The first byte picks the service. Whatever is
 * taken is fit to be printed and, where it becomes JSON again, is JSON. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "orion/github_page.h"
#include "orion/jira_issue.h"
#include "orion/pull_list.h"
#include "orion/short_link.h"
#include "json/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_pulls(struct arena *arena, const json_t *tree)
{
    struct text_list list;
    struct error err;

    if (!pull_list_read(arena, tree, "answer", &list, &err))
        return;
    for (size_t i = 0; i < list.count; i++)
        for (const char *at = list.items[i]; *at; at++)
            assert((unsigned char)*at >= ' ' && *at != 0x7f);
    pull_list_reverse_order(arena, &list);
    for (size_t i = 1; i < list.count; i++)
        assert(strcmp(list.items[i - 1], list.items[i]) > 0);
}

static void read_link(const char *text, size_t size)
{
    struct error err;
    char *link = short_link_read(text, size, "answer", &err);

    if (link)
        assert(strncmp(link, "http", 4) == 0 && strlen(link) <= size && !strchr(link, ' '));
    free(link);
}

static void read_github(const json_t *tree, enum github_kind kind)
{
    const struct github_interval always = {.after = CLOCK_MIN, .until = CLOCK_MAX};
    AUTO_JSON items = json_array();
    struct error err;
    int64_t created;
    bool last;

    if (github_page_read(tree, "answer", kind, always, items, &last, &err)) {
        char *text = json_dumps(items, JSON_COMPACT);
        assert(text);
        free(text);
    }
    if (github_created_read(tree, "answer", &created, &err))
        assert(created >= CLOCK_MIN && created <= CLOCK_MAX);
}

static void read_jira(struct arena *arena, const json_t *tree)
{
    static const struct jira_fields choices[] = {
        {.uuid = "description", .metric = "labels"},
        {.uuid = "customfield_1", .metric = "customfield_2"}};
    AUTO_JSON issues = json_array();
    struct jira_more more;
    struct error err;

    (void)jira_reason(arena, tree);
    if (!jira_page_read(arena, tree, "answer", issues, &more, &err))
        return;
    for (size_t i = 0; i < json_array_size(issues); i++)
        for (size_t c = 0; c < ARRAY_LEN(choices); c++) {
            const struct jira_issue issue =
                jira_issue_read(arena, json_array_get(issues, i), choices[c], "node_density");
            assert(issue.key && issue.summary && (c || !issue.uuid || *issue.uuid));
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    struct error err;

    log_set_level(LOG_NONE);
    if (!size)
        return 0;
    const char *text = arena_strndup(arena, (const char *)data + 1, size - 1);
    if (data[0] == 'l') {
        read_link(text, size - 1);
        return 0;
    }
    AUTO_JSON tree = field_parse(text, size - 1, ERROR_REMOTE, "answer", &err);
    if (!tree)
        return 0;
    if (data[0] == 'p')
        read_pulls(arena, tree);
    else if (data[0] == 'r' || data[0] == 'c')
        read_github(tree, data[0] == 'r' ? GITHUB_RELEASES : GITHUB_COMMITS);
    else
        read_jira(arena, tree);
    return 0;
}
