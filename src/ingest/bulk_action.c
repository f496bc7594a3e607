/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/bulk_action.h"

#include <stdint.h>
#include <string.h>

#include "base/attributes.h"

static const struct {
    const char *name;
    enum bulk_operation operation;
} operations[] = {
    {"index", BULK_INDEX},
    {"create", BULK_CREATE},
    {"update", BULK_UPDATE},
    {"delete", BULK_DELETE},
};

static const char *const other_members[] = {
    "routing",       "version",           "version_type",      "if_seq_no", "if_primary_term",
    "require_alias", "dynamic_templates", "retry_on_conflict", "pipeline",  "op_type",
};

static bool is_action_member(const char *key)
{
    if (key[0] == '_')
        return true;
    for (size_t i = 0; i < ARRAY_LEN(other_members); i++)
        if (strcmp(key, other_members[i]) == 0)
            return true;
    return false;
}

/* A document that happens to have one member "index" has something else inside. */
static bool is_action_body(const json_t *body)
{
    void *at;

    if (!json_is_object(body))
        return false;
    /* Iterating changes nothing in the tree. */
    json_t *object = (json_t *)(uintptr_t)body;
    for (at = json_object_iter(object); at; at = json_object_iter_next(object, at))
        if (!is_action_member(json_object_iter_key(at)))
            return false;
    return true;
}

bool bulk_action_read(const json_t *line, struct bulk_action *ret_action)
{
    if (json_object_size(line) != 1)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        const json_t *body = json_object_get(line, operations[i].name);
        if (!body || !is_action_body(body))
            continue;
        *ret_action = (struct bulk_action){
            .operation = operations[i].operation,
            .index = json_string_value(json_object_get(body, "_index")),
            .id = json_string_value(json_object_get(body, "_id")),
        };
        return true;
    }
    return false;
}
