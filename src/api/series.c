/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/series.h"

#include "api/page.h"

static const char *direction_name(int direction)
{
    if (direction == 1)
        return "increase";
    return direction == -1 ? "decrease" : "both";
}

static void write_series(struct writer *w, const struct series_row *row)
{
    writer_text(w, "metric", row->metric);
    writer_bool(w, "active", row->active);
    writer_text(w, "worse", direction_name(row->direction));
    writer_real(w, "threshold_percent", row->threshold);
    writer_raw(w, "labels", row->labels);
    writer_text(w, "correlation", row->correlation[0] ? row->correlation : NULL);
    writer_integer(w, "context", row->context);
    writer_integer(w, "points", row->points);
    if (row->has_points)
        writer_time(w, "last_point_at", row->last_at);
    else
        writer_null(w, "last_point_at");
}

bool series_list(struct request *request, struct error *err)
{
    struct page page;
    int64_t test_id;
    struct series_row *rows;
    size_t count;

    if (!page_start(request, 's', &page, err) || !page_named_test(request, &test_id, err))
        return false;
    const struct series_after after = {page.first ? -1 : page.after.numbers[0], page.after.text};
    if (!browse_series(request->connection, request->arena, test_id, after, page.most, &rows,
                       &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_text(&w, "test", request->names[0]);
    writer_array(&w, "series");
    for (size_t i = 0; i < shown; i++) {
        writer_object(&w, NULL);
        write_series(&w, &rows[i]);
        writer_end(&w);
    }
    writer_end(&w);
    page_next(request, &w, count,
              (struct cursor){.kind = 's',
                              .numbers = {shown ? rows[shown - 1].position : 0},
                              .text = shown ? rows[shown - 1].metric : ""});
    writer_end(&w);
    return true;
}

static void write_analysis(struct writer *w, const struct analysis_row *row)
{
    writer_object(w, NULL);
    writer_text(w, "algorithm", row->algorithm);
    writer_text(w, "config_hash", row->config_hash);
    writer_integer(w, "points", row->points);
    writer_text(w, "last_uuid", row->last_uuid);
    if (row->has_last)
        writer_time(w, "last_at", row->last_at);
    else
        writer_null(w, "last_at");
    writer_bool(w, "waiting", row->waiting);
    writer_end(w);
}

bool series_get(struct request *request, struct error *err)
{
    int64_t test_id;
    struct series_row *row;
    struct analysis_row *analyses;
    size_t count;

    if (!page_named_test(request, &test_id, err) ||
        !browse_one_series(request->connection, request->arena, test_id, request->names[1], &row,
                           err) ||
        !browse_analyses(request->connection, request->arena, test_id, row->series_id, &analyses,
                         &count, err))
        return false;
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_text(&w, "test", request->names[0]);
    write_series(&w, row);
    writer_array(&w, "analyses");
    for (size_t i = 0; i < count; i++)
        write_analysis(&w, &analyses[i]);
    writer_end(&w);
    writer_end(&w);
    return true;
}
