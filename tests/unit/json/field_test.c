/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/field.h"

static json_t *parse(const char *text)
{
    struct error err = {0};
    json_t *tree = field_parse(text, strlen(text), ERROR_REMOTE, "test", &err);

    assert_non_null(tree);
    return tree;
}

static void values_are_read_by_type(void **state)
{
    AUTO_JSON tree = parse("{\"t\":\"x\",\"i\":7,\"r\":1.5,\"b\":true,\"a\":[1,2],\"n\":null}");
    const struct field root = field_root(tree, "answer", ERROR_REMOTE);
    struct field found;
    struct error err = {0};
    const char *text = NULL;
    int64_t integer = 0;
    double real = 0;
    bool truth = false;

    (void)state;
    assert_true(field_member(&root, "t", &found, &err) && field_text(&found, &text, &err));
    assert_string_equal(text, "x");
    assert_true(field_member(&root, "i", &found, &err) && field_integer(&found, &integer, &err));
    assert_int_equal(integer, 7);
    assert_true(field_real(&found, &real, &err) && real == 7);
    assert_true(field_member(&root, "r", &found, &err) && field_real(&found, &real, &err));
    assert_true(real == 1.5);
    assert_true(field_member(&root, "b", &found, &err) && field_bool(&found, &truth, &err));
    assert_true(truth);
    assert_true(field_member(&root, "a", &found, &err) && field_array(&found, &err));
    assert_int_equal(field_count(&found), 2);
    assert_true(field_member(&root, "n", &found, &err));
    assert_null(field_optional(&root, "n").value);
    assert_null(field_optional(&root, "none").value);
    assert_int_equal(err.code, ERROR_NONE);
}

static void errors_name_the_path_and_what_was_found(void **state)
{
    AUTO_JSON tree = parse("{\"hits\":{\"hits\":[{\"_id\":\"a\"},{\"_id\":7}]}}");
    const struct field root = field_root(tree, "answer", ERROR_REMOTE);
    struct field outer, inner, id, none;
    struct error err = {0};
    const char *text = "untouched";

    (void)state;
    assert_true(field_member(&root, "hits", &outer, &err));
    assert_true(field_member(&outer, "hits", &inner, &err));
    const struct field second = field_item(&inner, 1);
    assert_true(field_member(&second, "_id", &id, &err));
    assert_false(field_text(&id, &text, &err));
    assert_string_equal(err.place, "answer: hits.hits[1]._id");
    assert_string_equal(err.text, "expected a text, found a number");
    assert_int_equal(err.code, ERROR_REMOTE);
    assert_string_equal(text, "untouched");
    assert_false(field_member(&second, "_index", &none, &err));
    assert_string_equal(err.place, "answer: hits.hits[1]._index");
    assert_string_equal(err.text, "expected a value, found nothing");
    assert_false(field_member(&inner, "x", &none, &err));
    assert_string_equal(err.text, "expected an object, found an array");
    assert_int_equal(field_count(&second), 0);
    assert_null(field_item(&second, 0).value);
}

static void a_long_path_is_cut_not_overrun(void **state)
{
    char name[200];
    struct error err = {0};
    const struct field root = field_root(NULL, "answer", ERROR_INPUT);
    struct field levels[10] = {root};

    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (size_t i = 1; i < 10; i++)
        levels[i] = (struct field){.parent = &levels[i - 1], .name = name, .code = ERROR_INPUT};
    assert_false(field_object(&levels[9], &err));
    assert_int_equal(strlen(err.place), sizeof err.place - 1);
}

static void a_text_that_is_not_json_is_told_with_its_place(void **state)
{
    struct error err = {0};

    (void)state;
    assert_null(field_parse("{\"a\":\n oops}", 12, ERROR_REMOTE, "GET /", &err));
    assert_int_equal(err.code, ERROR_REMOTE);
    assert_string_equal(err.place, "GET /");
    assert_non_null(strstr(err.text, "line 2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_by_type),
        cmocka_unit_test(errors_name_the_path_and_what_was_found),
        cmocka_unit_test(a_long_path_is_cut_not_overrun),
        cmocka_unit_test(a_text_that_is_not_json_is_told_with_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
