/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/regressions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/page.h"
#include "api/series.h"
#include "report/change_text.h"

static void write_time(struct listing *t, const char *name, int64_t us)
{
    if (us)
        listing_time(t, name, us);
    else
        listing_null(t, name);
}

/* What became of it. */
static void write_fate(struct listing *t, const struct regression_row *row)
{
    write_time(t, "recovered_at", row->recovered_at);
    listing_text(t, "recovered_uuid", row->recovered_uuid);
    listing_text(t, "recovered_build", row->recovered_build);
    write_time(t, "faded_at", row->faded_at);
    listing_text(t, "faded_reason", row->faded_reason);
    listing_text(t, "environment", row->environment);
    listing_real(t, "environment_score", row->environment_score);
    listing_integer(t, "environment_moved", row->environment_moved);
    listing_integer(t, "environment_seen", row->environment_seen);
}

static void write_row(struct listing *t, const void *given)
{
    const struct regression_row *row = given;
    AUTO_ARENA arena = arena_new(); /* an answer of one thing is written without a request */

    listing_id(t, "id", row->regression_id);
    listing_text(t, "test", row->test);
    listing_text(t, "state", row->state);
    listing_text(t, "uuid", row->uuid);
    listing_time(t, "at", row->at);
    listing_text(t, "build", row->build);
    listing_text(t, "build_url", row->build_url);
    listing_text(t, "previous_uuid", row->previous_uuid);
    listing_text(t, "previous_build", row->previous_build);
    listing_text(t, "previous_build_url", row->previous_build_url);
    listing_real(t, "percent", row->percent);
    listing_real(t, "pvalue", row->pvalue);
    listing_text(t, "metric", row->metric);
    listing_real(t, "difference", row->mean_after - row->mean_before);
    listing_text(t, "unit", row->unit ? series_unit(row->unit) : NULL);
    listing_text(t, "change", change_text(arena, row->mean_before, row->mean_after, row->unit));
    listing_integer(t, "metrics", row->metrics);
    listing_time(t, "first_seen_at", row->first_seen_at);
    write_fate(t, row);
}

bool regressions_list(struct request *request, struct error *err)
{
    struct regression_filter filter = {.scope = page_scope(request),
                                       .build = QUERY_TEXT(&request->query, BUILD),
                                       .state = QUERY_TEXT(&request->query, STATE),
                                       .span = page_span(request)};
    struct listing listing;
    struct page page;
    struct regression_row *rows;
    size_t count;

    if (!listing_open(&listing, request, write_row, &(struct regression_row){0}, err) ||
        !page_start(request, 'g', &page, err) || !page_test(request, &filter.test_id, err))
        return false;
    const int64_t *key = page.after.numbers;
    const struct run_after after =
        page.first ? RUN_LAST : (struct run_after){key[0], key[1], key[2]};
    if (!browse_regressions(request->connection, request->arena, &filter, after, page.most, &rows,
                            &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    listing_start(&listing);
    listing_begin(&listing, "regressions");
    for (size_t i = 0; i < shown; i++)
        listing_row(&listing, &rows[i]);
    struct cursor last = {.kind = 'g', .text = ""};
    if (shown) {
        last.numbers[0] = rows[shown - 1].at;
        last.numbers[1] = rows[shown - 1].test_id;
        last.numbers[2] = rows[shown - 1].regression_id;
    }
    page_close(&listing, count, last);
    return true;
}

static void write_member(struct writer *w, struct arena *arena, const struct member_row *row)
{
    writer_object(w, NULL);
    writer_text(w, "metric", row->metric);
    writer_raw(w, "labels", row->labels);
    writer_text(w, "worse", series_worse(row->direction));
    writer_text(w, "algorithm", row->algorithm);
    writer_text(w, "uuid", row->uuid);
    writer_time(w, "at", row->at);
    writer_real(w, "percent", row->percent);
    writer_real(w, "pvalue", row->pvalue);
    writer_real(w, "threshold_percent", row->threshold);
    writer_real(w, "mean_before", row->mean_before);
    writer_real(w, "mean_after", row->mean_after);
    writer_real(w, "stddev_before", row->stddev_before);
    writer_real(w, "stddev_after", row->stddev_after);
    writer_real(w, "difference", row->mean_after - row->mean_before);
    writer_text(w, "unit", series_unit(row->unit));
    writer_text(w, "change", change_text(arena, row->mean_before, row->mean_after, row->unit));
    writer_end(w);
}

static bool read_id(const char *text, int64_t *ret_id)
{
    char *end;

    if (!*text || strspn(text, "0123456789") != strlen(text))
        return false;
    errno = 0;
    const long long id = strtoll(text, &end, 10);
    if (errno || *end)
        return false;
    *ret_id = id;
    return true;
}

bool regressions_get(struct request *request, struct error *err)
{
    int64_t id;
    struct regression_row *row;
    struct member_row *members;
    size_t count;

    if (!read_id(request->names[0], &id))
        return error_set(err, ERROR_NOT_FOUND, "id", "'%.100s' is not the id of a regression",
                         request->names[0]);
    if (!browse_regression(request->connection, request->arena, page_scope(request), id, &row,
                           err) ||
        !browse_members(request->connection, request->arena, row->test_id, id, &members, &count,
                        err))
        return false;
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    listing_members(&w, write_row, row);
    writer_array(&w, "members");
    for (size_t i = 0; i < count; i++)
        write_member(&w, request->arena, &members[i]);
    writer_end(&w);
    writer_end(&w);
    return true;
}
