/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/run_patch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/access.h"
#include "api/page.h"
#include "api/runs.h"
#include "base/confirm_token.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "report/verdict_links.h"
#include "store/ingest_requests.h"
#include "store/run_marks.h"
#include "json/field.h"

static size_t character_count(const char *text)
{
    size_t count = 0;

    for (; *text; text += utf8_sequence(text))
        count++;
    return count;
}

static bool read_excluded(struct arena *arena, const struct field *field,
                          struct run_changes *changes, struct error *err)
{
    const char *reason;

    changes->sets_excluded = true;
    if (json_is_null(field->value))
        return true;
    if (!field_text(field, &reason, err))
        return false;
    if (!*reason || character_count(reason) > RUN_REASON_MOST)
        return field_fault(field, err,
                           "why the run does not count, in 1 to 1000 characters, or null");
    changes->excluded = arena_strdup(arena, reason);
    return true;
}

static bool read_confirms(struct arena *arena, const struct field *field,
                          struct run_changes *changes, struct error *err)
{
    const char *token;

    changes->sets_confirms = true;
    if (json_is_null(field->value))
        return true;
    if (!field_text(field, &token, err))
        return false;
    if (!confirm_token_parse(token, &changes->confirms))
        return field_fault(field, err, "the token of a verdict (confirm-...), or null");
    changes->token = arena_strdup(arena, token);
    return true;
}

static bool read_member(struct arena *arena, const struct field *root, const char *name,
                        struct run_changes *changes, struct error *err)
{
    struct field field;

    if (!field_member(root, name, &field, err))
        return false;
    if (strcmp(name, "excluded") == 0)
        return read_excluded(arena, &field, changes, err);
    if (strcmp(name, "confirms") == 0)
        return read_confirms(arena, &field, changes, err);
    return error_set(err, ERROR_INPUT, *name ? name : "body",
                     "there is no such member here; expected excluded or confirms");
}

bool run_changes_read(struct arena *arena, const char *body, size_t size,
                      struct run_changes *ret_changes, struct error *err)
{
    AUTO_JSON tree = field_parse(body ? body : "", size, ERROR_INPUT, "body", err);
    const struct field root = field_root(tree, "body", ERROR_INPUT);
    struct run_changes changes = {.excluded = NULL};
    const char *name;
    json_t *value;

    if (!tree || !field_object(&root, err))
        return false;
    json_object_foreach(tree, name, value)
    {
        if (!read_member(arena, &root, name, &changes, err))
            return false;
    }
    if (!changes.sets_excluded && !changes.sets_confirms)
        return error_set(err, ERROR_INPUT, "body",
                         "nothing to change; expected excluded or "
                         "confirms");
    *ret_changes = changes;
    return true;
}

/* ---- in the tables ---- */

struct patch {
    struct request *request;
    const struct run_changes *changes;
    const struct run_row *rows; /* the run in each test that the client may see */
    size_t count;
};

static const char *detail_of(const struct patch *patch, const struct run_row *row,
                             struct buffer *out)
{
    const struct run_changes *changes = patch->changes;
    struct writer writer = writer_on(out);

    writer_object(&writer, NULL);
    writer_text(&writer, "test", row->test);
    if (changes->sets_excluded)
        writer_text(&writer, "excluded", changes->excluded);
    if (changes->sets_confirms)
        writer_text(&writer, "confirms", changes->token);
    writer_end(&writer);
    return buffer_ok(out) ? out->data : NULL;
}

/* Audit comes first: a test is touched last. */
static bool patch_row(struct store_connection *connection, const struct patch *patch,
                      const struct run_row *row, struct error *err)
{
    const struct run_changes *changes = patch->changes;
    size_t runs;
    AUTO_BUFFER detail;

    buffer_init(&detail, (size_t)RUN_PATCH_MOST * 8);
    return access_audit(patch->request,
                        changes->sets_excluded ? changes->excluded ? "run.exclude" : "run.include"
                                               : "run.confirm",
                        row->uuid, detail_of(patch, row, &detail), err) &&
           (!changes->sets_excluded ||
            store_run_exclude(connection, row->uuid, row->test, changes->excluded, &runs, err)) &&
           (!changes->sets_confirms ||
            store_run_confirms(connection, row->uuid, row->test, changes->confirms, &runs, err));
}

