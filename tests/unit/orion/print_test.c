/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames and changes out of recorded cases, and what Orion printed of them: each output byte for
 * byte. tests/data/orion/make_print_cases.py makes the file. */
#include "orion/print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/arena.h"

struct recorded {
    const json_t *json;
    struct arena *arena;
    struct test test;
    struct frame frame;
    struct orion_verdict verdict;
    struct orion_options options;
};

static const json_t *member(const json_t *object, const char *name)
{
    return json_object_get(object, name);
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(member(object, name));
}

static struct cell cell_of(struct arena *arena, const json_t *value)
{
    struct cell cell = {.kind = CELL_MISSING};

    if (json_is_boolean(value)) {
        cell.kind = CELL_BOOL;
        cell.integer = json_is_true(value);
    } else if (json_is_integer(value)) {
        cell.kind = CELL_INTEGER;
        cell.integer = json_integer_value(value);
        cell.real = (double)cell.integer;
    } else if (json_is_array(value)) {
        cell.kind = CELL_REAL;
        cell.real = strtod(json_string_value(json_array_get(value, 0)), NULL);
    } else if (json_is_string(value)) {
        cell.kind = CELL_TEXT;
        cell.text = json_string_value(value);
    } else if (json_is_object(value)) {
        cell.kind = CELL_JSON;
        cell.text = arena_strdup(arena, text_of(value, "json"));
    }
    return cell;
}

static const struct metric *metric_of(const struct recorded *recorded, const char *column)
{
    const json_t *labels = member(member(recorded->json, "labels"), column);
    struct metric *metric = ARENA_NEW(recorded->arena, struct metric);
    const char **texts = ARENA_ARRAY(recorded->arena, const char *, json_array_size(labels));

    for (size_t i = 0; i < json_array_size(labels); i++)
        texts[i] = json_string_value(json_array_get(labels, i));
    metric->labels = texts;
    metric->label_count = json_array_size(labels);
    return metric;
}

static enum column_role role_of(const struct recorded *recorded, const char *name)
{
    const json_t *values = member(recorded->json, "values");

    for (size_t i = 0; i < json_array_size(values); i++)
        if (!strcmp(json_string_value(json_array_get(values, i)), name))
            return COLUMN_VALUE;
    return COLUMN_ATTRIBUTE;
}

static void add_columns(struct recorded *recorded, const char *list, bool is_display)
{
    const json_t *names = member(recorded->json, list), *rows = member(recorded->json, "rows");

    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        struct frame_column *column = &recorded->frame.columns[recorded->frame.column_count++];

        *column = (struct frame_column){
            .name = name, .role = is_display ? COLUMN_DISPLAY : role_of(recorded, name)};
        column->metric = is_display ? NULL : metric_of(recorded, name);
        column->cells = ARENA_ARRAY(recorded->arena, struct cell, json_array_size(rows));
        for (size_t row = 0; row < json_array_size(rows); row++) {
            struct cell *cell = &column->cells[row];
            *cell =
                cell_of(recorded->arena, member(member(json_array_get(rows, row), "cells"), name));
            /* What the server answered with null; a document without the field is NaN. */
            cell->is_none =
                cell->kind == CELL_MISSING && (is_display || strstr(name, "_percentiles_"));
        }
    }
}

static void fill_row(struct recorded *recorded, struct frame_row *row, const json_t *json)
{
    const json_t *prs = member(json, "prs");
    const char **items = ARENA_ARRAY(recorded->arena, const char *, json_array_size(prs));

    for (size_t i = 0; i < json_array_size(prs); i++)
        items[i] = json_string_value(json_array_get(prs, i));
    *row = (struct frame_row){.run = text_of(json, "run"),
                              .has_time = true,
                              .version = {.kind = CELL_TEXT, .text = text_of(json, "version")},
                              .prs = {items, json_array_size(prs)},
                              .prs_text = text_of(json, "prs_text"),
                              .index = (size_t)json_integer_value(member(json, "index"))};
    if (member(json, "real_time")) {
        row->real_time = strtod(text_of(json, "real_time"), NULL);
        row->time = (int64_t)row->real_time;
        recorded->frame.has_real_times = true;
    } else {
        row->time = json_integer_value(member(json, "time"));
    }
}

