/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/tests.h"

#include "api/page.h"

static void write_test(struct writer *w, const struct test_row *row)
{
    writer_text(w, "name", row->name);
    writer_bool(w, "active", row->active);
    writer_text(w, "source", row->source);
    writer_text(w, "config_file", row->config_file);
    writer_text(w, "config_hash", row->config_hash);
    writer_integer(w, "series", row->series);
    writer_integer(w, "runs", row->runs);
    if (row->has_runs) {
        writer_time(w, "first_run_at", row->first_at);
        writer_time(w, "last_run_at", row->last_at);
    } else {
        writer_null(w, "first_run_at");
        writer_null(w, "last_run_at");
    }
    writer_integer(w, "open_regressions", row->open_regressions);
}

bool tests_list(struct request *request, struct error *err)
{
    struct page page;
    struct test_row *rows;
    size_t count;

    if (!page_start(request, 't', &page, err) ||
        !browse_tests(request->connection, request->arena, page_scope(request), page.after.text,
                      page.most, &rows, &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_array(&w, "tests");
    for (size_t i = 0; i < shown; i++) {
        writer_object(&w, NULL);
        write_test(&w, &rows[i]);
        writer_end(&w);
    }
    writer_end(&w);
    page_next(request, &w, count,
              (struct cursor){.kind = 't', .text = shown ? rows[shown - 1].name : ""});
    writer_end(&w);
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
    write_test(&w, row);
    writer_raw(&w, "definition", row->definition);
    writer_end(&w);
    return true;
}
