/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <string.h>

#include "adapt/formats.h"
#include "adapt/input.h"
#include "adapt/object.h"
#include "adapt/output.h"
#include "base/limits.h"

enum { NAME_SIZE = 512 }; /* of an index, an id, a run id */

/* Where the next line's document goes, as the action line before it says. */
struct action {
    bool is_said;
    const char *index, *id;
};

struct lines {
    struct output *out;
    const struct adapt_file *file;
    struct arena *arena; /* of the action; the document's own is output_arena */
    struct action action;
    size_t line;
};

/* A line of its own, so that positions are counted within it. */
static struct adapt_file line_file(const struct lines *lines, const char *at, size_t size)
{
    return (struct adapt_file){lines->file->name, (char *)(uintptr_t)at, size};
}

/* Tells one bad line; err is used where that refuses the file. */
static bool reject(struct lines *lines, size_t column, const char *field, const char *reason,
                   struct error *err)
{
    const struct adapt_sinks *sinks = output_sinks(lines->out);
    const struct adapt_reject reject = {lines->line, column, field, reason};

    if (sinks->reject)
        return sinks->reject(sinks->context, &reject, err);
    (void)error_set(err, ERROR_INPUT, NULL, "%s%s%s", field, *field ? ": " : "", reason);
    return error_within(err, "%s:%zu:%zu", lines->file->name, lines->line, column);
}

static bool reject_at(struct lines *lines, const struct adapt_file *line, const char *at,
                      const char *field, const char *expected, struct error *err)
{
    const char *reason = arena_printf(output_arena(lines->out), "expected %s", expected);

    return reject(lines, input_position(line, at).column, field, reason, err);
}

/* What the scan lets pass and ingest could not use: U+0000, halves of characters, numbers too large
 * for any type. NULL: nothing. */
static const char *unusable(struct arena *arena, const struct adapt_file *line, size_t *ret_column)
{
    json_error_t fault;
    json_t *tree = json_loadb(line->text, line->size, 0, &fault);

    if (tree) {
        json_decref(tree);
        return NULL;
    }
    *ret_column = fault.column > 0 ? (size_t)fault.column : 1;
    return arena_strdup(arena, fault.text);
}

/* The line as an object. *ret_fine false: it was rejected. */
static bool read_line(struct lines *lines, const struct adapt_file *line, struct object *ret_object,
                      bool *ret_fine, struct error *err)
{
    struct arena *arena = output_arena(lines->out);
    struct error fault;
    struct slice value;
    struct scan scan;
    size_t column = 1;

    *ret_fine = false;
    if (line->size > LIMIT_DOCUMENT_SIZE)
        return reject(lines, 1, "", "expected at most 16 MiB", err);
    scan_init(&scan, line->text, line->size);
    if (!scan_value(&scan, &value, NULL) || !scan_end(&scan))
        return reject_at(lines, line, scan.at, "", scan.fault, err);
    if (value.at[0] != '{')
        return reject_at(lines, line, value.at, "", "an object", err);
    if (!object_whole(line, &value, &fault) ||
        !object_read(line, arena, value, "", ret_object, &fault))
        return reject(lines, 1, "", arena_strdup(arena, fault.text), err);
    const char *reason = unusable(arena, line, &column);
    if (reason)
        return reject(lines, column, "", reason, err);
    *ret_fine = true;
    return true;
}

static bool is_action(const struct object *object)
{
    static const char *const words[] = {"index", "create", "update", "delete"};

    if (object->count != 1 || object->members[0].value.at[0] != '{')
        return false;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(object->members[0].key, words[i]) == 0)
            return true;
    return false;
}

static bool read_name(struct lines *lines, const struct object *action, const char *key,
                      const char **ret_name, bool *fine, struct error *err)
{
    const struct member *member = object_find(action, key);
    const char *text = member ? object_text_of(lines->arena, member->value) : NULL;

    *ret_name = text;
    if (!member || (text && *text && strlen(text) <= NAME_SIZE))
        return true;
    *fine = false;
    return reject_at(lines, action->file, member->value.at, key, "a text of 1 to 512 bytes", err);
}

