/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/documents.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "adapt/adapt.h"
#include "api/push_source.h"
#include "api/unpack.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/strmap.h"
#include "store/pushed_documents.h"
#include "json/field.h"

enum { LISTED_REJECTS = 1000, KEY_SIZE = 255 };

/* What the body turned into. */
struct gathering {
    struct arena *arena;
    struct push_row *rows;
    size_t count, capacity;
    struct adapt_reject *rejects; /* the first LISTED_REJECTS */
    size_t listed, listed_capacity, rejected;
    size_t bytes;
};

static bool take_document(void *context, const struct adapt_document *document, struct error *err)
{
    struct gathering *gathering = context;
    struct arena *arena = gathering->arena;

    gathering->bytes += document->size;
    if (gathering->bytes > LIMIT_PUSH_BODY * 2u)
        return error_set(err, ERROR_LIMIT, "body", "the documents are more than %u bytes",
                         LIMIT_PUSH_BODY * 2u);
    gathering->rows = arena_grow(arena, gathering->rows, gathering->count, &gathering->capacity,
                                 sizeof *gathering->rows);
    gathering->rows[gathering->count++] = (struct push_row){
        .run_uuid = arena_strdup(arena, document->run),
        .index_name = arena_strdup(arena, document->index),
        .document_id = arena_strdup(arena, document->id),
        .body = arena_strndup(arena, document->body, document->size),
    };
    return true;
}

static bool take_reject(void *context, const struct adapt_reject *reject, struct error *err)
{
    struct gathering *gathering = context;
    struct arena *arena = gathering->arena;

    (void)err;
    gathering->rejected++;
    if (gathering->listed == LISTED_REJECTS)
        return true;
    gathering->rejects = arena_grow(arena, gathering->rejects, gathering->listed,
                                    &gathering->listed_capacity, sizeof *gathering->rejects);
    gathering->rejects[gathering->listed++] =
        (struct adapt_reject){reject->line, reject->column, arena_strdup(arena, reject->field),
                              arena_strdup(arena, reject->reason)};
    return true;
}

static bool read_key(const struct request *request, const char **ret_key, struct error *err)
{
    const char *key = request_header(request, "Idempotency-Key");

    *ret_key = key;
    if (!key)
        return true;
    bool fine = *key && strlen(key) <= KEY_SIZE;
    for (const char *c = key; *c; c++)
        fine = fine && *c > ' ' && *c < 0x7f;
    return fine || error_set(err, ERROR_USAGE, "Idempotency-Key",
                             "expected 1 to %d letters, digits and signs", KEY_SIZE);
}

static const struct adapt_format *format_of(const struct request *request)
{
    const char *name = QUERY_TEXT(&request->query, TOOL);

    return adapt_format_find(name ? name : "documents");
}

static bool read_run(const struct request *request, const struct adapt_format *format,
                     struct adapt_run *ret_run, struct error *err)
{
    const struct query *query = &request->query;
    const struct adapt_run run = {
        .uuid = QUERY_TEXT(query, RUN),
        .build = QUERY_TEXT(query, BUILD),
        .build_url = QUERY_TEXT(query, BUILD_URL),
        .confirm = QUERY_TEXT(query, CONFIRM),
        .index = QUERY_TEXT(query, INDEX),
        .metadata_index = QUERY_TEXT(query, METADATA_INDEX),
        .at_us = QUERY_TEXT(query, AT) ? query->at : clock_now_us(),
        .at_decides = QUERY_TEXT(query, AT) != NULL,
    };

    if (format->needs_run && !run.uuid)
        return error_set(err, ERROR_PARAMETER, "run", "files of %s hold no run id; expected %s",
                         format->name, parameter_expected(PARAMETER_RUN));
    *ret_run = run;
    return true;
}

static void write_counts(struct writer *w, const struct gathering *gathering, const char *source)
{
    struct strmap *told = strmap_new(gathering->arena);

    writer_text(w, "source", source);
    writer_integer(w, "accepted", (int64_t)gathering->count);
    writer_integer(w, "rejected", (int64_t)gathering->rejected);
    writer_array(w, "runs");
    for (size_t i = 0; i < gathering->count; i++) {
        const char *uuid = gathering->rows[i].run_uuid;
        if (strmap_has(told, uuid))
            continue;
        strmap_put(told, uuid, NULL);
        writer_text(w, NULL, uuid);
    }
    writer_end(w);
    writer_array(w, "errors");
    for (size_t i = 0; i < gathering->listed; i++) {
        const struct adapt_reject *reject = &gathering->rejects[i];
        writer_object(w, NULL);
        writer_integer(w, "line", (int64_t)reject->line);
        writer_integer(w, "column", (int64_t)reject->column);
        writer_text(w, "field", reject->field);
        writer_text(w, "reason", reject->reason);
        writer_end(w);
    }
    writer_end(w);
}

