/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "report/change_text.h"
#include "report/text.h"
#include "report/text_table.h"
#include "report/verdict_forms.h"
#include "report/verdict_links.h"

enum { COLUMNS = 7, LISTED = 30 /* of what is missing, or known */ };

struct page {
    struct buffer *out;
    struct arena *arena;
    const char *base;
    const struct run_verdict *run;
};

/* Control characters must not move the cursor of whoever reads the log. */
static void put(struct page *page, const char *text)
{
    for (const char *at = text; *at; at++)
        buffer_byte(page->out, (unsigned char)*at < ' ' || *at == 127 ? '?' : *at);
}

static void put_line(struct page *page, const char *before, const char *text)
{
    buffer_text(page->out, before);
    put(page, text);
    buffer_byte(page->out, '\n');
}

static const char *number(struct page *page, double value, const char *unit)
{
    if (isnan(value))
        return "-";
    return arena_printf(page->arena, "%.6g%s%s", value, unit && *unit ? " " : "", unit ? unit : "");
}

static void put_row(struct page *page, const char **row, const struct verdict_metric *metric)
{
    char pvalue[PERCENT_TEXT_SIZE];

    row[0] = verdict_state_name(metric->state);
    row[1] = metric->metric;
    row[2] = number(page, metric->value, metric->unit);
    row[3] = number(page, metric->baseline_mean, metric->unit);
    row[4] = change_cell(page->arena, metric->percent, metric->baseline_mean, metric->value,
                         metric->unit);
    row[5] = arena_strdup(page->arena, pvalue_text(metric->pvalue, pvalue));
    row[6] = metric->runs_needed > 0 ? arena_printf(page->arena, "%zu", metric->runs_needed) : "-";
}

/* Regressions first, each in the order of the configuration. */
static size_t fill_table(struct page *page, const struct verdict *verdict, const char **cells)
{
    size_t rows = 0;

    for (int state = VERDICT_REGRESSION; state <= VERDICT_UNDECIDED; state++)
        for (size_t i = 0; i < verdict->metric_count; i++)
            if ((int)verdict->metrics[i].state == state)
                put_row(page, &cells[COLUMNS * rows++], &verdict->metrics[i]);
    return rows;
}

static void put_table(struct page *page, const struct verdict *verdict)
{
    static const struct text_column columns[COLUMNS] = {
        {"state", false}, {"metric", false}, {"value", true},      {"baseline", true},
        {"change", true}, {"p", true},       {"runs needed", true}};
    const char **cells = ARENA_ARRAY(page->arena, const char *, COLUMNS * verdict->metric_count);
    const size_t rows = fill_table(page, verdict, cells);

    if (rows == 0)
        return;
    buffer_byte(page->out, '\n');
    text_table_write(page->out, columns, COLUMNS, cells, rows);
    for (size_t i = 0; i < verdict->metric_count; i++)
        if (verdict->metrics[i].state == VERDICT_REGRESSION)
            put_line(page, "  ",
                     arena_printf(page->arena, "%s: %s", verdict->metrics[i].metric,
                                  verdict->metrics[i].reason));
}

static void put_known(struct page *page, const struct verdict *verdict)
{
    size_t told = 0;

    for (size_t i = 0; i < verdict->metric_count; i++) {
        const struct verdict_metric *metric = &verdict->metrics[i];

        if (metric->state != VERDICT_KNOWN || told++ >= LISTED)
            continue;
        put_line(page,
                 "known: ", arena_printf(page->arena, "%s: %s", metric->metric, metric->reason));
    }
    if (told > LISTED)
        buffer_printf(page->out, "known: and %zu more\n", told - LISTED);
}

static void put_said(struct page *page, const struct verdict_said *said)
{
    if (said->job_fails)
        put_line(page, "job: ", said->job_status);
    for (size_t i = 0; i < said->alert_count && i < LISTED; i++)
        put_line(page, "alert: ",
                 arena_printf(page->arena, "%s: %s", said->alerts[i].severity,
                              said->alerts[i].description));
}

static void put_links(struct page *page, const struct verdict *verdict)
{
    if (verdict->excluded)
        put_line(page, "excluded from baselines: ", verdict->excluded);
    if (verdict->confirms)
        put_line(page, "confirms run: ", verdict->confirms);
    for (size_t i = 0; i < verdict->confirmed_count; i++)
        put_line(page, "confirmed by run: ", verdict->confirmed_by[i]);
    if (verdict->build_url)
        put_line(page, "build: ", verdict->build_url);
    if (verdict->previous_build_url)
        put_line(page, "previous build: ", verdict->previous_build_url);
    put_line(page,
             "verdict: ", verdict_link(page->arena, page->base, page->run->uuid, verdict->test));
    for (size_t i = 0, told = 0; i < verdict->metric_count && told < LISTED; i++)
        if (verdict->metrics[i].state == VERDICT_REGRESSION) {
            put_line(
                page, "series: ",
                series_link(page->arena, page->base, verdict->test, verdict->metrics[i].metric));
            told++;
        }
}

static void put_confirm(struct page *page, const struct verdict_confirm *confirm)
{
    const char *metrics = "";

    if (!confirm->token || confirm->metric_count == 0)
        return;
    for (size_t i = 0; i < confirm->metric_count && i < LISTED; i++)
        metrics =
            arena_printf(page->arena, "%s%s%s", metrics, i > 0 ? ", " : "", confirm->metrics[i]);
    if (confirm->metric_count > LISTED)
        metrics =
            arena_printf(page->arena, "%s and %zu more", metrics, confirm->metric_count - LISTED);
    put_line(page, "confirm: ",
             arena_printf(page->arena, "%zu %s with %s would decide: %s", confirm->runs,
                          confirm->runs == 1 ? "run" : "runs", confirm->token, metrics));
}

static void put_missing(struct page *page)
{
    const struct run_verdict *run = page->run;

    for (size_t i = 0; i < run->missing_count && i < LISTED; i++) {
        const struct verdict_missing *missing = &run->missing[i];
        const char *what = missing->what == LACK_METRIC     ? missing->metric
                           : missing->what == LACK_SETTLING ? "the run has not settled"
                                                            : "the run";

        put_line(page, "missing: ",
                 missing->test ? arena_printf(page->arena, "%s: %s", missing->test, what) : what);
    }
    if (run->missing_count > LISTED)
        buffer_printf(page->out, "missing: and %zu more\n", run->missing_count - LISTED);
    if (run->test_count > 0 && !run->analysed)
        buffer_text(page->out, "missing: the analysis of the newest points\n");
}

static void put_test(struct page *page, const struct verdict *verdict)
{
    if (page->run->test_count > 1) {
        buffer_byte(page->out, '\n');
        put_line(page, "",
                 arena_printf(page->arena, "%s: %s: %s", verdict->test,
                              verdict_state_name(verdict->state), verdict->reason));
    }
    put_table(page, verdict);
    buffer_byte(page->out, '\n');
    put_known(page, verdict);
    put_said(page, &verdict->said);
    put_confirm(page, &verdict->confirm);
    put_links(page, verdict);
}

void verdict_text_write(struct buffer *out, const struct run_verdict *run, const char *base)
{
    AUTO_ARENA arena = arena_new();
    struct page page = {.out = out, .arena = arena, .base = base, .run = run};

    put_line(&page, "", arena_printf(arena, "%s: %s", verdict_state_name(run->state), run->reason));
    put_missing(&page);
    for (size_t i = 0; i < run->test_count; i++)
        put_test(&page, &run->tests[i]);
}
