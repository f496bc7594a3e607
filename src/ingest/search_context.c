/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/search_context.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "http/percent.h"
#include "json/field.h"

/* How long the cluster keeps a context that nobody asks: renewed by each page. */
#define KEEP_ALIVE "5m"

static bool keep_id(struct search_context *context, const char *id, struct error *err)
{
    if (!id)
        return error_set(err, ERROR_REMOTE, context->pages->index,
                         "the server gave no id for the pages to follow");
    if (context->id && strcmp(context->id, id) == 0)
        return true;
    char *copy = strdup(id);
    if (!copy)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for a search");
    free(context->id);
    context->id = copy;
    return true;
}

/* Of a new point in time: its id, and that all shards take part. */
static bool read_point(struct search_context *context, const struct http_answer *answer,
                       struct error *err)
{
    const bool elastic = context->paging == PAGING_ELASTIC_PIT;
    AUTO_JSON tree = field_parse(answer->body.data ? answer->body.data : "", answer->body.size,
                                 ERROR_REMOTE, "point in time", err);
    const struct field root = field_root(tree, "point in time", ERROR_REMOTE);
    struct field id_field;
    const char *id;
    int64_t failed;
    struct error ignored;

    if (!tree || !field_member(&root, elastic ? "id" : "pit_id", &id_field, err) ||
        !field_text(&id_field, &id, err))
        return false;
    const struct field shards = field_optional(&root, "_shards");
    const struct field failed_field = field_optional(&shards, "failed");
    const struct field total_field = field_optional(&shards, "total");
    if (!keep_id(context, id, err))
        return false;
    if (!field_integer(&failed_field, &failed, &ignored))
        failed = 0;
    if (!field_integer(&total_field, &context->shards, &ignored))
        context->shards = 0;
    return failed ? error_set(err, ERROR_REMOTE, context->pages->index,
                              "%" PRId64 " of %" PRId64 " shards failed", failed, context->shards)
                  : true;
}

static void point_path(const struct search_context *context, struct buffer *path)
{
    buffer_byte(path, '/');
    percent_path(path, context->pages->index);
    if (context->paging == PAGING_ELASTIC_PIT)
        buffer_text(path, "/_pit?ignore_unavailable=true&keep_alive=" KEEP_ALIVE);
    else
        buffer_text(path, "/_search/point_in_time?allow_partial_pit_creation=false"
                          "&ignore_unavailable=true&keep_alive=" KEEP_ALIVE);
}

static bool open_point(struct search_context *context, struct error *err)
{
    AUTO_BUFFER path;
    struct http_answer answer;

    buffer_init(&path, 64 * 1024);
    point_path(context, &path);
    if (!buffer_ok(&path))
        return error_set(err, ERROR_LIMIT, NULL, "the index pattern is too long");
    const struct search_request request = {.method = "POST", .path = path.data};
    http_answer_init(&answer);
    const bool fine = search_client_send(context->client, &request, &answer, err) &&
                      read_point(context, &answer, err);
    http_answer_done(&answer);
    return fine;
}

bool search_context_open(struct search_context *context, struct search_client *client,
                         const struct search_pages *pages, struct error *err)
{
    struct search_server server;

    *context = (struct search_context){
        .client = client, .pages = pages, .after = -1, .size = pages->page_size};
    if (!search_client_server(client, &server, err))
        return false;
    context->paging = server.paging;
    if (context->paging == PAGING_SCROLL)
        return true; /* its first page opens it */
    if (!open_point(context, err)) {
        search_context_close(context);
        return false;
    }
    context->unique = context->shards == 1;
    /* A page must hold more than the documents that can share a sequence number. */
    if (!context->unique && context->size <= (size_t)context->shards)
        context->size = (size_t)context->shards + 1;
    return true;
}

static void write_search(const struct search_context *context, struct buffer *body)
{
    struct writer writer = writer_on(body);

    writer_object(&writer, NULL);
    writer_integer(&writer, "size", (int64_t)context->size);
    writer_raw(&writer, "query", context->pages->query->data);
    if (context->pages->ids_only)
        writer_text(&writer, "_source", "_none");
    writer_array(&writer, "sort");
    writer_text(&writer, NULL,
                context->paging == PAGING_SCROLL || context->unique ? "_doc" : "_seq_no");
    writer_end(&writer);
    if (context->paging != PAGING_SCROLL) {
        writer_bool(&writer, "track_total_hits", false);
        writer_array(&writer, "search_after");
        writer_integer(&writer, NULL, context->after);
        writer_end(&writer);
        writer_object(&writer, "pit");
        writer_text(&writer, "id", context->id);
        writer_text(&writer, "keep_alive", KEEP_ALIVE);
        writer_end(&writer);
    }
    writer_end(&writer);
}

static void write_scroll(const struct search_context *context, struct buffer *body)
{
    struct writer writer = writer_on(body);

    writer_object(&writer, NULL);
    writer_text(&writer, "scroll", KEEP_ALIVE);
    writer_text(&writer, "scroll_id", context->id);
    writer_end(&writer);
}

static void page_path(const struct search_context *context, struct buffer *path)
{
    if (context->paging != PAGING_SCROLL) {
        buffer_text(path, "/_search");
    } else if (context->started) {
        buffer_text(path, "/_search/scroll");
    } else {
        buffer_byte(path, '/');
        percent_path(path, context->pages->index);
        buffer_text(path, "/_search?allow_no_indices=true&ignore_unavailable=true"
                          "&scroll=" KEEP_ALIVE);
    }
}

