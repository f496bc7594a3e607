/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/compare_answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/page.h"
#include "api/series.h"
#include "report/change_text.h"
#include "report/tabulate.h"

/* ---- a row ---- */

static void write_side(struct listing *t, const char *const names[4],
                       const struct compare_side *side)
{
    listing_integer(t, names[0], (int64_t)side->runs);
    listing_real(t, names[1], side->runs ? side->mean : (double)NAN);
    listing_real(t, names[2], side->runs ? side->median : (double)NAN);
    listing_real(t, names[3], side->runs ? side->spread : (double)NAN);
}

static const char *points_url(struct arena *arena, const struct compare_series *series)
{
    return arena_printf(arena, "/api/v1/tests/%s/series/%s/points",
                        page_encode_name(arena, series->test),
                        page_encode_name(arena, series->metric));
}

/* NAN where a side has no value. */
static double difference_of(const struct compare_result *result)
{
    return result->base.runs && result->head.runs ? result->head.mean - result->base.mean
                                                  : (double)NAN;
}

static void write_row(struct listing *t, const void *given)
{
    static const char *const base[] = {"base_runs", "base_mean", "base_median", "base_spread"};
    static const char *const head[] = {"head_runs", "head_mean", "head_median", "head_spread"};
    static const struct compare_series nothing = {.test = "", .metric = ""};
    const struct compare_row *row = given;
    const struct compare_series *series = row->series ? row->series : &nothing;
    const struct compare_result *result = &row->result;

    listing_text(t, "test", series->test);
    listing_text(t, "metric", series->metric);
    listing_text(t, "unit", series_unit(series->unit));
    listing_text(t, "state", compare_state_name(result->state));
    listing_real(t, "percent", result->percent);
    listing_real(t, "difference", difference_of(result));
    listing_text(t, "change",
                 isnan(difference_of(result)) ? NULL
                                              : change_text(t->request->arena, result->base.mean,
                                                            result->head.mean, series->unit));
    listing_real(t, "pvalue", result->pvalue);
    listing_text(t, "method", result->method);
    listing_real(t, "least_percent", result->least_percent);
    listing_real(t, "threshold_percent", series->threshold);
    listing_text(t, "worse", series_worse(series->direction));
    write_side(t, base, &result->base);
    write_side(t, head, &result->head);
    listing_real(t, "limit_min", series->limit_min);
    listing_real(t, "limit_max", series->limit_max);
    listing_text(t, "beyond_limit", result->beyond_limit);
    listing_text(t, "points_url", points_url(t->request->arena, series));
}

bool compare_answer_open(struct listing *listing, struct request *request, struct error *err)
{
    static const enum form offered[] = {FORM_JSON, FORM_CSV, FORM_TEXT};

    return listing_open_as(listing, request, write_row, &(struct compare_row){.series = NULL},
                           offered, ARRAY_LEN(offered), err);
}

/* ---- most telling first ---- */

/* A change from 0 is larger than any percentage. */
static double size_of(const struct compare_result *result)
{
    const double difference = difference_of(result);

    if (isnan(result->percent))
        return isnan(difference) || difference == 0 ? 0 : (double)INFINITY;
    return fabs(result->percent);
}

static int by_what_it_tells(const void *left, const void *right)
{
    const struct compare_row *a = left, *b = right;
    const double p = isnan(a->result.pvalue) ? 2 : a->result.pvalue;
    const double q = isnan(b->result.pvalue) ? 2 : b->result.pvalue;
    const double x = size_of(&a->result), y = size_of(&b->result);

    if (a->result.state != b->result.state)
        return a->result.state < b->result.state ? -1 : 1;
    if (p < q || p > q)
        return p < q ? -1 : 1;
    if (x < y || x > y)
        return x > y ? -1 : 1;
    const int order = strcmp(a->series->test, b->series->test);
    return order ? order : strcmp(a->series->metric, b->series->metric);
}

/* What the whole is: the first of these that any metric is. */
static enum compare_state whole_state(const size_t counts[COMPARE_STATES])
{
    static const enum compare_state order[] = {COMPARE_WORSE, COMPARE_UNDECIDED, COMPARE_BETTER,
                                               COMPARE_SAME, COMPARE_NO_DATA};

    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        if (counts[order[i]])
            return order[i];
    return COMPARE_NO_DATA;
}

static void count_states(const struct compare_outcome *outcome, size_t counts[COMPARE_STATES])
{
    memset(counts, 0, COMPARE_STATES * sizeof *counts);
    for (size_t i = 0; i < outcome->row_count; i++)
        counts[outcome->rows[i].result.state]++;
}

/* ---- JSON ---- */

static void write_runs(struct writer *w, const char *key, const struct compare_runs *side)
{
    writer_object(w, key);
    writer_text(w, "kind", side->kind);
    writer_text(w, "build", side->selector.build);
    writer_text(w, "uuid", side->selector.uuid);
    writer_text(w, "pull", side->selector.pull);
    writer_array(w, "runs");
    for (size_t i = 0; i < side->count; i++) {
        const struct compare_run *run = &side->runs[i];
        writer_object(w, NULL);
        writer_text(w, "test", run->test);
        writer_text(w, "uuid", run->uuid);
        writer_time(w, "at", run->at);
        writer_text(w, "build", run->build);
        writer_text(w, "build_url", run->build_url);
        writer_end(w);
    }
    writer_end(w);
    writer_end(w);
}

