/* SPDX-License-Identifier: GPL-3.0-or-later */
/* orion_fetch_driver.c - a test's frame as Orion's command line fetches it, for the system tests.
 *
 *     orion_fetch_driver SERVER METADATA_INDEX BENCHMARK_INDEX TEST_FILE [--NAME VALUE | --FLAG]...
 *
 * --var NAME=VALUE sets a template variable. Each frame is one line of JSON: {"columns": [[name,
 * role], ...], "rows": [[run, time, version, build URL, cell, ...], ...], "empty": [...]}; a test
 * that gives none is {"outcome": 3} or {"error": "..."}. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "config/test_file.h"
#include "http/client.h"
#include "orion/fetch.h"
#include "json/writer.h"

enum { TEXTS_MOST = 64 };

struct setup {
    struct orion_options options;
    struct fetch_query query;
    const char *display[TEXTS_MOST];
    const char *variables[2 * TEXTS_MOST];
    size_t variable_count;
};

static void split_display(struct setup *setup, struct arena *arena, const char *text)
{
    size_t count = 0;

    for (size_t length; *text && count < TEXTS_MOST; text += length + (text[length] != '\0')) {
        length = strcspn(text, ",");
        setup->display[count++] = arena_strndup(arena, text, length);
    }
    setup->options.display = (struct text_list){setup->display, count};
}

static void add_variable(struct setup *setup, struct arena *arena, const char *pair)
{
    const size_t length = strcspn(pair, "=");

    if (setup->variable_count >= TEXTS_MOST || !pair[length])
        return;
    setup->variables[2 * setup->variable_count] = arena_strndup(arena, pair, length);
    setup->variables[2 * setup->variable_count + 1] = pair + length + 1;
    setup->variable_count++;
}

/* true: name takes a value. */
static bool take_text(struct setup *setup, struct arena *arena, const char *name, const char *value)
{
    if (strcmp(name, "--var") == 0)
        add_variable(setup, arena, value);
    else if (strcmp(name, "--display") == 0)
        split_display(setup, arena, value);
    else if (strcmp(name, "--uuid") == 0)
        setup->options.uuid = value;
    else if (strcmp(name, "--baseline") == 0)
        setup->options.baseline = value;
    else if (strcmp(name, "--lookback") == 0)
        setup->options.lookback = value;
    else if (strcmp(name, "--since") == 0)
        setup->options.since = value;
    else if (strcmp(name, "--lookback-size") == 0)
        setup->options.lookback_size = strtoll(value, NULL, 10);
    else if (strcmp(name, "--pull") == 0) {
        setup->query.runs = FETCH_PULL;
        setup->query.pull_number = value;
    } else
        return false;
    return true;
}

static bool take_flag(struct setup *setup, const char *name)
{
    if (strcmp(name, "--correct") == 0)
        setup->options.correct = true;
    else if (strcmp(name, "--node-count") == 0)
        setup->options.node_count = true;
    else if (strcmp(name, "--periodic") == 0)
        setup->query.runs = FETCH_PERIODIC;
    else
        return false;
    return true;
}

static bool read_arguments(struct setup *setup, struct arena *arena, int count, char **arguments)
{
    static const char *const display[] = {"buildUrl"};

    setup->options = (struct orion_options){.arena = arena,
                                            .lookback_size = 10000,
                                            .timeout = 30,
                                            .uuid = "",
                                            .baseline = "",
                                            .es_server = arguments[1],
                                            .metadata_index = arguments[2],
                                            .benchmark_index = arguments[3],
                                            .display = {display, 1}};
    for (int i = 5; i < count; i++) {
        if (take_flag(setup, arguments[i]))
            continue;
        if (i + 1 >= count || !take_text(setup, arena, arguments[i], arguments[i + 1]))
            return false;
        i++;
    }
    return true;
}

