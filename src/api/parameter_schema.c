/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/parameter_schema.h"

#include "api/form.h"
#include "base/limits.h"

void parameter_write_name_schema(struct writer *writer, const char *key)
{
    writer_object(writer, key);
    writer_text(writer, "type", "string");
    writer_integer(writer, "minLength", 1);
    writer_integer(writer, "maxLength", LIMIT_API_NAME);
    writer_text(writer, "pattern", "^[^\\u0000]+$");
    writer_end(writer);
}

static void write_words(struct writer *w, const char *const *words)
{
    writer_text(w, "type", "string");
    writer_array(w, "enum");
    for (; *words; words++)
        writer_text(w, NULL, *words);
    writer_end(w);
}

/* The choices are the forms of the good answer. */
static void write_forms(struct writer *w, const json_t *operation)
{
    const json_t *answer = json_object_get(json_object_get(operation, "answers"), "200");
    const char *type;
    json_t *schema;

    writer_text(w, "type", "string");
    writer_array(w, "enum");
    json_object_foreach(json_object_get(answer, "content"), type, schema)
    {
        if (form_word(type))
            writer_text(w, NULL, form_word(type));
    }
    writer_end(w);
}

static void write_fields(struct writer *w, const json_t *rows)
{
    const char *name;
    json_t *schema;

    writer_text(w, "type", "array");
    writer_integer(w, "minItems", 1);
    writer_bool(w, "uniqueItems", true);
    writer_object(w, "items");
    writer_text(w, "type", "string");
    writer_array(w, "enum");
    json_object_foreach(json_object_get(rows, "properties"), name, schema)
    {
        writer_text(w, NULL, name);
    }
    writer_end(w);
    writer_end(w);
}

static void write_time(struct writer *w)
{
    static const char *const formats[] = {"date-time", "date"};

    writer_array(w, "anyOf");
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        writer_object(w, NULL);
        writer_text(w, "type", "string");
        writer_text(w, "format", formats[i]);
        writer_end(w);
    }
    writer_end(w);
}

static void write_count(struct writer *w)
{
    writer_text(w, "type", "integer");
    writer_integer(w, "minimum", 1);
    writer_integer(w, "maximum", LIMIT_API_PAGE);
    writer_integer(w, "default", QUERY_LIMIT_DEFAULT);
}

static void write_cursor(struct writer *w)
{
    writer_text(w, "type", "string");
    writer_text(w, "pattern", "^[A-Za-z0-9_-]+$");
    writer_integer(w, "maxLength", LIMIT_API_CURSOR);
}

/* At most LIMIT_WAIT_SECONDS. */
static void write_wait(struct writer *w)
{
    writer_text(w, "type", "string");
    writer_text(w, "pattern",
                "^((0|[1-9][0-9]?|[1-5][0-9]{2}|600)s?|([0-9]|10)m|"
                "(0|[1-9][0-9]{0,4}|[1-5][0-9]{5}|600000)ms)$");
}

void parameter_write(struct writer *writer, enum parameter parameter, const json_t *operation,
                     const json_t *rows)
{
    const enum parameter_kind kind = parameter_kind(parameter);

    writer_object(writer, NULL);
    writer_text(writer, "name", parameter_name(parameter));
    writer_text(writer, "in", "query");
    writer_text(writer, "description", parameter_expected(parameter));
    if (kind == KIND_FIELDS)
        writer_bool(writer, "explode", false);
    if (kind == KIND_NAME) {
        parameter_write_name_schema(writer, "schema");
        writer_end(writer);
        return;
    }
    writer_object(writer, "schema");
    switch (kind) {
    case KIND_NAME:
        break;
    case KIND_ALGORITHM:
    case KIND_STATE:
    case KIND_EVENTS:
    case KIND_TOOL:
        write_words(writer, parameter_words(kind));
        break;
    case KIND_TIME:
        write_time(writer);
        break;
    case KIND_COUNT:
        write_count(writer);
        break;
    case KIND_CURSOR:
        write_cursor(writer);
        break;
    case KIND_EVENT:
        writer_text(writer, "type", "string");
        writer_text(writer, "pattern", "^[0-9]{1,18}-[0-9]{1,18}$");
        break;
    case KIND_PULL:
        writer_text(writer, "type", "integer");
        writer_integer(writer, "minimum", 1);
        writer_integer(writer, "maximum", 999999999);
        break;
    case KIND_FIELDS:
        write_fields(writer, rows);
        break;
    case KIND_FORM:
        write_forms(writer, operation);
        break;
    case KIND_WAIT:
        write_wait(writer);
        break;
    case KIND_FLAG:
        write_words(writer, parameter_words(kind));
        break;
    }
    writer_end(writer);
    writer_end(writer);
}
