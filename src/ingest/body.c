/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/body.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/strmap.h"
#include "base/utf8.h"
#include "json/scan.h"

enum {
    PATH_SIZE = 1024,     /* longer paths are no field anybody asked for */
    FIELD_VALUES = 100000 /* the most values of one field in one document */
};

struct wanted {
    const char *name;
    struct slice *values; /* kept between documents */
    size_t count, capacity;
    bool has_object;
    double *numbers; /* room for capacity of them */
};

struct body_reader {
    struct arena *arena, *texts; /* texts: of the present document */
    struct strmap *paths;        /* path to struct wanted */
    struct wanted **fields;      /* by field number */
    struct wanted *distinct;
    size_t distinct_count;
    struct scan scan;
    char path[PATH_SIZE];
};

static const char KEYWORD[] = ".keyword";

static struct wanted *want(struct body_reader *reader, const char *name)
{
    const size_t size = strlen(name), ending = sizeof KEYWORD - 1;
    const bool keyword = size > ending && strcmp(name + size - ending, KEYWORD) == 0;
    const char *path = keyword ? arena_strndup(reader->arena, name, size - ending) : name;
    struct wanted *wanted = strmap_get(reader->paths, path);

    if (!wanted) {
        wanted = &reader->distinct[reader->distinct_count++];
        wanted->name = arena_strdup(reader->arena, path);
        strmap_put(reader->paths, path, wanted);
    }
    return wanted;
}

struct body_reader *body_reader_new(const char *const *fields, size_t count)
{
    struct arena *arena = arena_new();
    struct body_reader *reader = ARENA_NEW(arena, struct body_reader);

    reader->arena = arena;
    reader->texts = arena_new();
    reader->paths = strmap_new(arena);
    reader->fields = ARENA_ARRAY(arena, struct wanted *, count);
    reader->distinct = ARENA_ARRAY(arena, struct wanted, count);
    for (size_t i = 0; i < count; i++)
        reader->fields[i] = want(reader, fields[i]);
    return reader;
}

void body_reader_free(struct body_reader *reader)
{
    if (!reader)
        return;
    for (size_t i = 0; i < reader->distinct_count; i++) {
        free(reader->distinct[i].values);
        free(reader->distinct[i].numbers);
    }
    arena_free(reader->texts);
    arena_free(reader->arena); /* holds the reader itself */
}

static bool keep_value(struct wanted *wanted, struct slice value, struct error *err)
{
    if (wanted->count == FIELD_VALUES)
        return error_set(err, ERROR_LIMIT, wanted->name, "more than %d values in one document",
                         FIELD_VALUES);
    if (wanted->count == wanted->capacity) {
        const size_t capacity = wanted->capacity ? wanted->capacity * 2 : 4;
        struct slice *values = realloc(wanted->values, capacity * sizeof *values);
        if (!values)
            return error_set(err, ERROR_NO_MEMORY, wanted->name, "%zu values", capacity);
        wanted->values = values;
        double *numbers = realloc(wanted->numbers, capacity * sizeof *numbers);
        if (!numbers)
            return error_set(err, ERROR_NO_MEMORY, wanted->name, "%zu values", capacity);
        wanted->numbers = numbers;
        wanted->capacity = capacity;
    }
    wanted->values[wanted->count++] = value;
    return true;
}

static bool too_deep(struct error *err)
{
    return error_set(err, ERROR_LIMIT, NULL, "nested more than %d levels deep",
                     LIMIT_DOCUMENT_DEPTH);
}

static bool walk(struct body_reader *reader, size_t path_size, int depth, struct error *err);

/* A member whose path is too long to be asked for: only its depth matters. */
static bool pass_by(struct body_reader *reader, int depth, struct error *err)
{
    struct slice value;
    size_t deepest;

    if (!scan_value(&reader->scan, &value, &deepest))
        return true; /* the fault is looked at once, at the end */
    return (size_t)depth + deepest <= LIMIT_DOCUMENT_DEPTH ? true : too_deep(err);
}

static bool walk_object(struct body_reader *reader, size_t path_size, int depth, struct error *err)
{
    struct slice key;

    while (scan_member(&reader->scan, &key)) {
        size_t size = path_size;
        if (size + 1 + key.size >= PATH_SIZE) {
            if (!pass_by(reader, depth, err))
                return false;
            continue;
        }
        if (size)
            reader->path[size++] = '.';
        memcpy(reader->path + size, key.at, key.size);
        size += key.size;
        reader->path[size] = '\0';
        if (!walk(reader, size, depth, err))
            return false;
    }
    return true;
}

static bool walk_array(struct body_reader *reader, size_t path_size, int depth, struct error *err)
{
    while (scan_item(&reader->scan)) {
        reader->path[path_size] = '\0';
        if (!walk(reader, path_size, depth, err))
            return false;
    }
    return true;
}

/* The value at reader->path. depth counts the brackets that are open around it. */
static bool walk(struct body_reader *reader, size_t path_size, int depth, struct error *err)
{
    const char type = scan_peek(&reader->scan);
    struct slice value;

    if (type != '{' && type != '[') {
        if (!scan_value(&reader->scan, &value, NULL))
            return true;
        struct wanted *wanted = strmap_get(reader->paths, reader->path);
        return !wanted || type == 'n' || keep_value(wanted, value, err);
    }
    if (depth == LIMIT_DOCUMENT_DEPTH)
        return too_deep(err);
    (void)scan_enter(&reader->scan, type);
    if (type == '[')
        return walk_array(reader, path_size, depth + 1, err);
    struct wanted *wanted = path_size ? strmap_get(reader->paths, reader->path) : NULL;
    if (wanted)
        wanted->has_object = true;
    return walk_object(reader, path_size, depth + 1, err);
}

