/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void weights_come_from_the_closest_range(void **state)
{
    static const struct {
        const char *accept;
        int json, csv;
    } cases[] = {
        {NULL, 1000, 1000},
        {"", 1000, 1000},
        {" , ", 1000, 1000},
        {"*/*", 1000, 1000},
        {"text/csv", 0, 1000},
        {"TEXT/CSV", 0, 1000},
        {"text/*;q=0.3, */*;q=0.1", 100, 300},
        {"text/csv;q=0, */*", 1000, 0},
        {"*/*;q=0.2,text/csv; q=0.75", 200, 750},
        {"text/csv;header=present;q=0.5", 0, 500},
        {"application/json;q=2", 0, 0},
        {"application/json;q=x", 0, 0},
        {"application/jsonx, textcsv, text/, /csv, *", 0, 0},
        {"application/json;q=nan", 0, 0},
        {"image/png", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(form_weight(cases[i].accept, "application/json"), cases[i].json);
        assert_int_equal(form_weight(cases[i].accept, "text/csv"), cases[i].csv);
    }
}

static void every_form_has_a_word_that_names_its_type(void **state)
{
    (void)state;
    for (int form = 0; form < FORM_COUNT; form++)
        assert_non_null(form_word(form_type((enum form)form)));
    assert_string_equal(form_word("text/csv"), "csv");
    assert_null(form_word("image/png"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_come_from_the_closest_range),
        cmocka_unit_test(every_form_has_a_word_that_names_its_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
