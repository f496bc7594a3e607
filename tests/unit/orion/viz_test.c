/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/viz.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char hostile[] = "</script><script>alert(1)</script><!-- & \"' ${x} {data}";

static void page_of(struct buffer *out, size_t limit, const char *text)
{
    const struct metric metric = {.direction = 1};
    struct cell value = {.kind = CELL_INTEGER, .integer = 1, .real = 1};
    struct cell link = {.kind = CELL_TEXT, .text = text};
    struct frame_column columns[] = {
        {.name = text, .role = COLUMN_VALUE, .metric = &metric, .cells = &value},
        {.name = text, .role = COLUMN_DISPLAY, .cells = &link},
    };
    struct frame_row row = {.run = text, .version = {.kind = CELL_TEXT, .text = text}};
    const struct test test = {.name = text, .uuid_field = text, .version_field = text};
    const struct frame frame = {
        .test = &test, .rows = &row, .row_count = 1, .columns = columns, .column_count = 2};
    const struct orion_verdict verdict = {.frame = &frame};
    const struct orion_options options = {.algorithm = ORION_HUNTER};

    buffer_init(out, limit);
    viz_page(out, &verdict, &options, 0);
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;

    for (; (text = strstr(text, word)); text += strlen(word))
        count++;
    return count;
}

/* The JSON as a browser takes it out: up to the first end of a script. */
static json_t *data_in(const char *page)
{
    static const char start[] = "<script type=\"application/json\" id=\"data\">";
    const char *from = strstr(page, start);

    assert_non_null(from);
    from += strlen(start);
    const char *to = strstr(from, "</script");
    assert_non_null(to);
    return json_loadb(from, (size_t)(to - from), 0, NULL);
}

static void no_text_of_a_document_ends_the_script(void **state)
{
    AUTO_BUFFER harmless;
    AUTO_BUFFER page;

    (void)state;
    page_of(&harmless, 1 << 20, "plain");
    page_of(&page, 1 << 20, hostile);
    assert_true(buffer_ok(&page));
    assert_int_equal(count_of(page.data, "<script"), count_of(harmless.data, "<script"));
    assert_int_equal(count_of(page.data, "</script"), count_of(harmless.data, "</script"));
    assert_int_equal(count_of(page.data, "<!--"), count_of(harmless.data, "<!--"));
}

static void hostile_text_reads_back_as_it_was(void **state)
{
    AUTO_BUFFER page;

    (void)state;
    page_of(&page, 1 << 20, hostile);
    json_t *data = data_in(page.data);
    assert_non_null(data);
    const json_t *row = json_array_get(json_object_get(data, "rows"), 0);
    assert_string_equal(json_string_value(json_object_get(row, "run")), hostile);
    assert_string_equal(json_string_value(json_object_get(data, "test")), hostile);
    json_decref(data);
}

static void the_title_is_the_test_with_its_marks_escaped(void **state)
{
    AUTO_BUFFER page;

    (void)state;
    page_of(&page, 1 << 20, "a<b & </title>");
    assert_non_null(strstr(page.data, "<title>a&lt;b &amp; &lt;/title>: change points</title>"));
}

static void the_policy_allows_this_style_and_script_alone(void **state)
{
    AUTO_BUFFER page;

    (void)state;
    page_of(&page, 1 << 20, "plain");
    assert_non_null(strstr(page.data, "content=\"default-src 'none'; script-src 'sha256-"));
    assert_non_null(strstr(page.data, "; style-src 'sha256-"));
    assert_null(strstr(page.data, "unsafe"));
    assert_null(strstr(page.data, "data-from"));
    assert_null(strstr(page.data, "src=\""));
}

static void a_page_past_the_limit_fails_softly(void **state)
{
    AUTO_BUFFER without_data;
    AUTO_BUFFER without_page;

    (void)state;
    page_of(&without_data, 64, "plain");
    assert_false(buffer_ok(&without_data));
    page_of(&without_page, 4096, "plain");
    assert_false(buffer_ok(&without_page));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text_of_a_document_ends_the_script),
        cmocka_unit_test(hostile_text_reads_back_as_it_was),
        cmocka_unit_test(the_title_is_the_test_with_its_marks_escaped),
        cmocka_unit_test(the_policy_allows_this_style_and_script_alone),
        cmocka_unit_test(a_page_past_the_limit_fails_softly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
