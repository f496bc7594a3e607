/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alert_read.c - receivers and rules of alerts. */
#include <string.h>

#include "config/nearest.h"
#include "config/service_key.h"
#include "config/service_read.h"

struct entry_table {
    const struct service_key *keys;
    size_t count;
    const char *what, *list; /* "a receiver", "alerts.receivers" */
};

static const struct service_key *key_at(const struct entry_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->keys[i].path, name) == 0)
            return &table->keys[i];
    return NULL;
}

static void unknown_key(const struct entry_table *table, const struct node *key,
                        struct arena *arena, struct faults *faults)
{
    const char **known = ARENA_ARRAY(arena, const char *, table->count);

    for (size_t i = 0; i < table->count; i++)
        known[i] = table->keys[i].path;
    const char *near = nearest_of(key->value.text, known, table->count);
    (void)fault_at(faults, key->position,
                   near ? "%s has no key '%s'; is '%s' meant?"
                        : "%s has no key '%s'; `rigel config explain %s` lists them",
                   table->what, key->value.text, near ? near : table->list);
}

/* The entry by its table of keys; false: a fault was found. */
static bool entry_read(struct service_config *config, const struct entry_table *table,
                       const struct node *node, void *target, struct faults *faults)
{
    const size_t before = faults->errors;

    for (size_t i = 0; i < table->count; i++)
        if (table->keys[i].standard)
            key_store_default(config->arena, &table->keys[i], target);
    if (node->kind != NODE_MAP)
        return fault_at(faults, node->position, "%s is a map of keys, not %s", table->what,
                        node_kind_name(node));
    for (size_t i = 0; i < node->count; i++) {
        const struct node_entry *entry = &node->entries[i];
        const struct service_key *key = key_at(table, entry->key->value.text);

        if (!key)
            unknown_key(table, entry->key, config->arena, faults);
        else if (node_is_null(entry->value))
            continue;
        else if (key->type == KEY_TEXTS)
            texts_read(config->arena, key, entry->value, target, faults);
        else if (!key_store(config->arena, key, entry->value, config->file, target, faults))
            continue;
    }
    return faults->errors == before;
}

static void check_one_of(const struct node *node, const char *what, const char *file,
                         const char *variable, struct faults *faults)
{
    if (file && variable)
        (void)fault_at(faults, node->position, "%s_file and %s_env are both given: one is expected",
                       what, what);
}

static bool header_is_fine(const char *header)
{
    const size_t name = strcspn(header, ":");

    return name > 0 && header[name] == ':' && strcspn(header, " \t") > name &&
           !strpbrk(header, "\r\n");
}

static void check_receiver(const struct node *node, const struct receiver_config *receiver,
                           struct faults *faults)
{
    const int addresses =
        (receiver->url != NULL) + (receiver->url_file != NULL) + (receiver->url_env != NULL);

    if (!receiver->name)
        (void)fault_at(faults, node->position, "the receiver has no name");
    if (addresses != 1)
        (void)fault_at(faults, node->position, "a receiver needs one of url, url_file and url_env");
    check_one_of(node, "secret", receiver->secret_file, receiver->secret_env, faults);
    check_one_of(node, "token", receiver->token_file, receiver->token_env, faults);
    for (size_t i = 0; i < receiver->header_count; i++)
        if (!header_is_fine(receiver->headers[i]))
            (void)fault_at(faults, node->position, "a header is \"Name: value\", not \"%s\"",
                           receiver->headers[i]);
}

void receivers_read(struct service_config *config, const struct node *list, struct faults *faults)
{
    const struct entry_table table = {receiver_keys, receiver_key_count, "a receiver",
                                      "alerts.receivers"};

    if (list->kind != NODE_LIST) {
        (void)fault_at(faults, list->position, "alerts.receivers is a list, not %s",
                       node_kind_name(list));
        return;
    }
    struct receiver_config *receivers =
        ARENA_ARRAY(config->arena, struct receiver_config, list->count);
    for (size_t i = 0; i < list->count; i++) {
        receivers[i].place = position_keep(list->items[i]->position, config->arena);
        if (!entry_read(config, &table, list->items[i], &receivers[i], faults))
            continue;
        check_receiver(list->items[i], &receivers[i], faults);
        for (size_t k = 0; k < i; k++)
            if (receivers[i].name && receivers[k].name &&
                strcmp(receivers[i].name, receivers[k].name) == 0)
                (void)fault_at(faults, list->items[i]->position, "there are two receivers '%s'",
                               receivers[i].name);
    }
    config->receivers = receivers;
    config->receiver_count = list->count;
}

static void check_events(const struct node *node, const struct rule_config *rule,
                         struct faults *faults)
{
    static const char *known[] = {"opened",   "moved", "gone",        "recovered",
                                  "reopened", "faded", "environment", "product"};

    for (size_t i = 0; i < rule->event_count; i++) {
        bool found = false;

        for (size_t k = 0; k < ARRAY_LEN(known); k++)
            found = found || strcmp(rule->events[i], known[k]) == 0;
        const char *near = found ? NULL : nearest_of(rule->events[i], known, ARRAY_LEN(known));
        if (!found)
            (void)fault_at(faults, node->position, "there is no event '%s'%s%s", rule->events[i],
                           near ? "; is this meant: " : "", near ? near : "");
    }
}

void rules_read(struct service_config *config, const struct node *list, struct faults *faults)
{
    const struct entry_table table = {rule_keys, rule_key_count, "a rule", "alerts.rules"};

    if (list->kind != NODE_LIST) {
        (void)fault_at(faults, list->position, "alerts.rules is a list, not %s",
                       node_kind_name(list));
        return;
    }
    struct rule_config *rules = ARENA_ARRAY(config->arena, struct rule_config, list->count);
    for (size_t i = 0; i < list->count; i++) {
        rules[i].place = position_keep(list->items[i]->position, config->arena);
        if (!entry_read(config, &table, list->items[i], &rules[i], faults))
            continue;
        if (!rules[i].name)
            (void)fault_at(faults, list->items[i]->position, "the rule has no name");
        if (rules[i].receiver_count == 0)
            (void)fault_at(faults, list->items[i]->position, "the rule has no receivers");
        check_events(list->items[i], &rules[i], faults);
        for (size_t k = 0; k < i; k++)
            if (rules[i].name && rules[k].name && strcmp(rules[i].name, rules[k].name) == 0)
                (void)fault_at(faults, list->items[i]->position, "there are two rules '%s'",
                               rules[i].name);
    }
    config->rules = rules;
    config->rule_count = list->count;
}

static bool has_receiver(const struct service_config *config, const char *name)
{
    for (size_t i = 0; i < config->receiver_count; i++)
        if (config->receivers[i].name && strcmp(config->receivers[i].name, name) == 0)
            return true;
    return false;
}

void rules_check(const struct service_config *config, struct faults *faults)
{
    if (faults->errors > 0)
        return; /* a receiver may be missing since it was mistyped */
    for (size_t i = 0; i < config->rule_count; i++)
        for (size_t k = 0; k < config->rules[i].receiver_count; k++)
            if (!has_receiver(config, config->rules[i].receivers[k])) {
                struct error fault;

                (void)error_set(&fault, ERROR_CONFIG, config->rules[i].place,
                                "there is no receiver '%s'", config->rules[i].receivers[k]);
                (void)fault_add(faults, &fault);
            }
}