static bool take_action(struct lines *lines, const struct object *object, struct error *err)
{
    const char *word = object->members[0].key;
    struct object action;
    bool fine = true;

    if (strcmp(word, "index") != 0 && strcmp(word, "create") != 0)
        return reject_at(lines, object->file, object->at.at, word, "index or create", err);
    if (lines->action.is_said &&
        !reject_at(lines, object->file, object->at.at, "", "a document after an action", err))
        return false;
    lines->action = (struct action){0};
    arena_reset(lines->arena);
    if (!object_object(object, word, &action, err) ||
        !read_name(lines, &action, "_index", &lines->action.index, &fine, err) ||
        !read_name(lines, &action, "_id", &lines->action.id, &fine, err))
        return false;
    /* What a refused action says is not half taken: its document goes where one without goes. */
    if (!fine)
        lines->action = (struct action){0};
    lines->action.is_said = fine;
    return true;
}

/* The run that a document belongs to. *ret_uuid NULL: it was rejected. */
static bool run_of(struct lines *lines, const struct object *document, const char **ret_uuid,
                   bool *ret_own, struct error *err)
{
    const char *wanted = output_known(lines->out)->uuid;
    const struct member *member = object_find(document, "uuid");
    const char *own = member ? object_text_of(document->arena, member->value) : NULL;

    *ret_uuid = NULL;
    *ret_own = member != NULL;
    if (member && (!own || !*own || strlen(own) > NAME_SIZE))
        return reject_at(lines, document->file, member->value.at, "uuid",
                         "a text of 1 to 512 bytes", err);
    if (!own && !wanted)
        return reject_at(lines, document->file, document->at.at, "uuid",
                         "the id of its run, found nothing", err);
    if (own && wanted && strcmp(own, wanted) != 0)
        return reject_at(lines, document->file, member->value.at, "uuid",
                         arena_printf(document->arena, "the run of this push, %s", wanted), err);
    *ret_uuid = own ? own : wanted;
    return true;
}

static bool take_document(struct lines *lines, const struct object *document, struct error *err)
{
    const struct action action = lines->action;
    const struct member *time = object_find(document, "timestamp");
    const char *body, *uuid;
    size_t size;
    struct error fault;
    int64_t at;
    bool has_own;

    lines->action = (struct action){0};
    if (!run_of(lines, document, &uuid, &has_own, err))
        return false;
    if (!uuid)
        return true;
    if (!object_time(document, "timestamp", &at, &fault))
        return reject_at(lines, document->file, time->value.at, "timestamp",
                         "a time like 2026-11-22T12:00:00Z", err);
    body = arena_strndup(document->arena, document->at.at, document->at.size);
    size = document->at.size;
    if (!has_own)
        body = output_with_run(lines->out, document, &size);
    if (!body)
        return reject_at(lines, document->file, document->at.at, "", "at most 16 MiB", err);
    return output_ready(lines->out, lines->file, action.index, action.id, uuid,
                        document->file->text, body, size, err);
}

static bool take_line(struct lines *lines, const char *at, size_t size, struct error *err)
{
    const struct adapt_file line = line_file(lines, at, size);
    struct object object;
    bool fine;

    if (!read_line(lines, &line, &object, &fine, err))
        return false;
    if (!fine) {
        lines->action = (struct action){0}; /* its document was not usable */
        return true;
    }
    return is_action(&object) ? take_action(lines, &object, err)
                              : take_document(lines, &object, err);
}

static bool is_blank(const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!strchr(" \t\r", at[i]) || !at[i])
            return false;
    return true;
}

static bool take_lines(struct lines *lines, struct error *err)
{
    const char *at = lines->file->text, *end = at + lines->file->size;

    while (at < end) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        const size_t size = (size_t)((feed ? feed : end) - at);
        lines->line++;
        if (!is_blank(at, size) && !take_line(lines, at, size, err))
            return false;
        arena_reset(output_arena(lines->out));
        at += size + 1;
    }
    if (lines->action.is_said)
        return reject(lines, 1, "", "expected a document after the action", err);
    return true;
}

bool documents_read(struct output *out, const struct adapt_file *file, struct error *err)
{
    struct lines lines = {.out = out, .file = file, .arena = arena_new()};
    const bool fine = file->size == 0 || take_lines(&lines, err);

    arena_free(lines.arena);
    return fine;
}
