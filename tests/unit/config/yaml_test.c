/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/limits.h"
#include "kit/config_kit.h"

static void gives(const char *text, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct node *node = kit_yaml(arena, text, &seen);

    assert_string_equal(seen.text, "");
    assert_string_equal(node_text(arena, node), expected);
}

static void fails(const char *text, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;

    assert_null(kit_yaml(arena, text, &seen));
    assert_string_equal(seen.text, expected);
}

static void quoted_text_is_text_and_plain_text_is_typed(void **state)
{
    (void)state;
    gives("[4.20, '4.20', \"4.20\", yes, 'yes', 010, ~, '']",
          "[4.2, '4.20', '4.20', True, 'yes', 8, None, '']");
    gives("a: |\n  yes\nb: >-\n  1\n  2\n", "{'a': 'yes\\n', 'b': '1 2'}");
    gives("[2026-01-02, '2026-01-02']", "[datetime.date(2026, 1, 2), '2026-01-02']");
    gives("", "None");
    gives("# only a comment\n", "None");
}

static void tags_of_the_plain_types_are_known(void **state)
{
    (void)state;
    gives("[!!str 4.20, !!int 7, !!float 7, !!bool no, !!null ~, ! 5]",
          "['4.20', 7, 7.0, False, None, '5']");
    gives("!!map {a: !!seq [1]}", "{'a': [1]}");
    fails("a: !!int x", "t.yaml:1:10: the tag int does not fit this value\n");
    fails("a: !mine x", "t.yaml:1:10: the tag !mine does not fit this value\n");
    fails("a: !!set {x}", "t.yaml:1:10: the tag set is not known here\n");
}

static void aliases_share_what_their_anchor_names(void **state)
{
    (void)state;
    gives("a: &x [1, 2]\nb: *x\nc: {d: *x}", "{'a': [1, 2], 'b': [1, 2], 'c': {'d': [1, 2]}}");
    gives("a: &x 1\nb: &x 2\nc: *x", "{'a': 1, 'b': 2, 'c': 2}");
    fails("a: *x\nb: &x 1", "t.yaml:1:4: the alias *x has no anchor before it\n");
    fails("a: &x [*x]", "t.yaml:1:8: the alias *x is inside its own anchor\n");
}

static void alias_bombs_are_refused(void **state)
{
    static char text[4096];
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    size_t used = (size_t)snprintf(text, sizeof text, "- &a0 [x, x, x, x, x, x, x, x, x, x]\n");

    (void)state;
    for (int i = 1; i < 9; i++)
        used +=
            (size_t)snprintf(text + used, sizeof text - used,
                             "- &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i,
                             i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    assert_null(kit_yaml(arena, text, &seen));
    assert_non_null(strstr(seen.text, "the document has more than 1000000 nodes"));
}

static void nesting_is_limited(void **state)
{
    char text[4 * LIMIT_CONFIG_DEPTH] = "";
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;

    (void)state;
    memset(text, '[', LIMIT_CONFIG_DEPTH - 1);
    memset(text + LIMIT_CONFIG_DEPTH - 1, ']', LIMIT_CONFIG_DEPTH - 1);
    assert_non_null(kit_yaml(arena, text, &seen));
    memset(text, '[', LIMIT_CONFIG_DEPTH + 1);
    memset(text + LIMIT_CONFIG_DEPTH + 1, ']', LIMIT_CONFIG_DEPTH + 1);
    assert_null(kit_yaml(arena, text, &seen));
    assert_non_null(strstr(seen.text, "t.yaml:1:"));
}

static void syntax_errors_name_their_place(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;

    (void)state;
    fails("a: 1\nb: @x\n", "t.yaml:2:4: YAML: plain scalar cannot start with '@'\n");
    fails("\xc3\xa9: b: c\n", "t.yaml:1:5: YAML: invalid nested block mapping on the same line\n");
    assert_null(kit_yaml(arena, "a: [\n", &seen));
    assert_non_null(strstr(seen.text, "t.yaml:2:1: YAML: "));
    fails("a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document begins here: one is expected\n");
    fails("[1]: 2\n", "t.yaml:1:1: a key must be a text, not a list\n");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    fails("a: \xff\n",
          "t.yaml:1:4: this byte is not text: UTF-8 without control characters is expected\n");
    fails("a: \"\\0\"\n", "t.yaml:1:4: a text may not hold the character NUL\n");
}

static void every_node_knows_its_place(void **state)
{
    AUTO_ARENA arena = arena_new();
    char text[POSITION_TEXT_SIZE];
    struct seen_faults seen;
    const struct node *root = kit_yaml(arena, "\xc3\xa9: 1\nb:\n  - x\n  - {y:   z}\n", &seen);

    (void)state;
    const struct node *list = node_get(root, "b");
    assert_string_equal(position_text(list->position, text), "t.yaml:3:3");
    assert_string_equal(position_text(list->items[1]->position, text), "t.yaml:4:5");
    assert_string_equal(position_text(node_get(list->items[1], "y")->position, text),
                        "t.yaml:4:11");
    assert_string_equal(position_text(root->entries[0].value->position, text), "t.yaml:1:4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoted_text_is_text_and_plain_text_is_typed),
        cmocka_unit_test(tags_of_the_plain_types_are_known),
        cmocka_unit_test(aliases_share_what_their_anchor_names),
        cmocka_unit_test(alias_bombs_are_refused),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(syntax_errors_name_their_place),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(every_node_knows_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
