/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/runs.h"

#include "api/page.h"
#include "api/points.h"
#include "base/confirm_token.h"

void runs_write_flags(struct listing *listing, const struct run_flags *flags)
{
    char token[CONFIRM_TOKEN_SIZE];

    listing_bool(listing, "settled", flags->settled);
    listing_text(listing, "excluded", flags->excluded);
    if (flags->confirms) {
        confirm_token_format(flags->confirms, token);
        listing_text(listing, "confirms", token);
    } else {
        listing_null(listing, "confirms");
    }
    listing_bool(listing, "in_baseline", flags->in_baseline);
}

static void write_row(struct listing *t, const void *given)
{
    const struct run_row *row = given;

    listing_text(t, "test", row->test);
    listing_text(t, "uuid", row->uuid);
    listing_time(t, "at", row->at);
    listing_text(t, "build", row->build);
    listing_text(t, "build_url", row->build_url);
    runs_write_flags(t, &row->flags);
}

bool runs_list(struct request *request, struct error *err)
{
    struct listing listing;
    struct page page;
    const int64_t *test_id;
    struct run_row *rows;
    size_t count;

    if (!listing_open(&listing, request, write_row, &(struct run_row){0}, err) ||
        !page_start(request, 'r', &page, err) || !page_test(request, &test_id, err))
        return false;
    const int64_t *key = page.after.numbers;
    const struct run_after after =
        page.first ? RUN_LAST : (struct run_after){key[0], key[1], key[2]};
    if (!browse_runs(request->connection, request->arena, page_scope(request), test_id,
                     QUERY_TEXT(&request->query, BUILD), page_span(request), after, page.most,
                     &rows, &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    listing_start(&listing);
    listing_begin(&listing, "runs");
    for (size_t i = 0; i < shown; i++)
        listing_row(&listing, &rows[i]);
    struct cursor last = {.kind = 'r', .text = ""};
    if (shown) {
        last.numbers[0] = rows[shown - 1].at;
        last.numbers[1] = rows[shown - 1].test_id;
        last.numbers[2] = rows[shown - 1].run_id;
    }
    page_close(&listing, count, last);
    return true;
}

static bool write_run_in_test(struct request *request, struct writer *w, const struct run_row *row,
                              struct error *err)
{
    struct run_point_row *points;
    size_t count;

    if (!browse_run_points(request->connection, request->arena, row->test_id, row->run_id, &points,
                           &count, err))
        return false;
    writer_object(w, NULL);
    listing_members(w, write_row, row);
    writer_raw(w, "metadata", row->metadata);
    if (row->has_pull)
        writer_time(w, "pulled_at", row->pulled_at);
    else
        writer_null(w, "pulled_at");
    writer_integer(w, "documents", row->documents);
    writer_array(w, "points");
    for (size_t i = 0; i < count; i++) {
        writer_object(w, NULL);
        listing_members(w, points_write_of_run, &points[i]);
        writer_end(w);
    }
    writer_end(w);
    writer_end(w);
    return true;
}

bool runs_get(struct request *request, struct error *err)
{
    const int64_t *test_id;
    struct run_row *rows;
    size_t count;

    if (!page_test(request, &test_id, err) ||
        !browse_run(request->connection, request->arena, page_scope(request), request->names[0],
                    test_id, &rows, &count, err))
        return false;
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_text(&w, "uuid", request->names[0]);
    writer_array(&w, "tests");
    for (size_t i = 0; i < count; i++)
        if (!write_run_in_test(request, &w, &rows[i], err))
            return false;
    writer_end(&w);
    writer_end(&w);
    return true;
}
