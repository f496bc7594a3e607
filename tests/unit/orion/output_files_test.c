/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "orion/output_files.h"

static const char *table(struct arena *arena, const char *path, const char *pull)
{
    const struct orion_options options = {.save_output_path = path};

    return output_table_name(arena, &options, "t", pull);
}

static const char *data(struct arena *arena, const char *path)
{
    const struct orion_options options = {.save_data_path = path};

    return output_data_name(arena, &options, "t");
}

static void the_last_extension_of_the_path_makes_room_for_the_test(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct orion_options options = {.save_output_path = "./results.v2.json"};

    (void)state;
    assert_string_equal(table(arena, "output.txt", NULL), "output_table_t.txt");
    assert_string_equal(table(arena, "out", NULL), "out_table_t.txt");
    assert_string_equal(table(arena, "a.b/out", NULL), "a.b/out_table_t.txt");
    assert_string_equal(table(arena, "output.txt", "42"), "output_table_t_pr_42.txt");
    assert_string_equal(output_result_name(arena, &options, "t", ".json"), "./results.v2_t.json");
}

static void dots_that_begin_a_name_are_no_extension(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(table(arena, ".hidden", NULL), ".hidden_table_t.txt");
    assert_string_equal(table(arena, "x/..hidden", NULL), "x/..hidden_table_t.txt");
    assert_string_equal(table(arena, ".hidden.txt", NULL), ".hidden_table_t.txt");
}

static void the_csv_path_is_cut_at_its_first_dot(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(data(arena, "data.csv"), "data-t.csv");
    assert_string_equal(data(arena, "data.v1.csv"), "data-t.csv");
    assert_string_equal(data(arena, "a/b"), "a/b-t.csv");
    assert_string_equal(data(arena, "./data.csv"), "-t.csv");
}

static void a_file_that_cannot_be_written_is_named(void **state)
{
    AUTO_BUFFER text;
    struct error err;

    (void)state;
    buffer_init(&text, 100);
    assert_false(output_write("/no/such/folder/x.txt", &text, &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_string_equal(err.place, "/no/such/folder/x.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_extension_of_the_path_makes_room_for_the_test),
        cmocka_unit_test(dots_that_begin_a_name_are_no_extension),
        cmocka_unit_test(the_csv_path_is_cut_at_its_first_dot),
        cmocka_unit_test(a_file_that_cannot_be_written_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
