/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_conditions.c - what the runs of a test have to match. */
#include <string.h>

#include "orion/document.h"
#include "orion/fetch_runs.h"

struct conditions {
    struct arena *arena;
    struct condition *items;
    size_t count, capacity;
};

static void add(struct conditions *list, const struct condition *condition)
{
    list->items =
        arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = *condition;
}

/* Replaces the field's value, or appends it. */
static void put(struct conditions *list, const char *field, const char *text)
{
    const struct condition condition = {.field = field,
                                        .value = {.type = VALUE_TEXT, .text = text}};

    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].field, field) == 0) {
            list->items[i] = condition;
            return;
        }
    add(list, &condition);
}

/* Pull-request mode decides these itself. */
static bool is_left_out(const struct fetch_query *query, const char *field)
{
    return query->runs == FETCH_PERIODIC &&
           (strcmp(field, "pullNumber") == 0 || strcmp(field, "organization") == 0 ||
            strcmp(field, "repository") == 0);
}

void run_conditions_for(struct arena *arena, const struct fetch_query *query, bool correct,
                        struct condition_list *ret, bool *ret_ignored)
{
    const struct condition_list *must = &query->test->runs.must;
    struct conditions list = {.arena = arena};

    *ret_ignored = false;
    for (size_t i = 0; i < must->count; i++) {
        if (must->items[i].orion_ignores && !correct)
            *ret_ignored = true;
        else if (!is_left_out(query, must->items[i].field))
            add(&list, &must->items[i]);
    }
    if (query->runs == FETCH_PERIODIC)
        put(&list, "jobType", "periodic");
    if (query->runs == FETCH_PULL) {
        put(&list, "jobType", "pull");
        put(&list, "pullNumber", query->pull_number);
        if (query->organization && *query->organization)
            put(&list, "organization", query->organization);
        if (query->repository && *query->repository)
            put(&list, "repository", query->repository);
    }
    *ret = (struct condition_list){list.items, list.count};
}

/* Python's str() of a metadata value, "" where it counts as empty: false, 0, "", null, []. */
static const char *truthy_text(struct arena *arena, struct slice value)
{
    const struct cell cell = document_cell(arena, value);

    switch (cell.kind) {
    case CELL_BOOL:
        return cell.integer ? "True" : "";
    case CELL_INTEGER:
    case CELL_REAL:
        return cell.real != 0 ? document_text(arena, value) : "";
    case CELL_TEXT:
        return cell.text;
    case CELL_JSON:
        return value.size > 2 ? cell.text : "";
    case CELL_MISSING:
        break;
    }
    return "";
}

void run_conditions_of(struct arena *arena, struct slice source, const char *version_field,
                       struct condition_list *ret)
{
    static const char *const fields[] = {"platform",         "clusterType",     "masterNodesCount",
                                         "workerNodesCount", "infraNodesCount", "masterNodesType",
                                         "workerNodesType",  "infraNodesType",  "totalNodesCount",
                                         "networkType",      "ipsec",           "fips",
                                         "encrypted",        "publish",         "computeArch",
                                         "controlPlaneArch"};
    struct conditions list = {.arena = arena};

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *text = truthy_text(arena, document_member(source, fields[i]));
        if (*text && strcmp(fields[i], version_field) != 0)
            put(&list, fields[i], text);
    }
    const char *benchmark = truthy_text(arena, document_member(source, "benchmark"));
    if (*benchmark)
        put(&list, "benchmark.keyword", benchmark);
    *ret = (struct condition_list){list.items, list.count};
}
