/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/clock.h"
#include "report/explanation_words.h"
#include "report/text_table.h"
#include "report/verdict_links.h"

enum { COLUMNS = 4, ROWS_MOST = 24 };

struct page {
    struct buffer *out;
    struct arena *arena;
    const struct explanation *told;
    const char **cells;
    size_t rows;
};

/* Control characters must not move the cursor of whoever reads it. */
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

static const char *number(struct page *page, double value)
{
    return isnan(value) ? "-" : arena_printf(page->arena, "%.4g", value);
}

static void add(struct page *page, enum explanation_algorithm algorithm, const char *what,
                const char *is, const char *asked)
{
    const char **row = &page->cells[COLUMNS * page->rows++];

    row[0] = explanation_algorithm_name(algorithm);
    row[1] = what;
    row[2] = is;
    row[3] = asked;
}

static const char *row_name(struct page *page, size_t row)
{
    return explanation_row_words(page->arena, page->told, row);
}

static void add_edivisive(struct page *page)
{
    const struct edivisive_explanation *told = &page->told->edivisive;
    const enum explanation_algorithm name = EXPLANATION_EDIVISIVE;
    struct arena *arena = page->arena;

    if (told->outcome == EDIVISIVE_NOTHING_BEFORE)
        return;
    add(page, name, "p in the search of its window", number(page, told->pvalue),
        arena_printf(arena, "at most %g", told->candidate_level));
    add(page, name, "best place there", row_name(page, told->best),
        arena_printf(arena, "p %s", number(page, told->best_pvalue)));
    add(page, name, "p between its neighbours", number(page, told->numbers.pvalue),
        arena_printf(arena, "below %g", told->max_pvalue));
    add(page, name, "magnitude", arena_printf(arena, "%s%%", number(page, told->magnitude * 100)),
        arena_printf(arena, "above %g%%", told->min_magnitude * 100));
    add(page, name, "values before, after",
        arena_printf(arena, "%zu, %zu", told->count_before, told->count_after), "");
    add(page, name, "means before, after",
        arena_printf(arena, "%s, %s", number(page, told->numbers.before.mean),
                     number(page, told->numbers.after.mean)),
        "");
}

static void add_look(struct page *page)
{
    const struct steady_explanation *told = &page->told->steady;
    const enum explanation_algorithm name = EXPLANATION_STEADY;
    struct arena *arena = page->arena;

    if (!told->looked)
        return;
    add(page, name, "evidence when nearest", number(page, fabs(told->evidence)),
        arena_printf(arena, "at least %s", number(page, fmax(told->asked, told->raised))));
    add(page, name, "values before, after, then",
        arena_printf(arena, "%zu, %zu", told->before, told->after),
        arena_printf(arena, "%d, 2", told->options.least));
    add(page, name, "level, deviation before",
        arena_printf(arena, "%s, %s", number(page, told->mean), number(page, told->deviation)), "");
    add(page, name, "autocorrelation", number(page, told->rho), "");
    add(page, name, "best place then", row_name(page, told->rival),
        arena_printf(arena, "%s of %s", number(page, fabs(told->rival_evidence)),
                     number(page, told->rival_asked)));
}

static void add_steady(struct page *page)
{
    const struct steady_explanation *told = &page->told->steady;
    const enum explanation_algorithm name = EXPLANATION_STEADY;
    struct arena *arena = page->arena;

    add_look(page);
    if (told->has_point)
        add(page, name, "90% set of runs",
            arena_printf(arena, "%s to %s", row_name(page, told->point.first),
                         row_name(page, told->point.last)),
            "");
    if (told->outcome == STEADY_CHANGE || told->outcome == STEADY_WITHDRAWN)
        add(page, name, "log ratio of the values since", number(page, told->fresh),
            arena_printf(arena, "settled %g, taken back %g", told->options.settle,
                         -told->options.drop));
    if (told->outcome == STEADY_UNDECIDED)
        add(page, name, "more runs like it", arena_printf(arena, "%zu", told->more), "");
}

static void add_percent(struct page *page)
{
    const struct explanation *told = page->told;

    if (told->values_before == 0)
        return;
    add(page, EXPLANATION_PERCENT, "off the mean before",
        isfinite(told->percent.percent)
            ? arena_printf(page->arena, "%+.1f%%", told->percent.percent)
            : "-",
        arena_printf(page->arena, "at least %g%%", told->threshold));
}

static void put_figures(struct page *page)
{
    static const struct text_column columns[COLUMNS] = {
        {"algorithm", false}, {"figure", false}, {"here", false}, {"asked", false}};

    page->cells = ARENA_ARRAY(page->arena, const char *, (size_t)COLUMNS *ROWS_MOST);
    add_edivisive(page);
    add_steady(page);
    add_percent(page);
    if (page->rows == 0)
        return;
    buffer_byte(page->out, '\n');
    text_table_write(page->out, columns, COLUMNS, page->cells, page->rows);
}

static void put_head(struct page *page)
{
    const struct explanation *told = page->told;
    const struct explanation_run *run = &told->runs[told->chosen];
    char at[CLOCK_TEXT_SIZE];

    put_line(page, "",
             arena_printf(page->arena, "%s, %s, %s", told->test, told->metric,
                          explanation_run_words(page->arena, run)));
    put_line(page, "",
             arena_printf(page->arena, "run %s of %s: %s", run->uuid, clock_format(run->at, at),
                          run->has_value ? explanation_value(page->arena, told, run->value)
                                         : "no value"));
    put_line(page, "", "");
    put_line(page, "", explanation_conclusion(page->arena, told));
}

void explanation_text_write(struct buffer *out, struct arena *arena,
                            const struct explanation *explanation)
{
    struct page page = {.out = out, .arena = arena, .told = explanation};

    put_head(&page);
    if (explanation->state == EXPLANATION_MADE) {
        buffer_byte(out, '\n');
        for (int i = 0; i < EXPLANATION_ALGORITHMS; i++) {
            const enum explanation_algorithm algorithm = (enum explanation_algorithm)i;

            put_line(&page, "",
                     arena_printf(arena, "%s: %s", explanation_algorithm_name(algorithm),
                                  explanation_words(arena, explanation, algorithm)));
        }
        put_figures(&page);
    }
    if (explanation->verdict_state)
        put_line(&page, "\n",
                 arena_printf(arena, "verdict told of this run: %s (%s)",
                              explanation->verdict_state, explanation->verdict_reason));
}
