/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/change_points.h"

#include "api/page.h"

static void write_change_point(struct writer *w, const struct change_point_row *row)
{
    writer_object(w, NULL);
    writer_text(w, "test", row->test);
    writer_text(w, "metric", row->metric);
    writer_text(w, "algorithm", row->algorithm);
    writer_text(w, "uuid", row->uuid);
    writer_time(w, "at", row->at);
    writer_text(w, "build", row->build);
    writer_text(w, "build_url", row->build_url);
    writer_integer(w, "position", row->position);
    writer_real(w, "percent", row->percent);
    writer_real(w, "pvalue", row->pvalue);
    writer_real(w, "mean_before", row->mean_before);
    writer_real(w, "mean_after", row->mean_after);
    writer_real(w, "stddev_before", row->stddev_before);
    writer_real(w, "stddev_after", row->stddev_after);
    writer_text(w, "dropped_by", row->dropped_by);
    if (row->has_regression)
        writer_id(w, "regression", row->regression_id);
    else
        writer_null(w, "regression");
    writer_end(w);
}

static struct cursor key_of(const struct change_point_row *row)
{
    return (struct cursor){.kind = 'c',
                           .numbers = {row->at, row->test_id, row->run_id, row->series_id},
                           .text = row->algorithm};
}

static bool write_page(struct request *request, const struct change_point_filter *filter,
                       struct error *err)
{
    struct page page;
    struct change_point_row *rows;
    size_t count;

    if (!page_start(request, 'c', &page, err))
        return false;
    const int64_t *key = page.after.numbers;
    const struct change_point_after after =
        page.first ? CHANGE_POINT_LAST
                   : (struct change_point_after){{key[0], key[1], key[2]}, key[3], page.after.text};
    if (!browse_change_points(request->connection, request->arena, filter, after, page.most, &rows,
                              &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_array(&w, "change_points");
    for (size_t i = 0; i < shown; i++)
        write_change_point(&w, &rows[i]);
    writer_end(&w);
    page_next(request, &w, count,
              shown ? key_of(&rows[shown - 1]) : (struct cursor){.kind = 'c', .text = ""});
    writer_end(&w);
    return true;
}

bool change_points_list(struct request *request, struct error *err)
{
    struct change_point_filter filter = {.scope = page_scope(request),
                                         .metric = QUERY_TEXT(&request->query, METRIC),
                                         .algorithm = QUERY_TEXT(&request->query, ALGORITHM),
                                         .span = page_span(request)};

    return page_test(request, &filter.test_id, err) && write_page(request, &filter, err);
}

bool change_points_of_series(struct request *request, struct error *err)
{
    int64_t test_id;
    struct series_row *series;

    if (!page_named_test(request, &test_id, err) ||
        !browse_one_series(request->connection, request->arena, test_id, request->names[1], &series,
                           err))
        return false;
    const struct change_point_filter filter = {.scope = page_scope(request),
                                               .test_id = &test_id,
                                               .metric = series->metric,
                                               .algorithm = QUERY_TEXT(&request->query, ALGORITHM),
                                               .span = page_span(request)};
    return write_page(request, &filter, err);
}
