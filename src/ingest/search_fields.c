/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/search_fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/strmap.h"
#include "http/percent.h"
#include "json/field.h"

struct known {
    struct search_mapping mapping;
    int64_t until_us; /* monotonic */
    bool warned;
};

struct search_fields {
    struct search_client *client;
    struct arena *arena;
    struct strmap *known; /* pattern, run id field and time field to struct known */
};

struct search_fields *search_fields_new(struct search_client *client)
{
    struct arena *arena = arena_new();
    struct search_fields *fields = ARENA_NEW(arena, struct search_fields);

    fields->client = client;
    fields->arena = arena;
    fields->known = strmap_new(arena);
    return fields;
}

void search_fields_free(struct search_fields *fields)
{
    if (fields)
        arena_free(fields->arena);
}

static bool has_type(const struct field *types, const char *type)
{
    return json_object_get(types->value, type) != NULL;
}

/* Mapped, and exactly in every index that maps it. */
static bool is_exact(const struct field *types)
{
    const char *name;
    json_t *capability;
    bool any = false;

    json_object_foreach((json_t *)(uintptr_t)types->value, name, capability)
    {
        if (!json_is_true(json_object_get(capability, "aggregatable")) ||
            !json_is_true(json_object_get(capability, "searchable")))
            return false;
        any = true;
    }
    return any;
}

static enum query_time time_of(const struct field *types)
{
    static const char *const numbers[] = {"long",       "integer",      "short",
                                          "byte",       "double",       "float",
                                          "half_float", "scaled_float", "unsigned_long"};
    const size_t count = json_object_size(types->value);

    /* Indices of one pattern that differ cannot be compared by one range. */
    if (count != 1)
        return count == 2 && has_type(types, "date") && has_type(types, "date_nanos")
                   ? QUERY_TIME_DATE
                   : QUERY_TIME_OTHER;
    if (has_type(types, "date") || has_type(types, "date_nanos"))
        return QUERY_TIME_DATE;
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        if (has_type(types, numbers[i]))
            return QUERY_TIME_NUMBER;
    return QUERY_TIME_OTHER;
}

/* Which of NAME and NAME.keyword every index has exactly. */
static bool choose_uuid(struct search_fields *fields, const struct field *mapped,
                        const char *uuid_field, const char *pattern, struct search_mapping *ret,
                        struct error *err)
{
    const char *sub_name = arena_printf(fields->arena, "%s.keyword", uuid_field);
    const struct field plain = field_optional(mapped, uuid_field);
    const struct field sub = field_optional(mapped, sub_name);

    if (!plain.value && !sub.value)
        return true;
    if (is_exact(&plain)) {
        ret->uuid_field = arena_strdup(fields->arena, uuid_field);
    } else if (is_exact(&sub) && json_object_size(plain.value) == 1) {
        ret->uuid_field = sub_name;
    } else {
        return error_set(err, ERROR_REMOTE, pattern,
                         "expected the run id field '%s' to be a keyword, or text with a keyword "
                         "sub-field, in the same way in all indices",
                         uuid_field);
    }
    ret->exists = true;
    return true;
}

static bool read_mapping(struct search_fields *fields, const struct http_answer *answer,
                         const char *pattern, const char *uuid_field, const char *timestamp,
                         struct search_mapping *ret, struct error *err)
{
    AUTO_JSON tree = field_parse(answer->body.data ? answer->body.data : "", answer->body.size,
                                 ERROR_REMOTE, "_field_caps", err);
    const struct field root = field_root(tree, "_field_caps", ERROR_REMOTE);
    struct field mapped;

    if (!tree || !field_member(&root, "fields", &mapped, err) || !field_object(&mapped, err))
        return false;
    struct search_mapping mapping = {0};
    const struct field time = field_optional(&mapped, timestamp);
    mapping.time = time_of(&time);
    if (!choose_uuid(fields, &mapped, uuid_field, pattern, &mapping, err))
        return false;
    *ret = mapping;
    return true;
}

static bool ask(struct search_fields *fields, const char *pattern, const char *uuid_field,
                const char *timestamp, struct search_mapping *ret, struct error *err)
{
    AUTO_BUFFER path;
    struct http_answer answer;

    buffer_init(&path, 64 * 1024);
    buffer_byte(&path, '/');
    percent_path(&path, pattern);
    buffer_text(&path, "/_field_caps?allow_no_indices=true&fields=");
    percent_path(&path, uuid_field);
    buffer_text(&path, "%2C");
    percent_path(&path, uuid_field);
    buffer_text(&path, ".keyword%2C");
    percent_path(&path, timestamp);
    buffer_text(&path, "&ignore_unavailable=true");
    if (!buffer_ok(&path))
        return error_set(err, ERROR_LIMIT, pattern, "the index pattern is too long");

    const struct search_request request = {.method = "GET", .path = path.data};
    http_answer_init(&answer);
    const bool fine = search_client_send(fields->client, &request, &answer, err) &&
                      read_mapping(fields, &answer, pattern, uuid_field, timestamp, ret, err);
    http_answer_done(&answer);
    return fine;
}

bool search_fields_find(struct search_fields *fields, const char *pattern, const char *uuid_field,
                        const char *timestamp, struct search_mapping *ret, struct error *err)
{
    AUTO_ARENA scratch = arena_new();
    const char *key = arena_printf(scratch, "%s\n%s\n%s", pattern, uuid_field, timestamp);
    struct known *known = strmap_get(fields->known, key);

    if (!known) {
        known = ARENA_NEW(fields->arena, struct known);
        strmap_put(fields->known, key, known);
    }
    if (!known->mapping.exists || clock_monotonic_us() >= known->until_us) {
        if (!ask(fields, pattern, uuid_field, timestamp, &known->mapping, err))
            return false;
        known->until_us = clock_monotonic_us() + SEARCH_FIELDS_KEPT_US;
    }
    if (!known->mapping.exists && !known->warned) {
        char quoted[512], field[256];
        log_warning("ingest", "no index has this field yet", "index=%s field=%s",
                    log_quote(pattern, quoted, sizeof quoted),
                    log_quote(uuid_field, field, sizeof field));
        known->warned = true;
    }
    *ret = known->mapping;
    return true;
}