struct page_check {
    struct search_context *context;
    struct arena *arena;
    struct search_answer answer;
};

static bool check_page(void *context, struct http_answer *answer, bool *ret_again,
                       struct error *err)
{
    struct page_check *check = context;
    struct search_context *searched = check->context;
    struct error ignored;

    arena_reset(check->arena);
    check->answer = (struct search_answer){0};
    if (search_answer_read(answer->body.data ? answer->body.data : (char[1]){0}, answer->body.size,
                           searched->pages->groups, check->arena, &check->answer, ret_again, err))
        return true;
    /* A scroll whose first page is of no use is open all the same. */
    if (searched->paging == PAGING_SCROLL && !searched->started && check->answer.context_id &&
        keep_id(searched, check->answer.context_id, &ignored))
        search_context_close(searched);
    return false;
}

static bool ask_page(struct search_context *context, struct http_answer *answer,
                     struct page_check *check, struct error *err)
{
    AUTO_BUFFER path;
    AUTO_BUFFER body;

    buffer_init(&path, 64 * 1024);
    buffer_init(&body, LIMIT_ANSWER_SIZE);
    page_path(context, &path);
    if (context->started && context->paging == PAGING_SCROLL)
        write_scroll(context, &body);
    else
        write_search(context, &body);
    if (!buffer_ok(&path))
        return error_set(err, ERROR_LIMIT, NULL, "the index pattern is too long");
    const struct search_request request = {
        .method = "POST",
        .path = path.data,
        .body = &body,
        /* A scroll moves on with each request that reaches it: asking again would skip a page. */
        .retry = context->paging == PAGING_SCROLL && context->started ? HTTP_RETRY_UNSEEN
                                                                      : HTTP_RETRY_ALWAYS,
    };
    return search_client_call(context->client, &request, answer, check_page, check, err);
}

/* Where the next page starts: the documents with this page's last sequence number are left to it.
 */
static bool cut_page(struct search_context *context, struct search_hits *hits, struct error *err)
{
    const int64_t last = hits->sorts[hits->count - 1];
    size_t count = hits->count;

    if (last == INT64_MIN)
        return error_set(err, ERROR_REMOTE, context->pages->index,
                         "expected a whole number as the sort value of a document");
    if (context->unique) {
        context->after = last;
        return true;
    }
    while (count && hits->sorts[count - 1] == last)
        count--;
    hits->count = count;
    context->after = last - 1;
    if (count)
        return true;
    /* Indices can get more shards than the point in time said only by a fault of the server. */
    if (context->size >= LIMIT_PAGE)
        return error_set(err, ERROR_REMOTE, context->pages->index,
                         "more than %zu documents have the sequence number %" PRId64, context->size,
                         last);
    context->size = context->size * 2 < LIMIT_PAGE ? context->size * 2 : LIMIT_PAGE;
    return true;
}

/* The half of a page that was too large is asked; a scroll that runs cannot. */
static bool shrink(struct search_context *context, const struct error *err)
{
    const bool fixed = context->paging == PAGING_SCROLL && context->started;

    if (err->code != ERROR_LIMIT || fixed || context->size < 2 ||
        (!context->unique && context->size / 2 <= (size_t)context->shards))
        return false;
    context->size /= 2;
    return true;
}

bool search_context_next(struct search_context *context, struct http_answer *answer,
                         struct arena *arena, struct search_hits *ret, bool *ret_last,
                         struct error *err)
{
    struct page_check check = {.context = context, .arena = arena};

    while (!ask_page(context, answer, &check, err))
        if (!shrink(context, err))
            return false;
    struct search_hits hits = check.answer.hits;
    const bool scroll = context->paging == PAGING_SCROLL;
    if ((scroll || check.answer.context_id) && !keep_id(context, check.answer.context_id, err))
        return false;
    context->started = true;
    const bool last = hits.count < context->size;
    if (!last && !scroll && !cut_page(context, &hits, err))
        return false;
    *ret = hits;
    *ret_last = last;
    return true;
}

static void write_close(const struct search_context *context, struct buffer *body)
{
    struct writer writer = writer_on(body);

    writer_object(&writer, NULL);
    if (context->paging == PAGING_ELASTIC_PIT) {
        writer_text(&writer, "id", context->id);
    } else {
        writer_array(&writer, context->paging == PAGING_SCROLL ? "scroll_id" : "pit_id");
        writer_text(&writer, NULL, context->id);
        writer_end(&writer);
    }
    writer_end(&writer);
}

static void give_back(struct search_context *context)
{
    AUTO_BUFFER body;
    struct http_answer answer;
    struct error err;

    buffer_init(&body, LIMIT_ANSWER_SIZE);
    write_close(context, &body);
    const struct search_request request = {
        .method = "DELETE",
        .path = context->paging == PAGING_SCROLL        ? "/_search/scroll"
                : context->paging == PAGING_ELASTIC_PIT ? "/_pit"
                                                        : "/_search/point_in_time",
        .body = &body,
        .retry = HTTP_RETRY_NEVER,
        .closing = true,
    };
    http_answer_init(&answer);
    if (!search_client_send(context->client, &request, &answer, &err))
        log_error_line(LOG_WARNING, "ingest", "a search context is left to expire", &err);
    http_answer_done(&answer);
}

void search_context_close(struct search_context *context)
{
    if (!context->id)
        return;
    give_back(context);
    free(context->id);
    context->id = NULL;
}
