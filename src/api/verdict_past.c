/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/verdict_past.h"

#include <string.h>

#include "api/listing.h"
#include "api/page.h"
#include "base/limits.h"
#include "report/verdict_json.h"
#include "report/verdict_kept.h"
#include "store/told_verdicts.h"

static bool read_body(struct request *request, const struct told_verdict *told,
                      struct verdict *ret_verdict, struct error *err)
{
    AUTO_JSON tree = field_parse(told->body, strlen(told->body), ERROR_INTERNAL, "verdict", err);
    const struct field root = field_root(tree, "verdict", ERROR_INTERNAL);

    return tree && verdict_json_read(request->arena, &root, request->names[0], ret_verdict, err);
}

static bool read_told(struct request *request, const struct told_verdict *told,
                      struct verdict *ret_verdict, struct error *err)
{
    if (!request->query.rebuild)
        return read_body(request, told, ret_verdict, err);
    if (verdict_rebuild(request->arena, told->facts, told->facts_size, ret_verdict, err))
        return true;
    return error_set(err, ERROR_NOT_FOUND, request->names[0],
                     "it was judged by another version of rigel; without rebuild=1 it is told as "
                     "it was");
}

static bool load(struct request *request, struct verdict **ret_verdicts, size_t *ret_count,
                 struct error *err)
{
    struct told_verdict *told;
    size_t count;

    if (!request_connect(request, err) ||
        !told_verdicts_as_of(request->connection, request->arena, page_scope(request),
                             request->names[0], QUERY_TEXT(&request->query, TEST),
                             request->query.as_of, &told, &count, err))
        return false;
    if (count == 0)
        return error_set(err, ERROR_NOT_FOUND, request->names[0],
                         "no verdict of this run had been told by then");

    struct verdict *verdicts = ARENA_ARRAY(request->arena, struct verdict, count);

    for (size_t i = 0; i < count; i++)
        if (!read_told(request, &told[i], &verdicts[i], err))
            return false;
    *ret_verdicts = verdicts;
    *ret_count = count;
    return true;
}

bool verdict_past_answer(struct request *request, enum verdict_form form, const char *type,
                         struct error *err)
{
    struct verdict *verdicts = NULL;
    size_t count = 0;
    AUTO_BUFFER out;

    buffer_init(&out, LIMIT_API_ANSWER);
    if (!load(request, &verdicts, &count, err))
        return false;

    const struct run_verdict run =
        run_verdict_of(request->arena, request->names[0], QUERY_TEXT(&request->query, TEST),
                       verdicts, count, true);

    verdict_form_write(&out, form, &run);
    if (!buffer_ok(&out))
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the answer");
    reply_text(&request->reply,
               request->query.strict && run.state == VERDICT_REGRESSION ? 409 : 200, type,
               out.data);
    reply_header(&request->reply, "Vary", "Accept");
    return true;
}

static void write_row(struct listing *t, const void *given)
{
    const struct told_row *row = given;

    listing_text(t, "test", row->test);
    listing_time(t, "told_at", row->told_at);
    listing_text(t, "state", row->state);
    listing_bool(t, "settled", row->settled);
    listing_text(t, "reason", row->reason);
}

bool verdicts_told(struct request *request, struct error *err)
{
    struct listing listing;
    const int64_t *test_id;
    struct told_row *rows;
    size_t count;

    if (!listing_open(&listing, request, write_row, &(struct told_row){0}, err) ||
        !page_test(request, &test_id, err) ||
        !told_verdicts_list(request->connection, request->arena, page_scope(request),
                            request->names[0], QUERY_TEXT(&request->query, TEST), &rows, &count,
                            err))
        return false;
    listing_start(&listing);
    listing_begin(&listing, "verdicts");
    for (size_t i = 0; i < count; i++)
        listing_row(&listing, &rows[i]);
    listing_end(&listing);
    listing_close(&listing);
    return true;
}
