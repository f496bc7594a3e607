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

static void branches_are_chosen_by_pythons_truth(void **state)
{
    (void)state;
    gives("a: {% if version == '4.20' %}1{% else %}2{% endif %}", "{'a': 1}");
    gives("a: {% if x is defined %}1{% elif word is not defined %}2{% else %}3{% endif %}",
          "{'a': 3}");
    gives("a: {% if '' or 0 or [] or none %}1{% endif %}", "{'a': None}");
    gives("a: {% if not '' and version >= '4.2' and 'o' in ['o', 1] %}1{% endif %}", "{'a': 1}");
    gives("a: {% if 1 < 2 < 3 and 2 not in [1, 3] %}1{% endif %}", "{'a': 1}");
    gives("a: {{ 'new' if version >= '4.2' else 'old' }}", "{'a': 'new'}");
    gives("a: '{{ 1 if false }}'", "{'a': ''}");
}

static void loops_know_where_they_are(void **state)
{
    (void)state;
    gives("{% for s in ['a', 'b', 'c'] %}- [{{ s }}, {{ loop.index }}, {{ loop.revindex0 }}, "
          "{{ loop.first }}, {{ loop.last }}, {{ loop.length }}]\n{% endfor %}",
          "[['a', 1, 2, True, False, 3], ['b', 2, 1, False, False, 3], "
          "['c', 3, 0, False, True, 3]]");
    gives("a: '{% for s in [] %}1{% else %}2{% endfor %}'", "{'a': '2'}");
    gives("- {% for s in [1, 2] %}{% for t in [s, 3] %}{{ s }}{{ t }}{{ loop.index }}x"
          "{% endfor %}{{ loop.index }}y{% endfor %}",
          "['111x132x1y221x232x2y']");
    gives("- {% for version in 'ab' %}{{ version }}{% endfor %}{{ version }}", "['ab4.20']");
}

static void statements_keep_the_line_ends_around_them(void **state)
{
    (void)state;
    gives("a: |\n{% if true %}\n  x\n{% endif %}\n  y\n", "{'a': '\\nx\\n\\ny\\n'}");
    gives("a: [1,\n   {%- if true -%}\n   2\n   {%- endif -%}\n]\n", "{'a': [1, 2]}");
}

/* What tells a template in the shared recordings (case 125) from plain ones. */
static void a_metadata_map_can_be_made_of_statements(void **state)
{
    (void)state;
    gives("a:\n{% if kind is defined %}  jobType: {{ kind }}\n{% else %}  jobType: periodic\n"
          "{% endif %}  not:\n{% for s in ['okd', 'none'] %}"
          "    {{ 'stream' if loop.first else 'clusterName' }}: {{ s }}\n{% endfor %}\n",
          "{'a': {'jobType': 'periodic', 'not': {'stream': 'okd', 'clusterName': 'none'}}}");
}

static void uses_of_what_is_undefined_are_told(void **state)
{
    (void)state;
    fails("a: {% if x %}1{% endif %}", "t.yaml:1:10: template: 'x' is undefined");
    fails("a: {% if x == 1 or 1 == 1 %}1{% endif %}", "t.yaml:1:10: template: 'x' is undefined");
    fails("{% for s in x %}{% endfor %}", "t.yaml:1:13: template: 'x' is undefined");
    fails("{{ x.y is defined }}", "t.yaml:1:4: template: 'x' is undefined");
    fails("{{ version if true else 1 }} {{ ['a'][1] }}",
          "t.yaml:1:38: template: a list has no '1'");
    fails("{% for s in [1] %}{{ loop.previtem }}{% endfor %}",
          "template: there is no such item of the loop");
    gives("a: {% if false %}{{ x }}{% endif %}1", "{'a': 1}");
    gives("a: {{ x | default(y) | default('b') }}", "{'a': 'b'}");
}

static void mistakes_in_what_python_can_do_are_told(void **state)
{
    (void)state;
    fails("{{ 1 < 'a' }}", "t.yaml:1:6: template: these two have no order");
    fails("{{ 1 in 2 }}", "t.yaml:1:6: template: `in` looks into a list, a map or a text");
    fails("{% for s in 5 %}{% endfor %}", "t.yaml:1:13: template: a list is expected here");
    fails("{% for s in [1] %}{{ loop.cycle }}{% endfor %}", "loop.cycle is not known here");
    fails("{% for s in [1] %}{{ loop }}{% endfor %}", "loop itself has no value");
    fails("{{ version.upper }}", "'upper' is a method of Python");
    fails("{{ range }}", "'range' is a function of Jinja2");
}

