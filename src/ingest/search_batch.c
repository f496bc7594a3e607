/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/search_batch.h"

#include "base/arena.h"
#include "base/limits.h"
#include "ingest/search_answer.h"

void search_batch_init(struct search_batch *batch, struct search_client *client, const char *index)
{
    *batch = (struct search_batch){.client = client, .index = index};
    buffer_init(&batch->lines, LIMIT_HTTP_BODY);
}

void search_batch_done(struct search_batch *batch)
{
    buffer_done(&batch->lines);
}

struct writer *search_batch_begin(struct search_batch *batch)
{
    struct writer *writer = &batch->writer;

    *writer = writer_on(&batch->lines);
    writer_object(writer, NULL);
    writer_text(writer, "index", batch->index);
    writer_bool(writer, "ignore_unavailable", true);
    writer_bool(writer, "allow_no_indices", true);
    writer_end(writer);
    buffer_byte(&batch->lines, '\n');
    *writer = writer_on(&batch->lines);
    writer_object(writer, NULL);
    writer_integer(writer, "size", 0);
    return writer;
}

void search_batch_end(struct search_batch *batch)
{
    writer_end(&batch->writer);
    buffer_byte(&batch->lines, '\n');
    batch->count++;
}

struct batch_reading {
    const struct search_batch *batch;
    struct arena *arena;
    struct slice aggregations[SEARCH_BATCH];
    size_t count;
    bool refused;
};

/* Finds each answer's aggregations; the first answer that is not whole fails. */
static bool read_answers(struct batch_reading *reading, struct scan *scan, bool *ret_again,
                         struct error *err)
{
    struct search_answer answer;

    while (scan_item(scan)) {
        if (reading->count == reading->batch->count)
            return error_set(err, ERROR_REMOTE, NULL, "more answers than searches");
        if (!search_answer_scan(scan, NULL, reading->arena, &answer, ret_again, err)) {
            reading->refused = !*ret_again && !scan->fault;
            return false;
        }
        reading->aggregations[reading->count++] = answer.aggregations;
    }
    return true;
}

static bool check_batch(void *context, struct http_answer *answer, bool *ret_again,
                        struct error *err)
{
    struct batch_reading *reading = context;
    struct scan scan;
    struct slice key;

    reading->count = 0;
    arena_reset(reading->arena);
    scan_init(&scan, answer->body.data ? answer->body.data : (char[1]){0}, answer->body.size);
    if (scan_enter(&scan, '{'))
        while (scan_member(&scan, &key)) {
            if (!slice_is(key, "responses")) {
                (void)scan_skip(&scan);
                continue;
            }
            if (scan_enter(&scan, '[') && !read_answers(reading, &scan, ret_again, err))
                return false;
        }
    if (!scan_end(&scan))
        return error_set(err, ERROR_REMOTE, NULL, "the answer is not JSON: expected %s at byte %zu",
                         scan.fault, scan_offset(&scan));
    if (reading->count != reading->batch->count)
        return error_set(err, ERROR_REMOTE, NULL, "%zu answers to %zu searches", reading->count,
                         reading->batch->count);
    return true;
}

static bool take_one(const struct slice *found, size_t item, batch_take *take, void *context,
                     struct error *err)
{
    AUTO_JSON tree = NULL;

    if (found->size) {
        tree = field_parse(found->at, found->size, ERROR_REMOTE, "aggregations", err);
        if (!tree)
            return false;
    }
    const struct field root = field_root(tree, "aggregations", ERROR_REMOTE);
    return take(context, item, &root, err);
}

static bool send_batch(struct search_batch *batch, struct batch_reading *reading, batch_take *take,
                       void *context, struct error *err)
{
    const struct search_request request = {
        .method = "POST", .path = "/_msearch", .body = &batch->lines, .lines = true};
    struct http_answer answer;

    http_answer_init(&answer);
    bool fine = search_client_call(batch->client, &request, &answer, check_batch, reading, err);
    for (size_t i = 0; fine && i < reading->count; i++)
        fine = take_one(&reading->aggregations[i], i, take, context, err);
    http_answer_done(&answer);
    return fine;
}

bool search_batch_send(struct search_batch *batch, batch_take *take, void *context,
                       bool *ret_refused, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct batch_reading reading = {.batch = batch, .arena = arena};
    bool fine = true;

    if (!buffer_ok(&batch->lines))
        fine = error_set(err, ERROR_LIMIT, batch->index, "the searches are too large");
    else if (batch->count)
        fine = send_batch(batch, &reading, take, context, err);
    buffer_clear(&batch->lines);
    batch->count = 0;
    if (ret_refused)
        *ret_refused = reading.refused;
    return fine;
}
