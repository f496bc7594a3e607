/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/membership.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/confirm_token.h"
#include "base/strmap.h"
#include "ingest/body.h"

enum {
    FIELD_UUID,
    FIELD_TIME,
    FIELD_BUILD,
    FIELD_BUILD_URL,
    FIELD_BUILD_URL_2,
    FIELD_CONFIRM,
    FIELD_CONFIRM_2,
    FIELD_COUNT
};

static const char *const confirm_fields[] = {"rigelConfirm", "rigel_confirm"};

struct member {
    struct run_row row;
    const char *index, *id; /* of the document it comes from */
};

struct membership {
    const struct test *test;
    struct body_reader *reader;
    struct arena *arena;
    struct strmap *by_uuid; /* to struct member */
    struct member **members;
    size_t count, capacity;
    struct rejects *rejects;
};

/* PostgreSQL's jsonb takes no U+0000, half surrogate pairs or numbers without end. */
static bool is_storable(const struct hit *hit, struct error *err)
{
    json_error_t fault;
    json_t *tree = json_loadb(hit->source, hit->source_size, JSON_DECODE_INT_AS_REAL, &fault);

    if (!tree)
        return error_set(err, ERROR_INPUT, NULL, "not storable as JSON: %s", fault.text);
    json_decref(tree);
    return true;
}

/* Build and URLs: a run without them is a run all the same. */
static const char *optional_text(struct membership *all, const struct hit *hit, const char *uuid,
                                 size_t field)
{
    struct error err;
    const char *text;

    if (body_text(all->reader, field, &text, &err)) {
        if (!text || strlen(text) <= MEMBERSHIP_NAME_SIZE || field >= FIELD_BUILD_URL)
            return arena_strdup(all->arena, text);
        (void)error_set(&err, ERROR_LIMIT, all->test->version_field,
                        "a build of more than %d bytes", MEMBERSHIP_NAME_SIZE);
    }
    rejects_add(all->rejects, hit, uuid, err.place, &err);
    return NULL;
}

static bool parse_confirms(struct membership *all, const char *uuid, size_t field,
                           int64_t *ret_confirms, struct error *err)
{
    const char *place = confirm_fields[field - FIELD_CONFIRM], *token;
    int64_t confirms = 0;

    if (!body_text(all->reader, field, &token, err))
        return false;
    if (token && !confirm_token_parse(token, &confirms))
        return error_set(err, ERROR_INPUT, place,
                         "expected confirm- and 16 hexadecimal digits, found '%.64s'", token);
    if (confirms == name_id(uuid, NULL))
        return error_set(err, ERROR_INPUT, place, "the token is of this run itself");
    *ret_confirms = confirms;
    return true;
}

/* Which run it repeats; 0: none. With a spoilt token it is an ordinary run. */
static int64_t read_confirms(struct membership *all, const struct hit *hit, const char *uuid)
{
    int64_t confirms = 0;
    struct error err;

    for (size_t field = FIELD_CONFIRM; field < FIELD_COUNT && !confirms; field++)
        if (!parse_confirms(all, uuid, field, &confirms, &err))
            rejects_add(all->rejects, hit, uuid, err.place, &err);
    return confirms;
}

static bool read_uuid(struct membership *all, const char **ret_uuid, struct error *err)
{
    const char *uuid;

    if (!body_text(all->reader, FIELD_UUID, &uuid, err))
        return false;
    if (!uuid)
        return error_set(err, ERROR_INPUT, all->test->uuid_field, "no run id");
    if (strlen(uuid) > MEMBERSHIP_NAME_SIZE)
        return error_set(err, ERROR_LIMIT, all->test->uuid_field, "a run id of more than %d bytes",
                         MEMBERSHIP_NAME_SIZE);
    *ret_uuid = uuid;
    return true;
}

static bool read_time(struct membership *all, int64_t *ret_at, struct error *err)
{
    bool found;

    if (!body_time(all->reader, FIELD_TIME, ret_at, &found, err))
        return false;
    if (!found)
        return error_set(err, ERROR_INPUT, all->test->timestamp, "no time");
    return true;
}

