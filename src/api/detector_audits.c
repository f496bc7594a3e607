/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/detector_audits.h"

#include <math.h>
#include <stdio.h>

#include "api/page.h"
#include "api/series.h"

static const char *const lacks[] = {
    [AUDIT_ENOUGH] = NULL,
    [AUDIT_FEW_VALUES] = "too few values in stretches without a change",
    [AUDIT_NO_LEVEL] = "the level is 0: no step has a size in percent"};

const char *detector_audit_words(struct arena *arena, const struct detector_audit_row *row)
{
    const struct audit_figures *figures = &row->figures;

    if (figures->quiet[AUDIT_BLOCKS].values == 0)
        return "nothing could be measured: too few values in stretches without a change";
    if (isnan(figures->threshold))
        return arena_printf(
            arena, "no threshold keeps false reports to %g in 1,000 values: some are from 0",
            row->budget);
    if (isnan(figures->finds))
        return arena_printf(
            arena,
            "a threshold of %g%% keeps false reports to %g in 1,000 values; no step "
            "that was tried, up to %g%%, is found in 9 of 10 with it",
            figures->threshold, row->budget, audit_steps[AUDIT_STEPS - 1]);
    return arena_printf(arena,
                        "a threshold of %g%% keeps false reports to %g in 1,000 values; with it "
                        "steps from %g%% on are found in 9 of 10",
                        figures->threshold, row->budget, figures->finds);
}

/* An object a size. */
static const char *steps_json(struct arena *arena, const struct audit_figures *figures)
{
    AUTO_BUFFER text;

    buffer_init(&text, 1 << 16);
    struct writer w = writer_on(&text);
    writer_array(&w, NULL);
    for (size_t i = 0; i < AUDIT_STEPS; i++) {
        const struct audit_step *step = &figures->steps[i];

        writer_object(&w, NULL);
        writer_real(&w, "percent", step->percent);
        writer_integer(&w, "injected", (int64_t)step->injected);
        writer_integer(&w, "found", (int64_t)step->found);
        writer_real(&w, "recall_percent", step->injected ? 100 * step->recall : (double)NAN);
        writer_real(&w, "delay_runs", step->found ? step->delay : (double)NAN);
        writer_end(&w);
    }
    writer_end(&w);
    return buffer_ok(&text) ? arena_strndup(arena, text.data, text.size) : "[]";
}

/* A row with its texts, which need an arena. */
struct audit_view {
    const struct detector_audit_row *row;
    const char *steps, *proposal;
};

static const struct detector_audit_row empty_row;
static const struct audit_view empty_view = {.row = &empty_row};

static struct audit_view view_of(struct arena *arena, const struct detector_audit_row *row)
{
    return (struct audit_view){row, steps_json(arena, &row->figures),
                               detector_audit_words(arena, row)};
}

static double when(bool is_there, double value)
{
    return is_there ? value : (double)NAN;
}

static void write_figures(struct listing *t, const struct audit_view *view)
{
    const struct audit_figures *figures = &view->row->figures;
    const bool any = figures->quiet[AUDIT_BLOCKS].values > 0;

    listing_integer(t, "points", view->row->points);
    listing_integer(t, "histories", (int64_t)figures->quiet[AUDIT_BLOCKS].histories);
    listing_integer(t, "values", (int64_t)figures->quiet[AUDIT_BLOCKS].values);
    listing_real(t, "shuffled_false_per_1000", when(any, figures->quiet[AUDIT_SHUFFLED].per_1000));
    listing_real(t, "blocks_false_per_1000", when(any, figures->quiet[AUDIT_BLOCKS].per_1000));
    listing_real(t, "shuffled_alarmed_percent",
                 when(any, 100 * figures->quiet[AUDIT_SHUFFLED].alarmed));
    listing_real(t, "blocks_alarmed_percent",
                 when(any, 100 * figures->quiet[AUDIT_BLOCKS].alarmed));
    listing_json(t, "steps", view->steps);
    listing_real(t, "proposed_threshold_percent", when(any, figures->threshold));
    listing_real(t, "finds_percent", when(any, figures->finds));
    listing_text(t, "proposal", view->proposal);
}

