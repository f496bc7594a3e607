/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/series.h"

#include "api/page.h"

const char *series_unit(const char *unit)
{
    return unit && unit[0] ? unit : NULL;
}

const char *series_worse(int direction)
{
    if (direction == 1)
        return "increase";
    return direction == -1 ? "decrease" : "both";
}

static void write_row(struct listing *t, const void *given)
{
    const struct series_row *row = given;

    listing_text(t, "metric", row->metric);
    listing_text(t, "unit", series_unit(row->unit));
    listing_bool(t, "active", row->active);
    listing_text(t, "worse", series_worse(row->direction));
    listing_real(t, "threshold_percent", row->threshold);
    listing_real(t, "limit_min", row->limit_min);
    listing_real(t, "limit_max", row->limit_max);
    listing_json(t, "labels", row->labels);
    listing_text(t, "correlation",
                 row->correlation && row->correlation[0] ? row->correlation : NULL);
    listing_integer(t, "context", row->context);
    listing_text(t, "regression_algorithm", row->regression_algorithm);
    listing_integer(t, "points", row->points);
    if (row->has_points)
        listing_time(t, "last_point_at", row->last_at);
    else
        listing_null(t, "last_point_at");
}

bool series_list(struct request *request, struct error *err)
{
    struct listing listing;
    struct page page;
    int64_t test_id;
    struct series_row *rows;
    size_t count;

    if (!listing_open(&listing, request, write_row, &(struct series_row){0}, err) ||
        !page_start(request, 's', &page, err) || !page_named_test(request, &test_id, err))
        return false;
    const struct series_after after = {page.first ? -1 : page.after.numbers[0], page.after.text};
    if (!browse_series(request->connection, request->arena, test_id, after, page.most, &rows,
                       &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    listing_start(&listing);
    if (!listing.csv)
        writer_text(&listing.writer, "test", request->names[0]);
    listing_begin(&listing, "series");
    for (size_t i = 0; i < shown; i++)
        listing_row(&listing, &rows[i]);
    page_close(&listing, count,
               (struct cursor){.kind = 's',
                               .numbers = {shown ? rows[shown - 1].position : 0},
                               .text = shown ? rows[shown - 1].metric : ""});
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
    listing_members(&w, write_row, row);
    writer_array(&w, "analyses");
    for (size_t i = 0; i < count; i++)
        write_analysis(&w, &analyses[i]);
    writer_end(&w);
    writer_end(&w);
    return true;
}
