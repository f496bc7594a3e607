/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates against the answers of the real Jinja2: tests/data/templates/vectors.json. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "config/node_json.h"
#include "config/template.h"

static void read_vectors(struct buffer *text)
{
    const char *given = getenv("RIGEL_TEMPLATE_VECTORS");
    FILE *file = fopen(given ? given : "tests/data/templates/vectors.json", "re");
    char block[16384];
    size_t got;

    assert_non_null(file);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        buffer_append(text, block, got);
    assert_int_equal(fclose(file), 0);
    assert_true(buffer_ok(text));
}

static struct variables *variables_of(struct arena *arena, const struct node *map)
{
    struct variables *variables = variables_new(arena);
    struct error err;

    AUTO_BUFFER json = {.limit = LIMIT_CONFIG_FILE};
    buffer_text(&json, map->value.text);
    assert_true(variables_add_json(variables, json.data, "variables", &err));
    return variables;
}

/* Python's text of the outcome; NULL: refused. */
static const char *render(struct arena *arena, const char *source,
                          const struct variables *variables, struct faults *faults)
{
    AUTO_BUFFER out = {.limit = LIMIT_CONFIG_FILE};
    struct origin *origin = origin_new(arena, "t", source, strlen(source));

    const struct template *template = template_parse(origin, faults);
    if (!template || !template_render(template, origin, variables, &out, faults))
        return NULL;
    return arena_strndup(arena, out.data ? out.data : "", out.size);
}

static bool agrees(const struct node *vector, const struct variables *variables)
{
    AUTO_ARENA arena = arena_new();
    const char *source = node_get(vector, "template")->value.text;
    const struct node *expected = node_get(vector, "output");
    struct faults faults;

    faults_init(&faults, NULL, NULL);
    const char *output = render(arena, source, variables, &faults);
    if (node_is_null(expected) ? !output : output && strcmp(output, expected->value.text) == 0)
        return true;
    (void)fprintf(stderr, "template: %s\nexpected: %s\ngot: %s%s%s\n", source,
                  node_is_null(expected) ? "a fault" : expected->value.text,
                  output ? output : faults.first.place, output ? "" : " ",
                  output ? "" : faults.first.text);
    return false;
}

static void templates_render_as_jinja2_renders_them(void **state)
{
    AUTO_ARENA arena = arena_new();
    AUTO_BUFFER text = {.limit = LIMIT_CONFIG_FILE};
    struct error err;
    size_t different = 0;

    (void)state;
    read_vectors(&text);
    const struct node *root = node_of_json(arena, text.data, "vectors.json", &err);
    assert_non_null(root);
    const struct node *vectors = node_get(root, "vectors");
    const struct variables *variables = variables_of(arena, node_get(root, "variables"));
    assert_true(vectors->count > 100);
    for (size_t i = 0; i < vectors->count; i++)
        different += !agrees(vectors->items[i], variables);
    assert_int_equal(different, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(templates_render_as_jinja2_renders_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
