/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "orion/fault_warning.h"
#include "orion/fetch_metrics.h"
#include "orion/fetch_runs.h"

struct orion_fetch {
    const struct orion_options *options;
    struct cluster *cluster;
};

struct orion_fetch *orion_fetch_open(const struct orion_options *options, struct stop *stop,
                                     struct error *err)
{
    struct orion_fetch *fetch = calloc(1, sizeof *fetch);

    if (!fetch) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for a connection");
        return NULL;
    }
    fetch->options = options;
    if (options->timeout < 1)
        (void)error_set(err, ERROR_USAGE, "--timeout", "expected at least 1 second");
    else
        fetch->cluster =
            cluster_open(options->es_server, options->timeout * CLOCK_SECOND, stop, err);
    if (!fetch->cluster) {
        free(fetch);
        return NULL;
    }
    return fetch;
}

void orion_fetch_close(struct orion_fetch *fetch)
{
    if (!fetch)
        return;
    cluster_close(fetch->cluster);
    free(fetch);
}

/* The flag's index, else the test's, else all of the cluster (fault 8). */
static bool find_index(const struct orion_fetch *fetch, const struct test *test, const char **ret,
                       struct error *err)
{
    const char *index =
        *fetch->options->benchmark_index ? fetch->options->benchmark_index : test->benchmark_index;

    *ret = index ? index : "";
    if (**ret)
        return true;
    if (fetch->options->correct)
        return error_set(err, ERROR_USAGE, test->name,
                         "no benchmark index: expected --benchmark-index or benchmark_index in "
                         "the test");
    fault_warn("fault 8: without benchmark index all indices of the cluster are searched, and the "
               "iteration filter is off",
               "test", test->name);
    return true;
}

/* Orion cannot tell two columns of one name apart. */
static bool name_apart(struct frame *frame, bool correct, struct error *err)
{
    struct strmap *names = strmap_new(frame->arena);

    for (size_t i = 0; i < frame->column_count; i++) {
        struct frame_column *column = &frame->columns[i];
        const char *name = column->name;
        if (strmap_has(names, name) && !correct)
            return error_set(err, ERROR_CONFIG, frame->test->name,
                             "two metrics give the column %s (--correct tells them apart)", name);
        for (unsigned number = 2; strmap_has(names, column->name); number++)
            column->name = arena_printf(frame->arena, "%s_%u", name, number);
        strmap_put(names, column->name, column);
    }
    return true;
}

/* Versions and pull requests of the rows. */
static bool add_versions(const struct run_book *book, struct frame *frame, struct error *err)
{
    const bool correct = book->options->correct;
    bool told = false;

    frame->lacks_versions = !book->has_versions && !correct;
    for (size_t i = 0; i < frame->row_count; i++) {
        struct frame_row *row = &frame->rows[i];
        const struct run_facts *facts = run_book_facts(book, row->run);
        if (facts && facts->version.kind != CELL_MISSING) {
            row->version = facts->version;
            row->prs = facts->prs;
            continue;
        }
        if (book->has_versions && !correct)
            return error_set(err, ERROR_INPUT, row->run,
                             "fault 17: the run has no %s while others have one; --correct shows "
                             "N/A",
                             frame->test->version_field);
        if (correct)
            row->version = (struct cell){.kind = CELL_TEXT, .text = "N/A"};
        if (!told && !correct)
            log_warning("orion", "no run has a version", "test=%s field=%s", frame->test->name,
                        frame->test->version_field);
        told = true;
    }
    return true;
}

static bool stands_before(const struct text_list *list, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(list->items[i], list->items[at]) == 0)
            return true;
    return false;
}

