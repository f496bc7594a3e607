/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/runs.h"

#include "api/page.h"
#include "api/points.h"

static void write_run(struct writer *w, const struct run_row *row)
{
    writer_text(w, "test", row->test);
    writer_text(w, "uuid", row->uuid);
    writer_time(w, "at", row->at);
    writer_text(w, "build", row->build);
    writer_text(w, "build_url", row->build_url);
    writer_bool(w, "settled", row->settled);
}

bool runs_list(struct request *request, struct error *err)
{
    struct page page;
    const int64_t *test_id;
    struct run_row *rows;
    size_t count;

    if (!page_start(request, 'r', &page, err) || !page_test(request, &test_id, err))
        return false;
    const int64_t *key = page.after.numbers;
    const struct run_after after =
        page.first ? RUN_LAST : (struct run_after){key[0], key[1], key[2]};
    if (!browse_runs(request->connection, request->arena, page_scope(request), test_id,
                     QUERY_TEXT(&request->query, BUILD), page_span(request), after, page.most,
                     &rows, &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_array(&w, "runs");
    for (size_t i = 0; i < shown; i++) {
        writer_object(&w, NULL);
        write_run(&w, &rows[i]);
        writer_end(&w);
    }
    writer_end(&w);
    struct cursor last = {.kind = 'r', .text = ""};
    if (shown) {
        last.numbers[0] = rows[shown - 1].at;
        last.numbers[1] = rows[shown - 1].test_id;
        last.numbers[2] = rows[shown - 1].run_id;
    }
    page_next(request, &w, count, last);
    writer_end(&w);
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
    write_run(w, row);
    writer_raw(w, "metadata", row->metadata);
    if (row->has_pull)
        writer_time(w, "pulled_at", row->pulled_at);
    else
        writer_null(w, "pulled_at");
    writer_integer(w, "documents", row->documents);
    writer_array(w, "points");
    for (size_t i = 0; i < count; i++) {
        writer_object(w, NULL);
        writer_text(w, "metric", points[i].metric);
        points_write_value(w, points[i].has_value, &points[i]);
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
