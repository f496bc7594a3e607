/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/points.h"

#include <math.h>

#include "api/page.h"
#include "api/runs.h"
#include "api/series.h"

static void write_value(struct listing *t, bool has_value, const struct run_point_row *row)
{
    listing_real(t, "value", has_value ? row->value : (double)NAN);
    listing_integer(t, "samples", has_value ? row->samples : 0);
    listing_real(t, "min", row->minimum);
    listing_real(t, "max", row->maximum);
    listing_real(t, "mean", row->mean);
    listing_real(t, "sum", row->sum);
    listing_real(t, "stddev", row->stddev);
}

void points_write_of_run(struct listing *listing, const void *given)
{
    const struct run_point_row *row = given;

    listing_text(listing, "metric", row->metric);
    listing_text(listing, "unit", series_unit(row->unit));
    write_value(listing, row->has_value, row);
}

static void write_row(struct listing *t, const void *given)
{
    const struct point_row *row = given;
    const struct run_point_row value = {NULL,         NULL,         row->has_value, row->value,
                                        row->samples, row->minimum, row->maximum,   row->mean,
                                        row->sum,     row->stddev};

    listing_text(t, "uuid", row->uuid);
    listing_time(t, "at", row->at);
    listing_text(t, "build", row->build);
    listing_text(t, "build_url", row->build_url);
    runs_write_flags(t, &row->flags);
    write_value(t, row->has_value, &value);
}

bool points_list(struct request *request, struct error *err)
{
    struct listing listing;
    struct page page;
    int64_t test_id;
    struct series_row *series;
    struct point_row *rows;
    size_t count;

    if (!listing_open(&listing, request, write_row, &(struct point_row){0}, err) ||
        !page_start(request, 'p', &page, err) || !page_named_test(request, &test_id, err) ||
        !browse_one_series(request->connection, request->arena, test_id, request->names[1], &series,
                           err))
        return false;
    const struct run_after after =
        page.first ? RUN_FIRST
                   : (struct run_after){page.after.numbers[0], test_id, page.after.numbers[1]};
    if (!browse_points(request->connection, request->arena, test_id, series->series_id,
                       page_span(request), after, page.most, &rows, &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    listing_start(&listing);
    if (!listing.csv) {
        writer_text(&listing.writer, "test", request->names[0]);
        writer_text(&listing.writer, "metric", series->metric);
        writer_text(&listing.writer, "unit", series_unit(series->unit));
    }
    listing_begin(&listing, "points");
    for (size_t i = 0; i < shown; i++)
        listing_row(&listing, &rows[i]);
    struct cursor last = {.kind = 'p', .text = ""};
    if (shown) {
        last.numbers[0] = rows[shown - 1].at;
        last.numbers[1] = rows[shown - 1].run_id;
    }
    page_close(&listing, count, last);
    return true;
}
