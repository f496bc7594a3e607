/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/options_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"

/* The row of docs/orion.md that names an option in its first cell; false: there is none. */
static bool read_row(const char *name, char *line, size_t size)
{
    FILE *page = fopen("docs/orion.md", "r");
    const size_t length = strlen(name);
    bool found = false;

    assert_non_null(page);
    while (!found && fgets(line, (int)size, page)) {
        const char *end = line[0] == '|' ? strchr(line + 1, '|') : NULL;
        const char *at = strstr(line, name);
        found = end && at && at < end && at[-1] == '`' && strchr(" `", at[length]);
    }
    (void)fclose(page);
    return found;
}

static void the_page_tells_every_option_with_default_and_variables(void **state)
{
    char line[1024], wanted[256];

    (void)state;
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++) {
        const struct option_row *row = &orion_option_rows[id];
        if (!read_row(row->name, line, sizeof line))
            fail_msg("docs/orion.md has no row for %s", row->name);
        if (row->standard && *row->standard && !strstr(line, row->standard))
            fail_msg("docs/orion.md does not tell the default %s: %s", row->standard, line);
        (void)snprintf(wanted, sizeof wanted, "%s", row->variables ? row->variables : "");
        for (char *rest = NULL, *name = strtok_r(wanted, " ", &rest); name;
             name = strtok_r(NULL, " ", &rest))
            if (!strstr(line, name))
                fail_msg("docs/orion.md does not tell the variable %s: %s", name, line);
    }
}

static void names_and_letters_are_given_once(void **state)
{
    (void)state;
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++)
        for (size_t other = 0; other < id; other++) {
            const struct option_row *a = &orion_option_rows[id], *b = &orion_option_rows[other];
            assert_string_not_equal(a->name, b->name);
            assert_true(!a->letter || a->letter != b->letter);
        }
}

static void options_with_a_value_have_a_word_for_it(void **state)
{
    (void)state;
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++)
        assert_int_equal(option_takes_value(&orion_option_rows[id]),
                         orion_option_rows[id].word != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_tells_every_option_with_default_and_variables),
        cmocka_unit_test(names_and_letters_are_given_once),
        cmocka_unit_test(options_with_a_value_have_a_word_for_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
