/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/adapt_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const struct adapt_run kit_run = {.uuid = "u1", .build = "b1", .at_us = INT64_C(1795348800000000)};

static bool keep(void *context, const struct adapt_document *document, struct error *err)
{
    struct adapted *adapted = context;
    struct arena *arena = adapted->arena;

    if (adapted->count == KIT_DOCUMENTS)
        return error_set(err, ERROR_LIMIT, "kit", "too many documents for the kit");
    assert_int_equal(strlen(document->body), document->size);
    assert_null(strchr(document->body, '\n'));
    struct kit_document *kept = &adapted->documents[adapted->count++];
    *kept = (struct kit_document){
        .index = arena_strdup(arena, document->index),
        .id = arena_strdup(arena, document->id),
        .run = arena_strdup(arena, document->run),
        .body = arena_strdup(arena, document->body),
        .line = document->line,
        .tree = json_loads(document->body, JSON_REJECT_DUPLICATES, NULL),
    };
    if (!json_is_object(kept->tree))
        fail_msg("no JSON object: %s", document->body);
    return true;
}

static bool keep_reject(void *context, const struct adapt_reject *reject, struct error *err)
{
    struct adapted *adapted = context;

    (void)err;
    adapted->rejects[adapted->rejected++] = (struct adapt_reject){
        reject->line, reject->column, arena_strdup(adapted->arena, reject->field),
        arena_strdup(adapted->arena, reject->reason)};
    return true;
}

static struct adapted *adapt(const char *format, const struct adapt_run *run, const char *name,
                             const char *text, size_t size, bool strictly)
{
    struct adapted *adapted = calloc(1, sizeof *adapted);
    /* Without a NUL behind it, so that reading beyond the end is seen. */
    char *copy = malloc(size ? size : 1);
    const struct adapt_format *found = adapt_format_find(format);

    assert_non_null(adapted);
    assert_non_null(copy);
    assert_non_null(found);
    adapted->arena = arena_new();
    memcpy(copy, text, size);
    const struct adapt_file file = {name, copy, size};
    const struct adapt_sinks sinks = {keep, strictly ? NULL : keep_reject, adapted};
    adapted->fine = adapt_files(found, run, &file, 1, &sinks, &adapted->err);
    free(copy);
    return adapted;
}

struct adapted *adapt_text(const char *format, const struct adapt_run *run, const char *name,
                           const char *text)
{
    return adapt(format, run, name, text, strlen(text), false);
}

struct adapted *adapt_strictly(const char *format, const char *name, const char *text)
{
    return adapt(format, &kit_run, name, text, strlen(text), true);
}

struct adapted *adapt_data(const char *format, const struct adapt_run *run, const char *file)
{
    char path[256];
    static char text[1 << 20];

    (void)snprintf(path, sizeof path, "tests/data/adapt/%s", file);
    FILE *in = fopen(path, "rb");
    if (!in)
        fail_msg("%s cannot be read", path);
    const size_t size = fread(text, 1, sizeof text, in);
    assert_int_equal(fclose(in), 0);
    struct adapted *adapted = adapt(format, run, file, text, size, false);
    if (!adapted->fine)
        fail_msg("%s: %s: %s", file, adapted->err.place, adapted->err.text);
    return adapted;
}

void adapted_free(struct adapted *adapted)
{
    for (size_t i = 0; i < adapted->count; i++)
        json_decref(adapted->documents[i].tree);
    arena_free(adapted->arena);
    free(adapted);
}

void assert_refused(const char *format, const char *text, const char *place, const char *reason)
{
    struct adapted *adapted = adapt_strictly(format, "f", text);

    if (adapted->fine)
        fail_msg("taken, not refused: %s", text);
    assert_string_equal(adapted->err.place, place);
    assert_string_equal(adapted->err.text, reason);
    adapted_free(adapted);
}

const char *member_text(const json_t *tree, const char *key)
{
    const char *text = json_string_value(json_object_get(tree, key));

    if (!text)
        fail_msg("no text '%s'", key);
    return text;
}

double member_number(const json_t *tree, const char *key)
{
    const json_t *number = json_object_get(tree, key);

    if (!json_is_number(number))
        fail_msg("no number '%s'", key);
    return json_number_value(number);
}

void assert_written(const struct kit_document *document, const char *piece)
{
    if (!strstr(document->body, piece))
        fail_msg("%s is not in %s", piece, document->body);
}