/* Of two documents of one run. */
static bool is_earlier(int64_t at, const struct hit *hit, const struct member *than)
{
    if (at != than->row.at)
        return at < than->row.at;
    const int by_id = strcmp(hit->id, than->id);
    return by_id ? by_id < 0 : strcmp(hit->index, than->index) < 0;
}

static struct member *member_of(struct membership *all, const char *uuid)
{
    struct member *member = strmap_get(all->by_uuid, uuid);

    if (member)
        return member;
    member = ARENA_NEW(all->arena, struct member);
    member->row.uuid = arena_strdup(all->arena, uuid);
    member->row.run_id = name_id(uuid, NULL);
    strmap_put(all->by_uuid, uuid, member);
    all->members = arena_grow(all->arena, all->members, all->count, &all->capacity, sizeof(void *));
    all->members[all->count++] = member;
    return member;
}

static void fill_member(struct membership *all, struct member *member, const struct hit *hit,
                        int64_t at)
{
    struct run_row *row = &member->row;

    member->index = arena_strdup(all->arena, hit->index);
    member->id = arena_strdup(all->arena, hit->id);
    row->at = at;
    row->build = optional_text(all, hit, row->uuid, FIELD_BUILD);
    row->build_url = optional_text(all, hit, row->uuid, FIELD_BUILD_URL);
    if (!row->build_url)
        row->build_url = optional_text(all, hit, row->uuid, FIELD_BUILD_URL_2);
    row->confirms = read_confirms(all, hit, row->uuid);
    row->metadata = arena_strndup(all->arena, hit->source, hit->source_size);
}

static void take_hit(struct membership *all, const struct hit *hit)
{
    struct error err = {0};
    const char *uuid = NULL;
    int64_t at;

    if (hit->reject) {
        rejects_add(all->rejects, hit, NULL, "", hit->reject);
        return;
    }
    if (!body_read(all->reader, hit->source, hit->source_size, &err) || !is_storable(hit, &err) ||
        !read_uuid(all, &uuid, &err) || !read_time(all, &at, &err)) {
        rejects_add(all->rejects, hit, uuid, err.place, &err);
        return;
    }
    struct member *member = member_of(all, uuid);
    if (!member->id || is_earlier(at, hit, member))
        fill_member(all, member, hit, at);
}

static bool take_hits(void *context, const struct hit *hits, size_t count, struct error *err)
{
    (void)err;
    for (size_t i = 0; i < count; i++)
        take_hit(context, &hits[i]);
    return true;
}

static int compare_rows(const void *left, const void *right)
{
    const struct run_row *a = left, *b = right;

    return (a->run_id > b->run_id) - (a->run_id < b->run_id);
}

bool membership_read(struct source *source, const struct test *test, int64_t since_us,
                     const char *uuid, struct arena *arena, struct rejects *rejects,
                     const struct run_row **ret_runs, size_t *ret_count, struct error *err)
{
    const char *const fields[FIELD_COUNT] = {test->uuid_field, test->timestamp, test->version_field,
                                             "buildUrl",       "build_url",     confirm_fields[0],
                                             confirm_fields[1]};
    struct membership all = {
        .test = test,
        .reader = body_reader_new(fields, FIELD_COUNT),
        .arena = arena,
        .by_uuid = strmap_new(arena),
        .rejects = rejects,
    };
    const bool read = source->ops->runs(source, test, since_us, uuid, take_hits, &all, err);

    body_reader_free(all.reader);
    if (!read)
        return false;
    struct run_row *rows = ARENA_ARRAY(arena, struct run_row, all.count);
    for (size_t i = 0; i < all.count; i++)
        rows[i] = all.members[i]->row;
    if (all.count)
        qsort(rows, all.count, sizeof *rows, compare_rows);
    *ret_runs = rows;
    *ret_count = all.count;
    return true;
}