static bool patch_body(struct store_connection *connection, void *context, struct error *err)
{
    const struct patch *patch = context;

    for (size_t i = 0; i < patch->count; i++)
        if (!patch_row(connection, patch, &patch->rows[i], err))
            return false;
    return true;
}

static bool check_media_type(struct request *request, struct error *err)
{
    static const char *const taken[] = {"application/json", "application/merge-patch+json"};
    const char *type = request_header(request, "Content-Type");
    const size_t length = type ? strcspn(type, "; \t") : 0;

    for (size_t i = 0; i < ARRAY_LEN(taken); i++)
        if (length == strlen(taken[i]) && strncasecmp(type, taken[i], length) == 0)
            return true;
    return error_set(err, ERROR_MEDIA_TYPE, "Content-Type",
                     "expected application/json or application/merge-patch+json");
}

/* The order in which every process locks tests. */
static int compare_tests(const void *left, const void *right)
{
    const struct run_row *a = left, *b = right;

    return a->test_id < b->test_id ? -1 : a->test_id > b->test_id;
}

bool run_patch(struct request *request, struct error *err)
{
    struct run_changes changes = {.excluded = NULL};
    const int64_t *test_id;
    struct run_row *rows;
    size_t count;

    if (!check_media_type(request, err) ||
        !run_changes_read(request->arena, request->body, request->body_size, &changes, err) ||
        !page_test(request, &test_id, err) ||
        !browse_run(request->connection, request->arena, page_scope(request), request->names[0],
                    test_id, &rows, &count, err))
        return false;
    if (changes.confirms && changes.confirms == rows[0].run_id)
        return error_set(err, ERROR_INPUT, "confirms", "a run cannot confirm itself");

    qsort(rows, count, sizeof *rows, compare_tests);

    struct patch patch = {.request = request, .changes = &changes, .rows = rows, .count = count};

    return store_transaction_on(request->connection, STORE_READ_COMMITTED, patch_body, &patch,
                                err) &&
           runs_get(request, err);
}

/* ---- pulled now ---- */

static bool ask_for_pull(struct store_connection *connection, void *context, struct error *err)
{
    struct request *request = context;
    const char *test = QUERY_TEXT(&request->query, TEST);
    struct writer writer;
    AUTO_BUFFER detail;

    buffer_init(&detail, 8 * (size_t)LIMIT_API_NAME + 64);
    writer = writer_on(&detail);
    writer_object(&writer, NULL);
    writer_text(&writer, "test", test);
    writer_end(&writer);
    return ingest_request_add(connection, request->names[0], test, err) &&
           access_audit(request, "run.ingest", request->names[0],
                        buffer_ok(&detail) ? detail.data : NULL, err);
}

bool run_ingest(struct request *request, struct error *err)
{
    const char *uuid = request->names[0];
    const char *test = QUERY_TEXT(&request->query, TEST);
    const int64_t *test_id;
    const char *link = verdict_link(request->arena, "", uuid, test);

    if (!page_test(request, &test_id, err) ||
        !store_transaction_on(request->connection, STORE_READ_COMMITTED, ask_for_pull, request,
                              err))
        return false;

    struct writer writer = reply_json(&request->reply, 202);

    writer_object(&writer, NULL);
    writer_text(&writer, "uuid", uuid);
    writer_text(&writer, "test", test);
    writer_text(&writer, "verdict", link);
    writer_end(&writer);
    reply_header(&request->reply, "Location", link);
    return true;
}
