/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/change_points.h"

#include "api/page.h"
#include "api/series.h"
#include "report/change_text.h"

static void write_row(struct listing *t, const void *given)
{
    const struct change_point_row *row = given;

    listing_text(t, "test", row->test);
    listing_text(t, "metric", row->metric);
    listing_text(t, "algorithm", row->algorithm);
    listing_text(t, "uuid", row->uuid);
    listing_time(t, "at", row->at);
    listing_text(t, "build", row->build);
    listing_text(t, "build_url", row->build_url);
    listing_integer(t, "position", row->position);
    listing_real(t, "percent", row->percent);
    listing_real(t, "pvalue", row->pvalue);
    listing_real(t, "mean_before", row->mean_before);
    listing_real(t, "mean_after", row->mean_after);
    listing_real(t, "stddev_before", row->stddev_before);
    listing_real(t, "stddev_after", row->stddev_after);
    listing_real(t, "difference", row->mean_after - row->mean_before);
    listing_text(t, "unit", series_unit(row->unit));
    listing_text(t, "change",
                 change_text(t->request->arena, row->mean_before, row->mean_after, row->unit));
    listing_real(t, "least_difference", row->least);
    listing_real(t, "greatest_difference", row->most);
    listing_text(t, "earliest_uuid", row->first_uuid);
    listing_text(t, "earliest_build", row->first_build);
    listing_text(t, "latest_uuid", row->last_uuid);
    listing_text(t, "latest_build", row->last_build);
    listing_real(t, "evidence", row->evidence);
    if (row->has_settled)
        listing_bool(t, "settled", row->settled);
    else
        listing_null(t, "settled");
    listing_text(t, "dropped_by", row->dropped_by);
    if (row->has_regression)
        listing_id(t, "regression", row->regression_id);
    else
        listing_null(t, "regression");
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
    struct listing listing;
    struct page page;
    struct change_point_row *rows;
    size_t count;

    if (!listing_open(&listing, request, write_row, &(struct change_point_row){0}, err) ||
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
    listing_start(&listing);
    listing_begin(&listing, "change_points");
    for (size_t i = 0; i < shown; i++)
        listing_row(&listing, &rows[i]);
    page_close(&listing, count,
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
