/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/log.h"
#include "orion/print_marks.h"

static const char tables[] = "time  a\n----  ---\nt0    1\nt1    2\nt2    3\n\n"
                             "time  b\n----  ---\nt0    1\nt1    2\nt2    3";

/* Marks of a at the rows 1 and 2, of b at row 2. */
static const char *marked(struct arena *arena, bool correct)
{
    static struct frame_column columns[] = {{.name = "a"}, {.name = "b"}};
    static const struct test test = {.name = "t"};
    static const char *const first[] = {"time", "a"}, *const second[] = {"time", "b"};
    static const struct mark_group groups[] = {{first, 2}, {second, 2}};
    static const struct frame_change changes[] = {
        {.row = 1, .column = 0, .mean_before = 1, .mean_after = 2, .percent = 100},
        {.row = 2, .column = 0, .mean_before = 2, .mean_after = 3, .percent = 50},
        {.row = 2, .column = 1, .mean_before = 2, .mean_after = 1, .percent = -50}};
    const struct frame frame = {
        .arena = arena, .test = &test, .row_count = 3, .columns = columns, .column_count = 2};
    const struct orion_verdict verdict = {.frame = &frame, .changes = changes, .count = 3};
    const struct marks marks = {&verdict, changes_sort(arena, &verdict), correct};
    struct buffer text, out;

    buffer_init(&text, 10000);
    buffer_init(&out, 10000);
    buffer_text(&text, tables);
    marks_insert(&out, &text, &marks, groups, 2);
    const char *kept = arena_strdup(arena, out.data);
    buffer_done(&text);
    buffer_done(&out);
    return kept;
}

static void marks_stand_at_their_rows_when_the_answer_shall_be_right(void **state)
{
    AUTO_ARENA arena = arena_new();
    const char *text = marked(arena, true);

    (void)state;
    assert_string_equal(strrchr(text, '%'), "%  \n      \xc2\xb7\xc2\xb7\xc2\xb7  \nt2    3");
}

static void marks_after_a_table_with_two_stand_one_line_too_high_as_in_orion(void **state)
{
    AUTO_ARENA arena = arena_new();
    const char *text = marked(arena, false);

    (void)state;
    assert_string_equal(strrchr(text, '%'),
                        "%  \n      \xc2\xb7\xc2\xb7\xc2\xb7  \nt1    2\nt2    3");
    assert_non_null(strstr(text, "+50.0%")); /* the first table is as it should be */
    assert_non_null(strstr(text, "\xc2\xb7  \nt2    3\n\ntime  b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_stand_at_their_rows_when_the_answer_shall_be_right),
        cmocka_unit_test(marks_after_a_table_with_two_stand_one_line_too_high_as_in_orion),
    };

    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