static void fill_changes(struct recorded *recorded)
{
    const json_t *changes = member(recorded->json, "changes");
    struct frame_change *filled =
        ARENA_ARRAY(recorded->arena, struct frame_change, json_array_size(changes));

    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *change = json_array_get(changes, i);
        filled[i] = (struct frame_change){
            .row = (size_t)json_integer_value(member(change, "row")),
            .column = frame_value_column(&recorded->frame, text_of(change, "column")),
            .mean_before = strtod(text_of(change, "before"), NULL),
            .mean_after = strtod(text_of(change, "after"), NULL)};
        assert_true(filled[i].column < recorded->frame.column_count);
    }
    recorded->verdict = (struct orion_verdict){.frame = &recorded->frame,
                                               .changes = filled,
                                               .count = json_array_size(changes),
                                               .regression = json_array_size(changes) > 0};
}

static void read_case(struct recorded *recorded, struct arena *arena, const json_t *json)
{
    const json_t *rows = member(json, "rows"), *options = member(json, "options");

    *recorded = (struct recorded){.json = json, .arena = arena};
    recorded->test = (struct test){.name = text_of(json, "test"),
                                   .uuid_field = text_of(json, "uuid_field"),
                                   .version_field = text_of(json, "version_field")};
    recorded->options.column_group_size = json_integer_value(member(options, "group"));
    recorded->options.collapse = json_is_true(member(options, "collapse"));
    recorded->options.correct = json_is_true(member(options, "correct"));
    recorded->frame = (struct frame){.arena = arena,
                                     .test = &recorded->test,
                                     .row_count = json_array_size(rows),
                                     .has_indexes = json_is_true(member(json, "has_indexes"))};
    recorded->frame.rows = ARENA_ARRAY(arena, struct frame_row, json_array_size(rows));
    recorded->frame.columns = ARENA_ARRAY(arena, struct frame_column, 400);
    for (size_t i = 0; i < json_array_size(rows); i++)
        fill_row(recorded, &recorded->frame.rows[i], json_array_get(rows, i));
    add_columns(recorded, "metrics", false);
    add_columns(recorded, "display", true);
    fill_changes(recorded);
}

static size_t differs(const struct recorded *recorded, const char *output, const struct buffer *out,
                      const char *expected)
{
    const char *printed = out->data ? out->data : "";
    size_t same = 0;

    assert_true(buffer_ok(out));
    if (!strcmp(printed, expected))
        return 0;
    while (printed[same] && printed[same] == expected[same])
        same++;
    const size_t start = same > 200 ? same - 200 : 0;
    print_error("%s of %s differs at byte %zu:\n%.400s\nexpected\n%.400s\n", output,
                text_of(recorded->json, "case"), same, printed + start, expected + start);
    return 1;
}

static size_t check_csv(const struct recorded *recorded)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 24);
    if (recorded->frame.has_real_times || recorded->frame.has_indexes)
        return 0; /* the file is made of the frame before the algorithm */
    print_csv(&out, &recorded->frame);
    return differs(recorded, "CSV", &out, text_of(recorded->json, "csv"));
}

static size_t check_text(const struct recorded *recorded)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 24);
    if (!text_of(recorded->json, "text"))
        return 0;
    print_text_table(&out, &recorded->verdict, &recorded->options);
    return differs(recorded, "table", &out, text_of(recorded->json, "text"));
}

static size_t check_json(const struct recorded *recorded)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 24);
    if (!text_of(recorded->json, "json"))
        return 0;
    print_json(&out, &recorded->verdict, &recorded->options);
    return differs(recorded, "JSON", &out, text_of(recorded->json, "json"));
}

static size_t check_summary(const struct recorded *recorded)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 24);
    if (!json_is_true(member(recorded->json, "has_summary")))
        return 0;
    print_summary(&out, &recorded->verdict, &recorded->options);
    if (out.size > 0 && out.data[out.size - 1] == '\n')
        out.data[--out.size] = '\0';
    return differs(recorded, "summary", &out, text_of(recorded->json, "summary"));
}

