/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

/* Python's text of what the template becomes as YAML. */
static void gives(const char *text, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;
    const struct node *node = kit_template(arena, text, &seen);

    assert_string_equal(seen.text, "");
    assert_non_null(node);
    assert_string_equal(node_text(arena, node), expected);
}

static void fails(const char *text, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;

    assert_null(kit_template(arena, text, &seen));
    assert_non_null(strstr(seen.text, expected));
}

static void names_stand_for_their_variables(void **state)
{
    (void)state;
    gives("v: '{{ version }}'", "{'v': '4.20'}");
    gives("v: {{version}}", "{'v': 4.2}");
    gives("{{ version }}{{ version }}", "4.204.20");
    gives("a: { b: 1 } # {braces}", "{'a': {'b': 1}}");
}

static void defaults_stand_in_for_undefined_names(void **state)
{
    (void)state;
    gives("[{{ x | default('a b') }}, {{x|default(\"c\")}}]", "['a b', 'c']");
    gives("[{{ x | default(0) }}, {{ x|d(-12) }}, {{ x|default(4.20) }}]", "[0, -12, 4.2]");
    gives("[{{ x | default(true) }}, {{ x | default(false) }}, {{ x | default(none) }}]",
          "[True, False, 'None']");
    gives("a: {{ x | default('') }}\nb: {{ x | default() }}\nc: {{ x | default }}",
          "{'a': None, 'b': None, 'c': None}");
    gives("v: {{ version | default('x') }}", "{'v': 4.2}");
    gives("v: {{ x | default(1_000) }}", "{'v': 1000}");
}

static void literals_know_pythons_escapes(void **state)
{
    (void)state;
    gives("- {{ x | default('it\\'s \\d }}') }}", "[\"it's \\\\d }}\"]");
    fails("v: {{ x | default('\\x41') }}", "t.yaml:1:20: template: this escape is not known");
}

static void minus_signs_take_white_space_away(void **state)
{
    (void)state;
    gives("- a {{- version -}} \n  b", "['a4.20b']");
    gives("- a {#- gone -#}\n b", "['ab']");
    gives("- a{# gone #} b", "['a b']");
}

static void one_line_end_at_the_end_is_not_kept(void **state)
{
    (void)state;
    gives("{{ word }}\n", "it's");
}

static void undefined_names_are_all_told_with_their_places(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;

    (void)state;
    assert_null(kit_template(arena, "a: {{ one }}\nb: '\xc3\xa9 {{ two }}'\n", &seen));
    assert_non_null(strstr(seen.text, "t.yaml:1:7: template: 'one' is undefined"));
    assert_non_null(strstr(seen.text, "t.yaml:2:10: template: 'two' is undefined"));
}

static void everything_else_of_jinja_is_refused_with_its_place(void **state)
{
    (void)state;
    fails("a: 1\n{% if x %}", "t.yaml:2:1: template: statements {% ... %} are not supported");
    fails("a: {{ x.y }}", "t.yaml:1:8: template: }} is expected here");
    fails("a: {{ x | upper }}", "t.yaml:1:11: template: the only filter is default(...)");
    fails("a: {{ x | default(y) }}", "t.yaml:1:19: template: default() takes");
    fails("a: {{ x | default('y', true) }}", "t.yaml:1:22: template: default( is not closed");
    fails("a: {{ 'x' }}", "t.yaml:1:7: template: a name is expected");
    fails("a: {{ x + 1 }}", "t.yaml:1:9: template: }} is expected here");
    fails("a: {{ true }}", "t.yaml:1:7: template: a name is expected");
    fails("a: {{ x | default(0x1f) }}", "t.yaml:1:19: template: this is not a number");
    fails("a: {{ x | default(010) }}", "t.yaml:1:19: template: this is not a number");
}

static void what_is_not_closed_is_told_where_it_opens(void **state)
{
    (void)state;
    fails("a: 1\n b: {{ version\n\n", "t.yaml:2:5: template: {{ is not closed by }}");
    fails("a: {# comment", "t.yaml:1:4: template: the comment {# has no #}");
    fails("a: {{ x | default('y) }}", "t.yaml:1:19: template: the quoted text has no end");
    fails("a: {{ x | default(1 }}", "t.yaml:1:21: template: default( is not closed by )");
}

static void faults_of_the_yaml_are_placed_in_the_original(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct seen_faults seen;

    (void)state;
    assert_null(kit_template(arena, "a: {{ x | default('long text here') }}\nb: [\n", &seen));
    assert_non_null(strstr(seen.text, "t.yaml:2:"));
    assert_null(kit_template(arena, "a: [1, {{ x | default('*nope') }}, 2]", &seen));
    assert_string_equal(seen.text, "t.yaml:1:8: the alias *nope has no anchor before it\n");
    assert_null(kit_template(arena, "a: {{ x | default('0123456789') }} b\nc: *nope", &seen));
    assert_string_equal(seen.text, "t.yaml:2:4: the alias *nope has no anchor before it\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_for_their_variables),
        cmocka_unit_test(defaults_stand_in_for_undefined_names),
        cmocka_unit_test(literals_know_pythons_escapes),
        cmocka_unit_test(minus_signs_take_white_space_away),
        cmocka_unit_test(one_line_end_at_the_end_is_not_kept),
        cmocka_unit_test(undefined_names_are_all_told_with_their_places),
        cmocka_unit_test(everything_else_of_jinja_is_refused_with_its_place),
        cmocka_unit_test(what_is_not_closed_is_told_where_it_opens),
        cmocka_unit_test(faults_of_the_yaml_are_placed_in_the_original),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
