/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/document_tree.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "ingest/match.h"

/* Before the parser, which would use its stack: brackets outside of texts. */
static bool is_too_deep(const char *bytes, size_t size)
{
    size_t depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < size; i++) {
        if (in_string) {
            if (bytes[i] == '\\')
                i++;
            else if (bytes[i] == '"')
                in_string = false;
        } else if (bytes[i] == '"') {
            in_string = true;
        } else if (bytes[i] == '{' || bytes[i] == '[') {
            if (++depth > LIMIT_DOCUMENT_DEPTH)
                return true;
        } else if ((bytes[i] == '}' || bytes[i] == ']') && depth > 0) {
            depth--;
        }
    }
    return false;
}

static const char *kind_of(const json_t *value)
{
    static const char *const kinds[] = {
        [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a text",
        [JSON_INTEGER] = "a number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",      [JSON_NULL] = "null",
    };

    return kinds[json_typeof(value)];
}

json_t *document_tree(const char *bytes, size_t size, struct error *err)
{
    json_error_t fault;

    if (size > LIMIT_DOCUMENT_SIZE) {
        (void)error_set(err, ERROR_LIMIT, NULL, "%zu bytes; at most %u are taken", size,
                        LIMIT_DOCUMENT_SIZE);
        return NULL;
    }
    if (is_too_deep(bytes, size)) {
        (void)error_set(err, ERROR_LIMIT, NULL, "nested more than %d levels deep",
                        LIMIT_DOCUMENT_DEPTH);
        return NULL;
    }
    json_t *tree = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (!tree) {
        (void)error_set(err, ERROR_INPUT, NULL, "not JSON: column %d: %s", fault.column,
                        fault.text);
        return NULL;
    }
    if (json_is_object(tree))
        return tree;
    (void)error_set(err, ERROR_INPUT, NULL, "expected a JSON object, found %s", kind_of(tree));
    json_decref(tree);
    return NULL;
}

struct first_text {
    char *out;
    size_t size;
    const char *text;
};

static bool take_text(void *context, const json_t *value)
{
    struct first_text *first = context;

    if (json_is_string(value))
        first->text = json_string_value(value);
    else
        first->text = match_term(value, first->out, first->size);
    return first->text && first->text[0];
}

/* out is written through the struct. NOLINTNEXTLINE(readability-non-const-parameter) */
const char *document_run(const json_t *document, const char *run_field, char *out, size_t size)
{
    struct first_text first = {out, size, NULL};
    char name[256];
    const size_t length = strlen(run_field), ending = sizeof ".keyword" - 1;
    const bool keyword = length > ending && strcmp(run_field + length - ending, ".keyword") == 0;

    (void)snprintf(name, sizeof name, "%.*s", (int)(keyword ? length - ending : length), run_field);
    return match_values(document, name, take_text, &first) ? first.text : NULL;
}