static bool is_utf8(const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        const size_t length = utf8_length(bytes + at, size - at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

bool body_read(struct body_reader *reader, const char *bytes, size_t size, struct error *err)
{
    arena_reset(reader->texts);
    for (size_t i = 0; i < reader->distinct_count; i++) {
        reader->distinct[i].count = 0;
        reader->distinct[i].has_object = false;
    }
    if (size > LIMIT_DOCUMENT_SIZE)
        return error_set(err, ERROR_LIMIT, NULL, "%zu bytes; at most %u are taken", size,
                         LIMIT_DOCUMENT_SIZE);
    if (!is_utf8(bytes, size))
        return error_set(err, ERROR_INPUT, NULL, "not UTF-8");
    /* Nothing here writes through the scan: slice_text is only given copies. */
    scan_init(&reader->scan, (char *)bytes, size);
    if (scan_peek(&reader->scan) != '{')
        return error_set(err, ERROR_INPUT, NULL, "expected a JSON object");
    reader->path[0] = '\0';
    if (!walk(reader, 0, 0, err))
        return false;
    if (!scan_end(&reader->scan))
        return error_set(err, ERROR_INPUT, NULL, "not JSON: expected %s at byte %zu",
                         reader->scan.fault, scan_offset(&reader->scan));
    return true;
}

/* A text value without its quotes and escapes; NULL: it holds U+0000 or half a surrogate pair. */
static const char *plain_text(struct body_reader *reader, struct slice value)
{
    char *copy = arena_strndup(reader->texts, value.at, value.size);

    return slice_text((struct slice){copy, value.size});
}

static bool object_fault(const struct wanted *wanted, const char *expected, struct error *err)
{
    return error_set(err, ERROR_INPUT, wanted->name, "expected %s, found an object", expected);
}

bool body_text(struct body_reader *reader, size_t field, const char **ret_text, struct error *err)
{
    const struct wanted *wanted = reader->fields[field];

    if (wanted->has_object && wanted->count == 0)
        return object_fault(wanted, "a text", err);
    *ret_text = NULL;
    if (wanted->count == 0)
        return true;
    const struct slice value = wanted->values[0];
    const char *text = value.at[0] == '"' ? plain_text(reader, value)
                                          : arena_strndup(reader->texts, value.at, value.size);
    if (!text)
        return error_set(err, ERROR_INPUT, wanted->name,
                         "a text with U+0000 or half a surrogate pair");
    *ret_text = *text ? text : NULL;
    return true;
}

/* A number as it is written: an epoch. */
static bool instant_of_number(const char *text, int64_t *ret_us)
{
    char *end = NULL;
    const double number = strtod(text, &end);

    return end != text && *end == '\0' && clock_from_number(number, ret_us);
}

bool body_time(struct body_reader *reader, size_t field, int64_t *ret_us, bool *ret_found,
               struct error *err)
{
    const struct wanted *wanted = reader->fields[field];
    const char *text = NULL;

    if (!body_text(reader, field, &text, err))
        return false;
    *ret_found = wanted->count > 0;
    if (!*ret_found)
        return true;
    const bool quoted = wanted->values[0].at[0] == '"';
    if (text && (quoted ? clock_parse(text, ret_us) : instant_of_number(text, ret_us)))
        return true;
    return error_set(err, ERROR_INPUT, wanted->name,
                     "expected a time (ISO 8601 or epoch seconds), found '%.40s'",
                     text ? text : "");
}

/* Digits, signs, point and exponent only: strtod would also take "nan", "0x1" and "infinity". */
static bool number_of(const char *text, double *ret)
{
    char *end;

    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    *ret = strtod(text, &end) + 0.0; /* -0 and 0 are one value */
    return *end == '\0' && isfinite(*ret);
}

/* One value; *ret_counts false: nothing to count. */
static bool one_number(struct body_reader *reader, const struct wanted *wanted, struct slice value,
                       double *ret, bool *ret_counts, struct error *err)
{
    const char *text;

    *ret_counts = true;
    if (value.at[0] != '"' && value.at[0] != 't' && value.at[0] != 'f') {
        /* A bracket, comma or blank follows: strtod stops there. */
        *ret = strtod(value.at, NULL) + 0.0;
        return isfinite(*ret)
                   ? true
                   : error_set(err, ERROR_INPUT, wanted->name, "a number that no double can hold");
    }
    text = value.at[0] == '"' ? plain_text(reader, value) : NULL;
    if (text && !*text) {
        *ret_counts = false;
        return true;
    }
    if (text && number_of(text, ret))
        return true;
    return error_set(err, ERROR_INPUT, wanted->name, "expected a number, found %.*s",
                     (int)(value.size < 40 ? value.size : 40), value.at);
}

bool body_numbers(struct body_reader *reader, size_t field, const double **ret_numbers,
                  size_t *ret_count, struct error *err)
{
    const struct wanted *wanted = reader->fields[field];
    size_t count = 0;

    if (wanted->has_object)
        return object_fault(wanted, "a number", err);
    for (size_t i = 0; i < wanted->count; i++) {
        bool counts;
        if (!one_number(reader, wanted, wanted->values[i], &wanted->numbers[count], &counts, err))
            return false;
        count += counts;
    }
    *ret_numbers = wanted->numbers;
    *ret_count = count;
    return true;
}

size_t body_count(const struct body_reader *reader, size_t field)
{
    return reader->fields[field]->count;
}