/* The clock of a recorded JUnit document. */
static int64_t now_of(const char *junit)
{
    const char *found = strstr(junit, " timestamp=\"");

    return found ? strtoll(found + strlen(" timestamp=\""), NULL, 10) : 0;
}

static size_t check_junit(const struct recorded *recorded)
{
    const char *expected = text_of(recorded->json, "junit");
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 24);
    if (!expected)
        return 0;
    print_junit(&out, &recorded->verdict, &recorded->options, now_of(expected));
    return differs(recorded, "JUnit", &out, expected);
}

static size_t check_pulls(const struct recorded *recorded)
{
    const json_t *pulls = member(recorded->json, "pulls");
    const char *json = text_of(recorded->json, "pull_json");
    const char *junit = text_of(recorded->json, "pull_junit");
    const char *comparison = text_of(recorded->json, "comparison");
    struct recorded read[2];
    struct pull_result results[2] = {0};
    const size_t count = json_array_size(pulls);
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 24);
    if (!pulls)
        return 0;
    assert_true(count <= 2);
    for (size_t i = 0; i < count; i++) {
        read_case(&read[i], recorded->arena, json_array_get(pulls, i));
        results[i].number = text_of(read[i].json, "number");
        if (read[i].frame.row_count > 0)
            results[i].verdict = &read[i].verdict;
    }
    if (json) {
        print_pull_json(&out, &recorded->verdict, results, count, &recorded->options);
        return differs(recorded, "pull JSON", &out, json);
    }
    if (junit) {
        print_pull_junit(&out, &recorded->verdict, results, count, &recorded->options,
                         now_of(junit));
        return differs(recorded, "pull JUnit", &out, junit);
    }
    assert_non_null(comparison);
    print_comparison(&out, &recorded->verdict, results, count, &recorded->options);
    return differs(recorded, "comparison", &out, comparison);
}

static void each_case_of(const char *path, size_t (*check)(const struct recorded *recorded))
{
    json_error_t fault;
    json_t *cases = json_load_file(path, 0, &fault), *item;
    size_t index, wrong = 0;

    assert_non_null(cases);
    assert_true(json_array_size(cases) > 40);
    json_array_foreach(cases, index, item)
    {
        AUTO_ARENA arena = arena_new();
        struct recorded recorded;

        read_case(&recorded, arena, item);
        wrong += check(&recorded);
    }
    json_decref(cases);
    assert_int_equal(wrong, 0);
}

/* Recorded cases, and random frames as pandas and tabulate have them. */
static void each_case(size_t (*check)(const struct recorded *recorded))
{
    const char *other = getenv("RIGEL_FRAME_CASES"); /* more than the ones kept here */

    each_case_of("tests/data/orion/print_cases.json", check);
    each_case_of(other ? other : "tests/data/orion/frame_cases.json", check);
}

static void csv_files_are_those_of_orion(void **state)
{
    (void)state;
    each_case(check_csv);
}

static void tables_are_those_of_orion(void **state)
{
    (void)state;
    each_case(check_text);
}

static void json_documents_are_those_of_orion(void **state)
{
    (void)state;
    each_case(check_json);
}

static void junit_documents_are_those_of_orion(void **state)
{
    (void)state;
    each_case(check_junit);
}

static void outputs_of_pull_requests_are_those_of_orion(void **state)
{
    (void)state;
    each_case(check_pulls);
}

static void summaries_are_those_of_orion(void **state)
{
    (void)state;
    each_case(check_summary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_files_are_those_of_orion),
        cmocka_unit_test(tables_are_those_of_orion),
        cmocka_unit_test(json_documents_are_those_of_orion),
        cmocka_unit_test(summaries_are_those_of_orion),
        cmocka_unit_test(junit_documents_are_those_of_orion),
        cmocka_unit_test(outputs_of_pull_requests_are_those_of_orion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