static void write_head(struct writer *w, const struct compare_outcome *outcome)
{
    size_t counts[COMPARE_STATES];

    count_states(outcome, counts);
    writer_text(w, "state", compare_state_name(whole_state(counts)));
    writer_object(w, "counts");
    for (int state = 0; state < COMPARE_STATES; state++)
        writer_integer(w, compare_state_name((enum compare_state)state), (int64_t)counts[state]);
    writer_end(w);
    writer_object(w, "error_budget");
    writer_real(w, "budget", outcome->answer.budget);
    writer_integer(w, "tested", (int64_t)outcome->answer.tested);
    writer_real(w, "level", outcome->answer.level);
    writer_end(w);
    write_runs(w, "base", &outcome->base);
    write_runs(w, "head", &outcome->head);
}

/* ---- text ---- */

static const char *name_of(struct arena *arena, const struct compare_runs *side)
{
    const struct compare_selector *selector = &side->selector;

    if (selector->pull)
        return arena_printf(arena, "pull request %s", selector->pull);
    if (selector->uuid)
        return arena_printf(arena, "run %s", selector->uuid);
    if (strcmp(side->kind, "baseline") == 0)
        return selector->build ? arena_printf(arena, "the baseline up to build %s", selector->build)
                               : "the baseline before it";
    return arena_printf(arena, "build %s", selector->build);
}

static const char *number(struct arena *arena, double value)
{
    return isnan(value) ? "-" : arena_printf(arena, "%.6g", value);
}

static const char *percent(struct arena *arena, double value, const char *sign)
{
    return isnan(value) ? "-" : arena_printf(arena, "%s%.1f%%", value > 0 ? sign : "", value);
}

static const char *change(struct arena *arena, const struct compare_result *result,
                          const char *unit)
{
    if (!isnan(result->percent) || isnan(difference_of(result)))
        return percent(arena, result->percent, "+");
    return change_cell(arena, NAN, result->base.mean, result->head.mean, unit);
}

static const char *counts_text(struct arena *arena, const struct compare_outcome *outcome)
{
    size_t counts[COMPARE_STATES];
    const char *text = "";

    count_states(outcome, counts);
    for (int state = 0; state < COMPARE_STATES; state++)
        text = arena_printf(arena, "%s%s%zu %s", text, state ? ", " : "", counts[state],
                            compare_state_name((enum compare_state)state));
    return text;
}

enum { TEXT_COLUMNS = 9 };

static void write_text(struct request *request, const struct compare_outcome *outcome)
{
    static const char *const headers[TEXT_COLUMNS] = {
        "state", "test", "metric", "unit", "base", "head", "change", "p", "visible from"};
    struct arena *arena = request->arena;
    struct buffer *out = &request->reply.body;
    struct table_cell *cells =
        ARENA_ARRAY(arena, struct table_cell, TEXT_COLUMNS * (outcome->row_count + 1));
    const struct table_cell *columns[TEXT_COLUMNS];

    for (size_t i = 0; i < outcome->row_count; i++) {
        const struct compare_row *row = &outcome->rows[i];
        const struct compare_result *result = &row->result;
        const char *unit = series_unit(row->series->unit);
        const char *texts[TEXT_COLUMNS] = {
            compare_state_name(result->state),
            row->series->test,
            row->series->metric,
            unit ? unit : "-",
            number(arena, result->base.runs ? result->base.mean : (double)NAN),
            number(arena, result->head.runs ? result->head.mean : (double)NAN),
            change(arena, result, unit),
            number(arena, result->pvalue),
            percent(arena, result->least_percent, "")};
        for (size_t column = 0; column < TEXT_COLUMNS; column++)
            cells[column * outcome->row_count + i] =
                (struct table_cell){.kind = TABLE_TEXT, .text = texts[column]};
    }
    for (size_t column = 0; column < TEXT_COLUMNS; column++)
        columns[column] = &cells[column * outcome->row_count];
    reply_text(&request->reply, 200, "text/plain; charset=utf-8", "");
    request->reply.cacheable = true;
    buffer_printf(out, "%s against %s: %s\n\n", name_of(arena, &outcome->head),
                  name_of(arena, &outcome->base), counts_text(arena, outcome));
    tabulate(out, &(struct table){.style = TABLE_SIMPLE,
                                  .headers = headers,
                                  .header_count = TEXT_COLUMNS,
                                  .columns = columns,
                                  .column_count = TEXT_COLUMNS,
                                  .row_count = outcome->row_count});
    buffer_text(out, "\n");
}

void compare_answer_write(struct listing *listing, struct compare_outcome *outcome)
{
    qsort(outcome->rows, outcome->row_count, sizeof *outcome->rows, by_what_it_tells);
    if (listing->form == FORM_TEXT) {
        write_text(listing->request, outcome);
        return;
    }
    listing_start(listing);
    if (!listing->csv)
        write_head(&listing->writer, outcome);
    listing_begin(listing, "metrics");
    for (size_t i = 0; i < outcome->row_count; i++)
        listing_row(listing, &outcome->rows[i]);
    listing_end(listing);
    listing_close(listing);
}
