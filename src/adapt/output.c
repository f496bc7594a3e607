/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/output.h"

#include <inttypes.h>
#include <string.h>

#include "adapt/input.h"
#include "adapt/run_document.h"
#include "base/limits.h"
#include "base/strmap.h"

struct output {
    const struct adapt_format *format;
    const struct adapt_run *run;
    const struct adapt_sinks *sinks;
    struct arena *kept, *scratch;
    const char *uuid; /* NULL: not known yet */
    struct run_document *about;
    struct strmap *seen; /* hash of a document's part of its file to a size_t: how many so far */
    size_t documents;
    const char *counted; /* line ends of the file were counted up to here */
    size_t line;
    struct buffer body;
    struct writer writer;
};

struct output *output_new(const struct adapt_format *format, const struct adapt_run *run,
                          const struct adapt_sinks *sinks)
{
    struct arena *kept = arena_new();
    struct output *out = ARENA_NEW(kept, struct output);

    *out = (struct output){
        .format = format,
        .run = run,
        .sinks = sinks,
        .kept = kept,
        .scratch = arena_new(),
        .uuid = run->uuid,
        .about = run_document_new(kept, format->name),
        .seen = strmap_new(kept),
    };
    buffer_init(&out->body, LIMIT_DOCUMENT_SIZE);
    return out;
}

void output_free(struct output *out)
{
    if (!out)
        return;
    buffer_done(&out->body);
    arena_free(out->scratch);
    arena_free(out->kept);
}

void output_next_file(struct output *out)
{
    out->counted = NULL;
}

struct arena *output_arena(struct output *out)
{
    return out->scratch;
}

struct arena *output_kept(struct output *out)
{
    return out->kept;
}

const struct adapt_sinks *output_sinks(const struct output *out)
{
    return out->sinks;
}

const struct adapt_run *output_known(const struct output *out)
{
    return out->run;
}

bool output_run(struct output *out, const struct adapt_file *file, const char *uuid, const char *at,
                struct error *err)
{
    if (out->run->uuid)
        return true;
    if (!uuid || !*uuid)
        return input_fault(file, at, "uuid", "a run id here, or from the caller", err);
    if (!out->uuid)
        out->uuid = arena_strdup(out->kept, uuid);
    if (strcmp(out->uuid, uuid) == 0)
        return true;
    return input_fault(file, at, "uuid", "the run of the first document: one push is one run", err);
}

struct writer *output_begin(struct output *out, int64_t time_us)
{
    buffer_clear(&out->body);
    out->writer = writer_on(&out->body);
    writer_object(&out->writer, NULL);
    writer_text(&out->writer, "uuid", out->uuid);
    if (time_us != INT64_MIN)
        writer_time(&out->writer, "timestamp", time_us);
    return &out->writer;
}

/* JSON on one line: blanks outside texts go. NULL-terminated, in arena. */
static const char *compact(struct arena *arena, struct slice value)
{
    char *text = arena_alloc(arena, value.size + 1, 1), *end = text;
    bool quoted = false;

    for (size_t i = 0; i < value.size; i++) {
        const char c = value.at[i];
        if (!quoted && (c == ' ' || c == '\n' || c == '\r' || c == '\t'))
            continue;
        *end++ = c;
        if (quoted && c == '\\')
            *end++ = value.at[++i];
        else if (c == '"')
            quoted = !quoted;
    }
    *end = '\0';
    return text;
}

static bool is_among(const char *key, const char *const *keys)
{
    for (; keys && *keys; keys++)
        if (strcmp(key, *keys) == 0)
            return true;
    return false;
}

void output_members(struct output *out, const struct object *object, const char *const *but)
{
    for (size_t i = 0; i < object->count; i++) {
        const struct member *member = &object->members[i];
        const char *key = member->key;
        if (is_among(key, but))
            continue;
        if (strcmp(key, "uuid") == 0) {
            const char *own = object_text_of(out->scratch, member->value);
            if (!own || strcmp(own, out->uuid) == 0)
                continue;
            key = "toolUuid";
        }
        writer_raw(&out->writer, key, compact(out->scratch, member->value));
    }
}

const char *output_with_run(struct output *out, const struct object *object, size_t *ret_size)
{
    (void)output_begin(out, INT64_MIN);
    output_members(out, object, NULL);
    writer_end(&out->writer);
    *ret_size = out->body.size;
    if (!buffer_ok(&out->body))
        return NULL;
    return arena_strndup(out->scratch, out->body.data, out->body.size);
}