/* The fields of --display behind the metrics' columns. */
static void add_display(const struct run_book *book, struct frame *frame)
{
    const struct text_list *display = &book->options->display;
    struct frame_column *columns =
        ARENA_ARRAY(frame->arena, struct frame_column, frame->column_count + display->count + 1);

    if (frame->column_count)
        memcpy(columns, frame->columns, frame->column_count * sizeof *columns);
    for (size_t d = 0; d < display->count; d++) {
        if (stands_before(display, d))
            continue;
        struct cell *cells = ARENA_ARRAY(frame->arena, struct cell, frame->row_count + 1);
        for (size_t i = 0; i < frame->row_count; i++) {
            const struct run_facts *facts = run_book_facts(book, frame->rows[i].run);
            cells[i] = facts && facts->display ? facts->display[d]
                                               : (struct cell){.kind = CELL_TEXT, .text = "N/A"};
        }
        columns[frame->column_count++] = (struct frame_column){
            .name = display->items[d], .role = COLUMN_DISPLAY, .cells = cells};
    }
    frame->columns = columns;
}

static void add_build_urls(const struct run_book *book, struct frame *frame)
{
    for (size_t i = 0; i < frame->row_count; i++) {
        const struct run_facts *facts = run_book_facts(book, frame->rows[i].run);
        frame->rows[i].build_url = facts ? facts->build_url : NULL;
    }
}

/* Metrics without any value: Orion passes them in silence (fault 5). Returns how many have one. */
static size_t note_empty(struct frame *frame, bool correct)
{
    const char **empty = ARENA_ARRAY(frame->arena, const char *, frame->column_count + 1);
    size_t count = 0, full = 0;

    for (size_t i = 0; i < frame->column_count; i++) {
        if (frame_has_value(frame, i))
            full += frame->columns[i].role == COLUMN_VALUE;
        else if (frame->columns[i].role == COLUMN_VALUE)
            empty[count++] = frame->columns[i].name;
    }
    for (size_t i = 0; i < count; i++)
        fault_warn(correct ? "a metric without a single value"
                           : "fault 5: a metric without a single value passes as no regression",
                   "column", empty[i]);
    frame->without_data = (struct text_list){empty, count};
    return full;
}

static enum fetch_outcome make_frame(const struct run_book *book, const struct gathering *gathering,
                                     struct frame **ret, struct error *err)
{
    const bool correct = book->options->correct;
    struct frame *frame = ARENA_NEW(book->arena, struct frame);

    frame->arena = book->arena;
    frame->test = book->query->test;
    if (!gathering->table_count)
        return FETCH_NO_RUNS;
    if (!table_join(book->arena, gathering->tables, gathering->table_count, frame, err) ||
        !name_apart(frame, correct, err))
        return FETCH_FAILED;
    const size_t full = note_empty(frame, correct);
    if (correct && (!frame->row_count || !full))
        return FETCH_NO_RUNS;
    if (!add_versions(book, frame, err))
        return FETCH_FAILED;
    add_display(book, frame);
    add_build_urls(book, frame);
    *ret = frame;
    return FETCH_FRAME;
}

/* What is wrong with an answer is told with the address that gave it. */
static void tell_where(const struct orion_fetch *fetch, const struct test *test, struct error *err)
{
    const char *address = cluster_address(fetch->cluster);

    if (err->code == ERROR_REMOTE && !strstr(err->place, address))
        (void)error_within(err, "%s", address);
    (void)error_within(err, "test %s", test->name);
}

enum fetch_outcome orion_fetch_frame(struct orion_fetch *fetch, struct arena *arena,
                                     const struct fetch_query *query, struct frame **ret,
                                     struct error *err)
{
    struct run_book book;
    struct gathering gathering;
    const char *index;

    if (!find_index(fetch, query->test, &index, err))
        return FETCH_FAILED;
    run_book_init(&book, arena, fetch->cluster, fetch->options, query);
    enum fetch_outcome outcome = run_book_fill(&book, index, err);
    if (outcome == FETCH_FRAME) {
        gathering_init(&gathering, arena, fetch->cluster, query->test, index, &book.uuids,
                       fetch->options->correct);
        outcome = gathering_fetch(&gathering, err) ? make_frame(&book, &gathering, ret, err)
                                                   : FETCH_FAILED;
        gathering_done(&gathering);
    }
    run_book_done(&book);
    if (outcome == FETCH_FAILED)
        tell_where(fetch, query->test, err);
    return outcome;
}