static void write_test(struct listing *t, const void *given)
{
    const struct audit_view *view = given;
    const struct detector_audit_row *row = view->row;

    listing_text(t, "test", row->test);
    listing_time(t, "measured_at", row->measured_at);
    listing_real(t, "cpu_seconds", row->cpu_seconds);
    listing_text(t, "algorithm", row->algorithm && row->algorithm[0] ? row->algorithm : NULL);
    listing_integer(t, "samples", row->samples);
    listing_real(t, "budget_per_1000", row->budget);
    listing_integer(t, "series", (int64_t)row->figures.series);
    listing_integer(t, "skipped", (int64_t)row->figures.skipped);
    write_figures(t, view);
}

static void write_metric(struct listing *t, const void *given)
{
    const struct audit_view *view = given;
    const struct detector_audit_row *row = view->row;

    listing_text(t, "metric", row->metric);
    listing_text(t, "algorithm", row->algorithm);
    listing_text(t, "worse", series_worse(row->direction));
    listing_real(t, "threshold_percent", row->threshold);
    listing_text(t, "lack", lacks[row->lack]);
    write_figures(t, view);
}

bool detector_audits_list(struct request *request, struct error *err)
{
    struct listing listing;
    struct page page;
    struct detector_audit_row *rows;
    size_t count;

    if (!listing_open(&listing, request, write_test, &empty_view, err) ||
        !page_start(request, 'd', &page, err) ||
        !detector_audit_list(request->connection, request->arena, page_scope(request),
                             page.after.text, page.most, &rows, &count, err))
        return false;
    const size_t shown = page_rows(request, count);
    listing_start(&listing);
    listing_begin(&listing, "detector_audits");
    for (size_t i = 0; i < shown; i++) {
        const struct audit_view view = view_of(request->arena, &rows[i]);
        listing_row(&listing, &view);
    }
    page_close(&listing, count,
               (struct cursor){.kind = 'd', .text = shown ? rows[shown - 1].test : ""});
    return true;
}

void detector_audit_write(struct writer *writer, struct arena *arena,
                          const struct detector_audit_row *rows, size_t count)
{
    const struct audit_view whole = view_of(arena, &rows[0]);

    writer_object(writer, NULL);
    listing_members(writer, write_test, &whole);
    writer_array(writer, "metrics");
    for (size_t i = 1; i < count; i++) {
        const struct audit_view view = view_of(arena, &rows[i]);

        writer_object(writer, NULL);
        listing_members(writer, write_metric, &view);
        writer_end(writer);
    }
    writer_end(writer);
    writer_end(writer);
}

bool detector_audits_get(struct request *request, struct error *err)
{
    struct detector_audit_row *rows;
    int64_t test_id;
    size_t count;

    if (!page_named_test(request, &test_id, err) ||
        !detector_audit_load(request->connection, request->arena, test_id, &rows, &count, err))
        return false;
    if (count == 0)
        return error_set(err, ERROR_NOT_FOUND, "test",
                         "the detector was not measured on '%s' yet: `rigel audit` does it at once",
                         request->names[0]);
    struct writer w = reply_json(&request->reply, 200);
    detector_audit_write(&w, request->arena, rows, count);
    return true;
}

/* ---- /metrics ---- */

static void set(struct metrics *metrics, enum metric_id id, double value, const char *test,
                const char *label)
{
    if (isfinite(value))
        metrics_set(metrics, id, value, test, label);
}

void detector_audits_measure(struct metrics *metrics, const struct detector_audit_row *rows,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct audit_figures *figures = &rows[i].figures;
        const char *test = rows[i].test;

        if (figures->quiet[AUDIT_BLOCKS].values == 0)
            continue;
        set(metrics, METRIC_AUDIT_FALSE, figures->quiet[AUDIT_SHUFFLED].per_1000, test, "shuffled");
        set(metrics, METRIC_AUDIT_FALSE, figures->quiet[AUDIT_BLOCKS].per_1000, test, "blocks");
        set(metrics, METRIC_AUDIT_THRESHOLD, figures->threshold, test, NULL);
        set(metrics, METRIC_AUDIT_FINDS, figures->finds, test, NULL);
        for (size_t k = 0; k < AUDIT_STEPS; k++) {
            char step[16];

            (void)snprintf(step, sizeof step, "%g", figures->steps[k].percent);
            if (figures->steps[k].injected == 0)
                continue;
            set(metrics, METRIC_AUDIT_RECALL, figures->steps[k].recall, test, step);
            if (figures->steps[k].found > 0)
                set(metrics, METRIC_AUDIT_DELAY, figures->steps[k].delay, test, step);
        }
    }
}
