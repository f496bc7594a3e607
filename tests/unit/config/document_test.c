/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "kit/config_kit.h"

static void paths_are_beside_the_file_that_names_them(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(document_beside(arena, "a/b/c.yaml", "d.yaml"), "a/b/d.yaml");
    assert_string_equal(document_beside(arena, "a/b/c.yaml", "/d.yaml"), "/d.yaml");
    assert_string_equal(document_beside(arena, "c.yaml", "d/e.yaml"), "d/e.yaml");
}

static void a_file_beyond_the_limit_is_refused(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct position nowhere = {.origin = NULL};
    char *text = arena_alloc(arena, LIMIT_CONFIG_FILE + 2, 1);
    struct seen_faults seen = {.text = ""};
    struct kit_folder folder;
    struct faults faults;

    (void)state;
    memset(text, '#', LIMIT_CONFIG_FILE + 1);
    kit_folder_init(&folder);
    const char *path = kit_folder_write(&folder, "big.yaml", text);
    faults_init(&faults, seen_report, &seen);
    assert_null(document_read(arena, path, NULL, nowhere, &faults));
    assert_non_null(strstr(seen.text, "cannot be read: File too large"));
    kit_folder_done(&folder);
}

static void a_template_may_not_grow_beyond_the_limit(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct variables *variables = variables_new(arena);
    char *value = arena_alloc(arena, LIMIT_CONFIG_FILE / 2, 1);
    struct seen_faults seen = {.text = ""};
    struct faults faults;
    static const char text[] = "[{{ x }}, {{ x }}, {{ x }}]";

    (void)state;
    memset(value, 'v', LIMIT_CONFIG_FILE / 2 - 1);
    variables_set(variables, "x", value);
    faults_init(&faults, seen_report, &seen);
    assert_null(document_parse(arena, "f", text, strlen(text), variables, &faults));
    assert_non_null(strstr(seen.text, "template: the rendered text is larger than"));
}

static void values_of_variables_that_are_no_text_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct variables *variables = variables_new(arena);
    struct seen_faults seen = {.text = ""};
    struct faults faults;

    (void)state;
    variables_set(variables, "x", "\xff");
    faults_init(&faults, seen_report, &seen);
    assert_null(document_parse(arena, "f", "a: {{ x }}", 10, variables, &faults));
    assert_non_null(strstr(seen.text, "f:1:4: this byte is not text"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_beside_the_file_that_names_them),
        cmocka_unit_test(a_file_beyond_the_limit_is_refused),
        cmocka_unit_test(a_template_may_not_grow_beyond_the_limit),
        cmocka_unit_test(values_of_variables_that_are_no_text_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
