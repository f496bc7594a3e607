/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/points.h"

#include <math.h>

#include "api/page.h"

void points_write_value(struct writer *writer, bool has_value, const struct run_point_row *row)
{
    writer_real(writer, "value", has_value ? row->value : (double)NAN);
    writer_integer(writer, "samples", has_value ? row->samples : 0);
    writer_real(writer, "min", row->minimum);
    writer_real(writer, "max", row->maximum);
    writer_real(writer, "mean", row->mean);
    writer_real(writer, "sum", row->sum);
    writer_real(writer, "stddev", row->stddev);
}

static void write_point(struct writer *w, const struct point_row *row)
{
    const struct run_point_row value = {NULL,         row->has_value, row->value,
                                        row->samples, row->minimum,   row->maximum,
                                        row->mean,    row->sum,       row->stddev};

    writer_object(w, NULL);
    writer_text(w, "uuid", row->uuid);
    writer_time(w, "at", row->at);
    writer_text(w, "build", row->build);
    writer_text(w, "build_url", row->build_url);
    writer_bool(w, "settled", row->settled);
    points_write_value(w, row->has_value, &value);
    writer_end(w);
}

bool points_list(struct request *request, struct error *err)
{
    struct page page;
    int64_t test_id;
    struct series_row *series;
    struct point_row *rows;
    size_t count;

    if (!page_start(request, 'p', &page, err) || !page_named_test(request, &test_id, err) ||
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
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_text(&w, "test", request->names[0]);
    writer_text(&w, "metric", series->metric);
    writer_array(&w, "points");
    for (size_t i = 0; i < shown; i++)
        write_point(&w, &rows[i]);
    writer_end(&w);
    struct cursor last = {.kind = 'p', .text = ""};
    if (shown) {
        last.numbers[0] = rows[shown - 1].at;
        last.numbers[1] = rows[shown - 1].run_id;
    }
    page_next(request, &w, count, last);
    writer_end(&w);
    return true;
}
