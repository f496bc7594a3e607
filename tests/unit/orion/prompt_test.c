/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/prompt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct dialogue {
    struct prompt prompt;
    char *said;
    size_t size;
};

static void begin(struct dialogue *dialogue, const char *input)
{
    *dialogue = (struct dialogue){0};
    dialogue->prompt.arena = arena_new();
    /* fmemopen takes no empty buffer. */
    dialogue->prompt.in =
        *input ? fmemopen((void *)(uintptr_t)input, strlen(input), "r") : fopen("/dev/null", "r");
    dialogue->prompt.out = open_memstream(&dialogue->said, &dialogue->size);
    assert_non_null(dialogue->prompt.in);
    assert_non_null(dialogue->prompt.out);
}

static void end(struct dialogue *dialogue)
{
    (void)fclose(dialogue->prompt.in);
    (void)fclose(dialogue->prompt.out);
    free(dialogue->said);
    arena_free(dialogue->prompt.arena);
}

static void blanks_around_an_answer_do_not_count(void **state)
{
    struct dialogue dialogue;

    (void)state;
    begin(&dialogue, "  a b \t\r\nlast");
    assert_string_equal(prompt_line(&dialogue.prompt, "Q:"), "a b");
    assert_string_equal(prompt_line(&dialogue.prompt, "Q:"), "last");
    assert_false(dialogue.prompt.ended);
    assert_string_equal(prompt_line(&dialogue.prompt, "Q:"), "");
    assert_true(dialogue.prompt.ended);
    end(&dialogue);
}

static void an_empty_line_takes_the_standard(void **state)
{
    struct dialogue dialogue;

    (void)state;
    begin(&dialogue, "\nother\n");
    assert_string_equal(prompt_text(&dialogue.prompt, "Q:", "standard"), "standard");
    assert_string_equal(prompt_text(&dialogue.prompt, "Q:", "standard"), "other");
    (void)fflush(dialogue.prompt.out);
    assert_string_equal(dialogue.said, "Q: [standard] Q: [standard] ");
    end(&dialogue);
}

static void a_needed_answer_is_asked_for_until_it_comes(void **state)
{
    struct dialogue dialogue;

    (void)state;
    begin(&dialogue, "\n\nat last\n");
    assert_string_equal(prompt_text(&dialogue.prompt, "Q:", NULL), "at last");
    /* Nothing more comes: no endless loop. */
    assert_string_equal(prompt_text(&dialogue.prompt, "Q:", NULL), "");
    assert_true(dialogue.prompt.ended);
    end(&dialogue);
}

static void a_number_has_digits_only(void **state)
{
    struct dialogue dialogue;

    (void)state;
    begin(&dialogue, "x\n-3\n12\n\nx\n");
    assert_string_equal(prompt_number(&dialogue.prompt, "Q:", "5"), "12");
    assert_string_equal(prompt_number(&dialogue.prompt, "Q:", "5"), "5");
    (void)prompt_number(&dialogue.prompt, "Q:", "5");
    assert_true(dialogue.prompt.ended);
    end(&dialogue);
}

static void yes_and_no_have_short_forms_and_a_standard(void **state)
{
    struct dialogue dialogue;

    (void)state;
    begin(&dialogue, "y\nNO\nYes\nperhaps\nn\n\n\n");
    assert_true(prompt_yes(&dialogue.prompt, "Q?", false));
    assert_false(prompt_yes(&dialogue.prompt, "Q?", true));
    assert_true(prompt_yes(&dialogue.prompt, "Q?", false));
    assert_false(prompt_yes(&dialogue.prompt, "Q?", true));
    assert_true(prompt_yes(&dialogue.prompt, "Q?", true));
    assert_false(prompt_yes(&dialogue.prompt, "Q?", false));
    end(&dialogue);
}

static void a_choice_is_a_number_of_the_list(void **state)
{
    const char *const choices[] = {"a", "b", "c"};
    struct dialogue dialogue;

    (void)state;
    begin(&dialogue, "3\n0\n4\n2x\n-1\n+2\n2\n\n");
    assert_int_equal(prompt_choice(&dialogue.prompt, "Q:", choices, 3), 2);
    assert_int_equal(prompt_choice(&dialogue.prompt, "Q:", choices, 3), 1);
    assert_int_equal(prompt_choice(&dialogue.prompt, "Q:", choices, 3), 0);
    assert_int_equal(prompt_choice(&dialogue.prompt, "Q:", choices, 3), 0);
    assert_true(dialogue.prompt.ended);
    end(&dialogue);
}

static void after_the_end_no_question_is_shown(void **state)
{
    struct dialogue dialogue;

    (void)state;
    begin(&dialogue, "");
    (void)prompt_line(&dialogue.prompt, "First:");
    (void)prompt_line(&dialogue.prompt, "Second:");
    prompt_heading(&dialogue.prompt, "Heading");
    (void)fflush(dialogue.prompt.out);
    assert_string_equal(dialogue.said, "First: \n");
    end(&dialogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_around_an_answer_do_not_count),
        cmocka_unit_test(an_empty_line_takes_the_standard),
        cmocka_unit_test(a_needed_answer_is_asked_for_until_it_comes),
        cmocka_unit_test(a_number_has_digits_only),
        cmocka_unit_test(yes_and_no_have_short_forms_and_a_standard),
        cmocka_unit_test(a_choice_is_a_number_of_the_list),
        cmocka_unit_test(after_the_end_no_question_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