static void everything_else_of_jinja_is_refused_with_its_place(void **state)
{
    (void)state;
    fails("a: 1\n{% set x = 1 %}", "t.yaml:2:4: template: this statement is not known");
    fails("{% raw %}", "t.yaml:1:4: template: this statement is not known");
    fails("{% for a, b in [] %}{% endfor %}", "t.yaml:1:9: template: `in` is expected here");
    fails("{% for loop in [] %}{% endfor %}", "t.yaml:1:8: template: a name other than loop");
    fails("{% for a in [] if a %}{% endfor %}", "t.yaml:1:16: template: %} is expected here");
    fails("{% for a in [] recursive %}{% endfor %}", "t.yaml:1:16: template: %} is expected");
    fails("a: {{ x | upper }}", "t.yaml:1:11: template: the only filter is default(...)");
    fails("a: {{ x is none }}", "t.yaml:1:12: template: the only tests are");
    fails("a: {{ x is defined if y }}", "t.yaml:1:20: template: put the test in brackets");
    fails("a: {{ x | default(y=1) }}", "t.yaml:1:19: template: default() takes no such argument");
    fails("a: {{ x | default(1, true, 3) }}", "template: default() takes two arguments");
    fails("a: {{ version + 1 }}", "t.yaml:1:15: template: }} is expected here");
    fails("a: {{ -version }}", "t.yaml:1:7: template: this is not a number");
    fails("a: {{ f(1) }}", "t.yaml:1:8: template: functions cannot be called");
    fails("a: {{ (1, 2) }}", "t.yaml:1:9: template: ( is not closed by )");
    fails("a: {{ {'a': 1} }}", "t.yaml:1:7: template: this is not a number");
    fails("a: {{ [1:2] }}", "t.yaml:1:9: template: the list [ is not closed by ]");
    fails("a: {{ word[1:] }}", "t.yaml:1:13: template: [ is not closed by ]");
    fails("a: {{ }}", "t.yaml:1:7: template: a value is expected here");
    fails("a: {{ 010 }}", "t.yaml:1:7: template: this is not a number");
    fails("a: {{ 1 not 2 }}", "t.yaml:1:13: template: `not` stands before `in` here");
}

static void statements_must_match(void **state)
{
    (void)state;
    fails("a: 1\n {% if version %}\n{{ version }}", "t.yaml:2:2: template: this statement has no "
                                                    "end: {% endif %} is missing");
    fails("{% for a in [] %}{% else %}", "{% endfor %} is missing");
    fails("{% if 1 %}{% endfor %}", "t.yaml:1:14: template: there is nothing here that this word");
    fails("{% if 1 %}{% else %}{% elif 2 %}{% endif %}", "t.yaml:1:24: template: there is nothing");
    fails("{% endif %}", "t.yaml:1:4: template: there is nothing here that this word would end");
}

/* size copies of text between begin and end. */
static const char *repeated(struct buffer *out, const char *begin, const char *text, size_t count,
                            const char *end)
{
    buffer_clear(out);
    buffer_text(out, begin);
    for (size_t i = 0; i < count; i++)
        buffer_text(out, text);
    buffer_text(out, end);
    assert_true(buffer_ok(out));
    return out->data;
}

static void work_and_output_and_nesting_are_bounded(void **state)
{
    AUTO_BUFFER text = {.limit = 1 << 20};

    (void)state;
    fails(repeated(&text, "", "{% for a in '0123456789012345678901234567890123456789' %}", 4,
                   "{% endfor %}{% endfor %}{% endfor %}{% endfor %}"),
          "template: this takes more than 1000000 steps");
    fails(repeated(&text, "{{ ", "(", 200, "1"), "template: this is nested too deeply");
    fails(repeated(&text, "{{ 1", " or 1", 200, " }}"), "template: this expression is too long");
    fails(repeated(&text, "", "{% if 1 %}", 200, ""), "template: this is nested too deeply");
    AUTO_BUFFER large = {.limit = 1 << 20};
    repeated(&large, "", "0123456789012345678901234567890123456789", 20000, "");
    fails(repeated(&text, "{% for a in 'aaaaaaaaaa' %}", large.data, 1, "{% endfor %}"),
          "the rendered text is larger than 4194304 bytes");
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
        cmocka_unit_test(branches_are_chosen_by_pythons_truth),
        cmocka_unit_test(loops_know_where_they_are),
        cmocka_unit_test(statements_keep_the_line_ends_around_them),
        cmocka_unit_test(a_metadata_map_can_be_made_of_statements),
        cmocka_unit_test(uses_of_what_is_undefined_are_told),
        cmocka_unit_test(mistakes_in_what_python_can_do_are_told),
        cmocka_unit_test(statements_must_match),
        cmocka_unit_test(work_and_output_and_nesting_are_bounded),
        cmocka_unit_test(everything_else_of_jinja_is_refused_with_its_place),
        cmocka_unit_test(what_is_not_closed_is_told_where_it_opens),
        cmocka_unit_test(faults_of_the_yaml_are_placed_in_the_original),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
