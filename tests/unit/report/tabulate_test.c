/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vectors are what Python's tabulate printed: tests/data/tabulate/generate.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/tabulate.h"

static struct table_cell cell_of(const json_t *value)
{
    struct table_cell cell = {.kind = TABLE_NONE};

    if (json_is_boolean(value))
        cell = (struct table_cell){.kind = TABLE_BOOL, .integer = json_is_true(value)};
    else if (json_is_integer(value))
        cell = (struct table_cell){.kind = TABLE_INTEGER, .integer = json_integer_value(value)};
    else if (json_is_string(value))
        cell = (struct table_cell){.kind = TABLE_TEXT, .text = json_string_value(value)};
    else if (json_is_array(value))
        cell = (struct table_cell){
            .kind = TABLE_REAL, .real = strtod(json_string_value(json_array_get(value, 0)), NULL)};
    return cell;
}

static enum table_style style_of(const json_t *vector)
{
    static const char *const names[] = {[TABLE_SIMPLE] = "simple",
                                        [TABLE_PSQL] = "psql",
                                        [TABLE_OUTLINE] = "outline",
                                        [TABLE_GRID] = "grid"};
    const char *name = json_string_value(json_object_get(vector, "style"));

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name))
            return (enum table_style)i;
    fail_msg("no such style: %s", name);
    return TABLE_SIMPLE;
}

static void print_vector(struct buffer *out, struct arena *arena, const json_t *vector)
{
    const json_t *headers = json_object_get(vector, "headers");
    const json_t *rows = json_object_get(vector, "rows");
    const char **names = ARENA_ARRAY(arena, const char *, json_array_size(headers));
    struct table table = {
        .style = style_of(vector),
        .digits = (unsigned)json_integer_value(json_object_get(vector, "digits")),
        .right_from = (size_t)json_integer_value(json_object_get(vector, "right_from")),
        .headers = names,
        .header_count = json_array_size(headers),
        .column_count = (size_t)json_integer_value(json_object_get(vector, "columns")),
        .row_count = json_array_size(rows)};

    for (size_t i = 0; i < table.header_count; i++)
        names[i] = json_string_value(json_array_get(headers, i));
    table.columns = ARENA_ARRAY(arena, const struct table_cell *, table.column_count);
    for (size_t i = 0; i < table.column_count; i++) {
        struct table_cell *cells = ARENA_ARRAY(arena, struct table_cell, table.row_count);
        for (size_t row = 0; row < table.row_count; row++)
            cells[row] = cell_of(json_array_get(json_array_get(rows, row), i));
        table.columns[i] = cells;
    }
    tabulate(out, &table);
}

static void every_vector_is_laid_out_byte_for_byte(void **state)
{
    const char *other = getenv("RIGEL_TABULATE_VECTORS"); /* more than the ones kept here */
    json_error_t fault;
    json_t *vectors = json_load_file(other ? other : "tests/data/tabulate/vectors.json", 0, &fault);
    json_t *vector;
    size_t index, wrong = 0;

    (void)state;
    assert_non_null(vectors);
    assert_true(json_array_size(vectors) >= 800);
    json_array_foreach(vectors, index, vector)
    {
        AUTO_ARENA arena = arena_new();
        AUTO_BUFFER out;

        buffer_init(&out, 1 << 20);
        print_vector(&out, arena, vector);
        assert_true(buffer_ok(&out));
        const char *expected = json_string_value(json_object_get(vector, "text"));
        if (strcmp(out.data ? out.data : "", expected) != 0 && wrong++ < 3)
            print_error("vector %zu\n%s\nexpected\n%s\n", index, out.data, expected);
    }
    json_decref(vectors);
    assert_int_equal(wrong, 0);
}

static void a_number_in_text_takes_the_format_of_its_column(void **state)
{
    static const struct table_cell cells[] = {{.kind = TABLE_TEXT, .text = "4.20"},
                                              {.kind = TABLE_REAL, .real = 10.125}};
    const struct table_cell *columns[] = {cells};
    const char *headers[] = {"v"};
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    tabulate(&out, &(struct table){.headers = headers,
                                   .header_count = 1,
                                   .columns = columns,
                                   .column_count = 1,
                                   .row_count = 2});
    assert_string_equal(out.data, "     v\n------\n 4.2\n10.125");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_is_laid_out_byte_for_byte),
        cmocka_unit_test(a_number_in_text_takes_the_format_of_its_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
