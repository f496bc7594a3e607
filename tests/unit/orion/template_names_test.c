/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/template_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* wanted: the names, each with a blank behind; needed ones with '!'. */
static void assert_names(const char *text, const char *wanted)
{
    AUTO_ARENA arena = arena_new();
    struct template_name *names;
    char got[256] = "";
    size_t used = 0;
    const size_t count = template_names(arena, text, &names);

    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(got + used, sizeof got - used, "%s%s ", names[i].name,
                                 names[i].needed ? "!" : "");
    assert_string_equal(got, wanted);
}

static void names_come_once_in_their_order(void **state)
{
    (void)state;
    assert_names("a: {{ version }}\nb: {{x}} {{ version }}", "version! x! ");
    assert_names("none", "");
    assert_names("", "");
}

static void a_default_makes_a_name_optional_unless_it_is_needed_elsewhere(void **state)
{
    (void)state;
    assert_names("{{ a | default('x') }} {{ b|default(0) }} {{ b }}", "a b! ");
    assert_names("{{ a }} {{ a | default('x') }}", "a! ");
}

static void what_does_not_begin_with_a_name_is_passed_over(void **state)
{
    (void)state;
    assert_names("{{ 'text' }} {{ 1 + x }} {{}} {{ (y) }} {{- z -}} {{ q.w }}", "z! q! ");
    assert_names("{{ open", "");
    assert_names("{{ a }", "");
    assert_names("}} {{", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_come_once_in_their_order),
        cmocka_unit_test(a_default_makes_a_name_optional_unless_it_is_needed_elsewhere),
        cmocka_unit_test(what_does_not_begin_with_a_name_is_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
