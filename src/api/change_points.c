/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/change_points.h"

#include "api/page.h"

static void write_row(struct table *t, const void *given)
{
    const struct change_point_row *row = given;

    table_text(t, "test", row->test);
    table_text(t, "metric", row->metric);
    table_text(t, "algorithm", row->algorithm);
    table_text(t, "uuid", row->uuid);
    table_time(t, "at", row->at);
    table_text(t, "build", row->build);
    table_text(t, "build_url", row->build_url);
    table_integer(t, "position", row->position);
    table_real(t, "percent", row->percent);
    table_real(t, "pvalue", row->pvalue);
    table_real(t, "mean_before", row->mean_before);
    table_real(t, "mean_after", row->mean_after);
    table_real(t, "stddev_before", row->stddev_before);
    table_real(t, "stddev_after", row->stddev_after);
    table_text(t, "dropped_by", row->dropped_by);
    if (row->has_regression)
        table_id(t, "regression", row->regression_id);
    else
        table_null(t, "regression");
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
    struct table table;
    struct page page;
    struct change_point_row *rows;
    size_t count;

    if (!table_open(&table, request, write_row, &(struct change_point_row){0}, err) ||
        !page_start(request, 'c', &page, err))
        return false;
    const int64_t *key = page.after.numbers;
    const struct change_point_after after =
        page.first ? CHANGE_POINT_LAST
                   : (struct change_point_after){{key[0], key[1], key[2]}, key[3], page.after.text};
    if (!browse_change_points(request->connection, request->arena, filter, after, page.most, &rows,
                              &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    table_start(&table);
    table_begin(&table, "change_points");
    for (size_t i = 0; i < shown; i++)
        table_row(&table, &rows[i]);
    page_close(&table, count,
               shown ? key_of(&rows[shown - 1]) : (struct cursor){.kind = 'c', .text = ""});
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