/* Nothing of the body is good: a problem that has the places as an answer has them. */
static void answer_refused(struct request *request, const struct gathering *gathering,
                           const char *source)
{
    struct writer w = reply_json(&request->reply, 400);

    request->reply.content_type = "application/problem+json";
    writer_object(&w, NULL);
    writer_text(&w, "type",
                arena_printf(request->arena, PROBLEM_TYPE "%s", error_slug(ERROR_INPUT)));
    writer_text(&w, "title", error_title(ERROR_INPUT));
    writer_integer(&w, "status", 400);
    writer_text(&w, "detail",
                gathering->rejected ? "no line of the body is a document that can be taken"
                                    : "the body holds no document");
    writer_text(&w, "instance", request->target);
    write_counts(&w, gathering, source);
    writer_end(&w);
}

static void answer(struct request *request, const char *json, bool partly)
{
    (void)reply_json(&request->reply, partly ? 207 : 200);
    request->reply.cacheable = false;
    buffer_text(&request->reply.body, json);
}

static const char *answer_text(struct request *request, const struct gathering *gathering,
                               const char *source)
{
    AUTO_BUFFER json;

    buffer_init(&json, LIMIT_API_ANSWER);
    struct writer w = writer_on(&json);
    writer_object(&w, NULL);
    write_counts(&w, gathering, source);
    writer_end(&w);
    return buffer_ok(&json) ? arena_strndup(request->arena, json.data, json.size) : NULL;
}

static bool answer_repeated(struct request *request, const char *json, struct error *err)
{
    AUTO_JSON tree = field_parse(json, strlen(json), ERROR_INTERNAL, "stored answer", err);
    const struct field root = field_root(tree, "stored answer", ERROR_INTERNAL);
    struct field rejected;
    int64_t count;

    if (!tree || !field_member(&root, "rejected", &rejected, err) ||
        !field_integer(&rejected, &count, err))
        return false;
    answer(request, json, count > 0);
    reply_header(&request->reply, "Idempotency-Replayed", "true");
    return true;
}

static bool answer_other(struct error *err)
{
    return error_set(err, ERROR_CONFLICT, "Idempotency-Key",
                     "another request came with this key; a new one is needed for new content");
}

static bool store_gathered(struct request *request, const struct gathering *gathering,
                           struct push *push, struct error *err)
{
    enum push_outcome outcome;
    const char *json;

    push->who = request->principal.name;
    push->address = request->head.address;
    push->detail = arena_printf(request->arena, "{\"accepted\":%zu,\"rejected\":%zu}",
                                gathering->count, gathering->rejected);
    push->rows = gathering->rows;
    push->count = gathering->count;
    push->answer = answer_text(request, gathering, push->source);
    if (!push->answer)
        return error_set(err, ERROR_NO_MEMORY, NULL, "the answer does not fit into memory");
    if (!store_push(request->connection, request->arena, push, &outcome, &json, err))
        return false;
    if (outcome == PUSH_OTHER)
        return answer_other(err);
    if (outcome == PUSH_REPEATED)
        return answer_repeated(request, json, err);
    answer(request, json, gathering->rejected > 0);
    return true;
}

/* The key's own answer, before any work on the body. *ret_done: answered. */
static bool find_repeated(struct request *request, const struct push *push, bool *ret_done,
                          struct error *err)
{
    enum push_outcome outcome;
    const char *json;

    if (!store_push_find(request->connection, request->arena, push, &outcome, &json, err))
        return false;
    *ret_done = outcome == PUSH_REPEATED;
    if (outcome == PUSH_OTHER)
        return answer_other(err);
    return outcome == PUSH_STORED || answer_repeated(request, json, err);
}

static bool take_body(struct request *request, const char *text, size_t size, struct push *push,
                      struct error *err)
{
    struct gathering gathering = {.arena = request->arena};
    const struct adapt_sinks sinks = {take_document, take_reject, &gathering};
    const struct adapt_file file = {"body", (char *)(uintptr_t)text, size};
    const struct adapt_format *format = format_of(request);
    struct adapt_run run;

    if (!read_run(request, format, &run, err) || !adapt_files(format, &run, &file, 1, &sinks, err))
        return false;
    if (gathering.count == 0) {
        answer_refused(request, &gathering, push->source);
        return true;
    }
    return store_gathered(request, &gathering, push, err);
}

/* Are two requests the same? The NUL behind the target parts it from the body. */
static const char *hash_request(const struct request *request, const char *body, size_t size)
{
    const struct sha256_part parts[] = {{request->target, strlen(request->target) + 1},
                                        {body, size}};
    char *hash = arena_alloc(request->arena, SHA256_TEXT_SIZE, 1);

    sha256_parts_text(parts, ARRAY_LEN(parts), hash);
    return hash;
}

bool documents_post(struct request *request, struct error *err)
{
    struct push push = {0};
    const char *text;
    bool done = false;
    size_t size;
    AUTO_BUFFER unpacked;

    buffer_init(&unpacked, LIMIT_PUSH_BODY);
    if (!push_source_find(request, &push.source, err) || !read_key(request, &push.key, err) ||
        !unpack_body(request, &unpacked, &text, &size, err))
        return false;
    push.hash = hash_request(request, text, size);
    if (push.key && !find_repeated(request, &push, &done, err))
        return false;
    return done || take_body(request, text, size, &push, err);
}