static void write_cell(struct writer *writer, const struct cell *cell)
{
    switch (cell->kind) {
    case CELL_MISSING:
        writer_null(writer, NULL);
        break;
    case CELL_BOOL:
        writer_bool(writer, NULL, cell->integer != 0);
        break;
    case CELL_INTEGER:
        writer_integer(writer, NULL, cell->integer);
        break;
    case CELL_REAL:
        writer_real(writer, NULL, cell->real);
        break;
    case CELL_TEXT:
        writer_text(writer, NULL, cell->text);
        break;
    case CELL_JSON:
        writer_raw(writer, NULL, cell->text);
        break;
    }
}

static void write_row(struct writer *writer, const struct frame *frame, size_t at)
{
    const struct frame_row *row = &frame->rows[at];

    writer_array(writer, NULL);
    writer_text(writer, NULL, row->run);
    if (row->has_time)
        writer_integer(writer, NULL, row->time);
    else
        writer_null(writer, NULL);
    write_cell(writer, &row->version);
    writer_text(writer, NULL, row->build_url);
    for (size_t i = 0; i < frame->column_count; i++)
        write_cell(writer, &frame->columns[i].cells[at]);
    writer_end(writer);
}

static void write_frame(struct writer *writer, const struct frame *frame)
{
    static const char *const roles[] = {"value", "attribute", "display"};

    writer_array(writer, "columns");
    for (size_t i = 0; i < frame->column_count; i++) {
        writer_array(writer, NULL);
        writer_text(writer, NULL, frame->columns[i].name);
        writer_text(writer, NULL, roles[frame->columns[i].role]);
        writer_end(writer);
    }
    writer_end(writer);
    writer_array(writer, "rows");
    for (size_t i = 0; i < frame->row_count; i++)
        write_row(writer, frame, i);
    writer_end(writer);
    writer_array(writer, "empty");
    for (size_t i = 0; i < frame->without_data.count; i++)
        writer_text(writer, NULL, frame->without_data.items[i]);
    writer_end(writer);
}

static void print_test(struct setup *setup, struct orion_fetch *fetch, const struct test *test)
{
    AUTO_ARENA arena = arena_new();
    AUTO_BUFFER out;
    struct error err = {0};
    struct frame *frame = NULL;

    buffer_init(&out, SIZE_MAX / 2);
    struct writer writer = writer_on(&out);
    writer_object(&writer, NULL);
    setup->query.test = test;
    setup->query.lookback_size = setup->options.lookback_size;
    enum fetch_outcome outcome = FETCH_FAILED;
    if (orion_time_range(arena, &setup->options, clock_now_us() / CLOCK_SECOND, &setup->query.start,
                         &setup->query.end, &err))
        outcome = orion_fetch_frame(fetch, arena, &setup->query, &frame, &err);
    if (outcome == FETCH_FRAME)
        write_frame(&writer, frame);
    else if (outcome == FETCH_NO_RUNS)
        writer_integer(&writer, "outcome", 3);
    else
        writer_text(&writer, "error", arena_printf(arena, "%s: %s", err.place, err.text));
    writer_end(&writer);
    printf("%s\n", out.data);
}

int main(int count, char **arguments)
{
    AUTO_ARENA arena = arena_new();
    struct setup setup = {0};
    struct error err = {0};

    if (count < 5 || !http_library_start() || !read_arguments(&setup, arena, count, arguments)) {
        fprintf(stderr, "orion_fetch_driver: see the head of its source\n");
        return 2;
    }
    const char *paths[] = {arguments[4]};
    const struct test_files files = {.paths = paths,
                                     .orion = true,
                                     .count = 1,
                                     .variables = setup.variables,
                                     .variable_count = setup.variable_count};
    struct test_set *tests = test_set_load(&files, &err);
    struct orion_fetch *fetch = tests ? orion_fetch_open(&setup.options, NULL, &err) : NULL;
    if (!fetch)
        printf("{\"error\": \"%s\"}\n", err.code == ERROR_USAGE ? "usage" : "configuration");
    for (size_t i = 0; fetch && i < tests->count; i++)
        print_test(&setup, fetch, &tests->tests[i]);
    if (!fetch)
        fprintf(stderr, "%s: %s\n", err.place, err.text);
    orion_fetch_close(fetch);
    test_set_free(tests);
    http_library_stop();
    return fetch ? 0 : 1;
}
