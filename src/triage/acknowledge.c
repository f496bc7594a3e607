/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/acknowledge.h"

#include <string.h>

#include "base/log.h"

struct sync {
    const struct acknowledgement_row *rows;
    size_t count;
    int64_t changed;
};

/* What a test's runs must have in this field; NULL: no such condition. The ending .keyword says how
 * to search, not which field. */
static const char *condition_text(const struct test *test, const char *field)
{
    const size_t size = strlen(field);

    for (size_t i = 0; i < test->runs.must.count; i++) {
        const struct condition *condition = &test->runs.must.items[i];

        if (strncmp(condition->field, field, size) == 0 &&
            (condition->field[size] == '\0' || strcmp(condition->field + size, ".keyword") == 0))
            return condition->value.text;
    }
    return NULL;
}

static bool fits(const struct acknowledgement *entry, const struct test *test)
{
    const char *benchmark = condition_text(test, "benchmark");
    const char *version = condition_text(test, test->version_field);

    if (entry->version && version && strcmp(entry->version, version) != 0)
        return false;
    return !entry->test || strcmp(entry->test, test->name) == 0 || !benchmark ||
           strcmp(entry->test, benchmark) == 0;
}

/* "file:PATH" from "PATH:line:column". */
static const char *origin_of(struct arena *arena, const char *place)
{
    const char *end = place + strlen(place);

    for (int colons = 0; colons < 2 && end > place;)
        colons += *--end == ':' ? 1 : 0;
    return arena_printf(arena, "file:%.*s", (int)(end - place), place);
}

static struct acknowledgement_row row_of(struct arena *arena, const struct acknowledgement *entry,
                                         const char *test)
{
    return (struct acknowledgement_row){
        .test = arena_strdup(arena, test),
        .uuid = arena_strdup(arena, entry->uuid),
        .metric = arena_strdup(arena, entry->metric),
        .version = arena_strdup(arena, entry->version),
        .reason = arena_strdup(arena, entry->reason),
        .origin = origin_of(arena, entry->place),
    };
}

size_t acknowledge_rows(struct arena *arena, const struct ack_list *list,
                        const struct test_set *tests, struct acknowledgement_row **ret_rows)
{
    struct acknowledgement_row *rows = NULL;
    size_t count = 0, capacity = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct acknowledgement *entry = &list->items[i];

        if (!entry->test && !entry->version) {
            rows = arena_grow(arena, rows, count, &capacity, sizeof *rows);
            rows[count++] = row_of(arena, entry, NULL);
            continue;
        }
        for (size_t t = 0; t < tests->count; t++) {
            if (!fits(entry, &tests->tests[t]))
                continue;
            rows = arena_grow(arena, rows, count, &capacity, sizeof *rows);
            rows[count++] = row_of(arena, entry, tests->tests[t].name);
        }
    }
    *ret_rows = rows;
    return count;
}

static bool sync_body(struct store_connection *connection, void *context, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct sync *sync = context;

    return acknowledgements_sync(connection, arena, sync->rows, sync->count, &sync->changed, err);
}

bool acknowledge_files(struct store_connection *connection, const struct service_config *config,
                       struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct ack_list *list =
        ack_file_load(config->ack_files, config->ack_file_count, NULL, NULL, err);
    struct acknowledgement_row *rows;
    struct sync sync = {.changed = 0};

    if (!list)
        return false;
    sync.count = acknowledge_rows(arena, list, config->tests, &rows);
    sync.rows = rows;
    ack_list_free(list);
    if (!store_transaction_on(connection, STORE_READ_COMMITTED, sync_body, &sync, err))
        return error_within(err, "acknowledgements");
    if (sync.changed > 0)
        log_info("triage", "acknowledgements changed", "rows=%lld", (long long)sync.changed);
    return true;
}
