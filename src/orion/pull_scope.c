/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/pull_scope.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "json/field.h"

struct reader {
    struct arena *arena;
    const json_t *variables;
    const char **numbers;
    size_t count, capacity;
    struct buffer missing;
};

/* A variable's text: of --input-vars, else of the environment under its upper-case name. NULL:
 * neither has it, or it is empty. */
static const char *variable(struct reader *reader, const char *name)
{
    const json_t *value = json_object_get(reader->variables, name);
    char *upper = arena_strdup(reader->arena, name);
    const char *text;

    if (json_is_integer(value))
        return arena_printf(reader->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_string(value))
        return json_string_value(value)[0] ? json_string_value(value) : NULL;
    for (char *c = upper; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    text = getenv(upper);
    return text && text[0] ? text : NULL;
}

static bool need(struct reader *reader, const char *name, const char *value)
{
    if (!value)
        buffer_printf(&reader->missing, "%s%s", reader->missing.size ? ", " : "", name);
    return value != NULL;
}

static void add_number(struct reader *reader, const char *text, size_t size)
{
    reader->numbers = arena_grow(reader->arena, reader->numbers, reader->count, &reader->capacity,
                                 sizeof *reader->numbers);
    reader->numbers[reader->count++] = arena_strndup(reader->arena, text, size);
}

/* Numbers separated by commas and blanks. */
static bool add_numbers(struct reader *reader, const char *text, struct error *err)
{
    for (text += strspn(text, ", "); *text; text += strspn(text, ", ")) {
        const size_t size = strcspn(text, ", "), digits = strspn(text, "0123456789");

        if (digits != size || size > 18)
            return error_set(err, ERROR_USAGE, "pull_number",
                             "the number of a pull request is expected, not '%.*s'", (int)size,
                             text);
        add_number(reader, text, size);
        text += size;
    }
    return true;
}

static bool collect(struct reader *reader, const struct orion_options *options, struct error *err)
{
    const json_t *list = json_object_get(reader->variables, "pull_numbers");
    const char *text;

    for (size_t i = 0; i < options->pull_numbers.count; i++)
        if (!add_numbers(reader, options->pull_numbers.items[i], err))
            return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        text = json_is_string(item) ? json_string_value(item)
               : json_is_integer(item)
                   ? arena_printf(reader->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(item))
                   : "?";
        if (!add_numbers(reader, text, err))
            return false;
    }
    if (!list || !json_is_array(list)) {
        text = variable(reader, "pull_numbers");
        if (text && !add_numbers(reader, text, err))
            return false;
    }
    text = variable(reader, "pull_number");
    return !text || add_numbers(reader, text, err);
}

static int by_number(const void *left, const void *right)
{
    const long long a = strtoll(*(const char *const *)left, NULL, 10);
    const long long b = strtoll(*(const char *const *)right, NULL, 10);

    return (a > b) - (a < b);
}

static struct text_list sorted(struct reader *reader)
{
    size_t kept = 0;

    if (reader->count)
        qsort(reader->numbers, reader->count, sizeof *reader->numbers, by_number);
    for (size_t i = 0; i < reader->count; i++)
        if (kept == 0 || by_number(&reader->numbers[kept - 1], &reader->numbers[i]) != 0)
            reader->numbers[kept++] = reader->numbers[i];
    return (struct text_list){reader->numbers, kept};
}

static bool read_scope(struct reader *reader, const struct orion_options *options,
                       struct pull_scope *ret, struct error *err)
{
    const char *organization = variable(reader, "organization");
    const char *repository = variable(reader, "repository");
    bool there = need(reader, "jobtype", variable(reader, "jobtype"));

    there = need(reader, "organization", organization) && there;
    there = need(reader, "repository", repository) && there;
    if (!collect(reader, options, err))
        return false;
    there = need(reader, "pull_number", reader->count ? "" : NULL) && there;
    if (!there)
        return error_set(err, ERROR_USAGE, "--pr-analysis",
                         "missing variables: %s (give them with --input-vars, --pull-number or "
                         "the environment)",
                         reader->missing.data);
    *ret = (struct pull_scope){.organization = arena_strdup(reader->arena, organization),
                               .repository = arena_strdup(reader->arena, repository),
                               .numbers = sorted(reader)};
    return true;
}

bool pull_scope_read(struct arena *arena, const struct orion_options *options,
                     struct pull_scope *ret, struct error *err)
{
    AUTO_JSON variables = field_parse(options->input_vars, strlen(options->input_vars), ERROR_USAGE,
                                      "--input-vars", err);
    struct reader reader = {.arena = arena, .variables = variables};
    bool done;

    if (!variables)
        return false;
    buffer_init(&reader.missing, LIMIT_API_NAME);
    done = read_scope(&reader, options, ret, err);
    buffer_done(&reader.missing);
    return done;
}
