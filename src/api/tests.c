/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/tests.h"

#include "api/page.h"

static void write_row(struct listing *t, const void *given)
{
    const struct test_row *row = given;

    listing_text(t, "name", row->name);
    listing_text(t, "project", row->project);
    listing_bool(t, "active", row->active);
    listing_text(t, "source", row->source);
    listing_text(t, "config_file", row->config_file);
    listing_text(t, "config_hash", row->config_hash);
    listing_integer(t, "series", row->series);
    listing_integer(t, "runs", row->runs);
    if (row->has_runs) {
        listing_time(t, "first_run_at", row->first_at);
        listing_time(t, "last_run_at", row->last_at);
    } else {
        listing_null(t, "first_run_at");
        listing_null(t, "last_run_at");
    }
    listing_integer(t, "open_regressions", row->open_regressions);
}
bool tests_list(struct request *request, struct error *err)
{
    struct listing listing;
    struct page page;
    struct test_row *rows;
    size_t count;

    if (!listing_open(&listing, request, write_row, &(struct test_row){0}, err) ||
        !page_start(request, 't', &page, err) ||
        !browse_tests(request->connection, request->arena, page_scope(request), page.after.text,
                      page.most, &rows, &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    listing_start(&listing);
    listing_begin(&listing, "tests");
    for (size_t i = 0; i < shown; i++)
        listing_row(&listing, &rows[i]);
    page_close(&listing, count,
               (struct cursor){.kind = 't', .text = shown ? rows[shown - 1].name : ""});
    return true;
}

bool tests_get(struct request *request, struct error *err)
{
    struct test_row *row;

    if (!browse_test(request->connection, request->arena, page_scope(request), request->names[0],
                     &row, err))
        return false;
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    listing_members(&w, write_row, row);
    writer_raw(&w, "definition", row->definition);
    writer_end(&w);
    return true;
}