/* From what a document was made, and how many equal ones were before it. */
static const char *id_of(struct output *out, const char *from, size_t size)
{
    const uint64_t first = name_hash(NAME_HASH_SEED, from, size);
    const uint64_t second = name_hash(~NAME_HASH_SEED, from, size);
    const char *hash = arena_printf(out->scratch, "%016" PRIx64 "%016" PRIx64, first, second);
    size_t *count = strmap_get(out->seen, hash);

    if (!count) {
        count = ARENA_NEW(out->kept, size_t);
        strmap_put(out->seen, hash, count);
    }
    return arena_printf(out->scratch, "%s-%zu", hash, (*count)++);
}

/* The line on which `at` stands. Documents come in the order of their file, so that its line ends
 * are counted once. */
static size_t line_of(struct output *out, const struct adapt_file *file, const char *at)
{
    if (!out->counted || out->counted > at) {
        out->counted = file->text;
        out->line = 1;
    }
    while ((out->counted = memchr(out->counted, '\n', (size_t)(at - out->counted))) != NULL) {
        out->counted++;
        out->line++;
    }
    out->counted = at;
    return out->line;
}

bool output_ready(struct output *out, const struct adapt_file *file, const char *index,
                  const char *id, const char *run, const char *from, const char *body, size_t size,
                  struct error *err)
{
    if (out->documents++ == ADAPT_DOCUMENTS)
        return error_set(err, ERROR_LIMIT, file->name, "more than %d documents", ADAPT_DOCUMENTS);
    const struct adapt_document document = {
        .index = index             ? index
                 : out->run->index ? out->run->index
                                   : ADAPT_RESULT_INDEX,
        .id = id ? id : id_of(out, body, size),
        .run = run,
        .body = body,
        .size = size,
        .line = line_of(out, file, from),
    };
    return out->sinks->document(out->sinks->context, &document, err);
}

bool output_end(struct output *out, const struct adapt_file *file, const char *from, size_t size,
                struct error *err)
{
    writer_end(&out->writer);
    if (!buffer_ok(&out->body))
        return error_set(err, ERROR_LIMIT, file->name, "a document of more than %u bytes",
                         LIMIT_DOCUMENT_SIZE);
    const char *id = id_of(out, from, size);
    const bool fine =
        output_ready(out, file, NULL, id, out->uuid, from, out->body.data, out->body.size, err);
    arena_reset(out->scratch);
    return fine;
}

void output_fact(struct output *out, const char *key, const char *json, size_t size)
{
    const struct slice value = {arena_strndup(out->scratch, json, size), size};

    run_document_fact(out->about, key, compact(out->kept, value));
}

void output_fact_text(struct output *out, const char *key, const char *text)
{
    run_document_fact_text(out->about, key, text);
}

void output_cluster_facts(struct output *out, const struct object *object)
{
    for (size_t i = 0; i < object->count; i++) {
        const struct slice value = object->members[i].value;
        if (run_document_is_cluster_field(object->members[i].key) && !strchr("{[n", value.at[0]))
            output_fact(out, object->members[i].key, value.at, value.size);
    }
}

void output_job(struct output *out, bool passed)
{
    run_document_job(out->about, passed);
}

void output_time(struct output *out, int64_t time_us)
{
    run_document_time(out->about, time_us);
}

bool output_finish(struct output *out, struct error *err)
{
    if (out->format->lines && !run_document_is_wanted(out->run))
        return true;
    if (!out->uuid)
        return error_set(err, ERROR_INPUT, NULL, "no document, and no run id");
    buffer_clear(&out->body);
    run_document_write(out->about, out->run, out->uuid, &out->body);
    if (!buffer_ok(&out->body))
        return error_set(err, ERROR_LIMIT, NULL, "the metadata of the run is too large");
    const struct adapt_document document = {
        .index = out->run->metadata_index ? out->run->metadata_index : ADAPT_METADATA_INDEX,
        .id = arena_printf(out->kept, "%s-%s", out->format->name, out->uuid),
        .run = out->uuid,
        .body = out->body.data,
        .size = out->body.size,
    };
    return out->sinks->document(out->sinks->context, &document, err);
}
