/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/document.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "config/template.h"
#include "config/yaml.h"
#include "config/yaml_text.h"

static void close_file(FILE **file)
{
    if (*file)
        (void)fclose(*file);
}

/* 0, or an errno; EFBIG: larger than the limit. */
static int read_bytes(const char *path, struct buffer *out)
{
    CLEANUP(close_file) FILE *file = fopen(path, "rbe");
    char block[16384];
    size_t got;

    if (!file)
        return errno;
    while ((got = fread(block, 1, sizeof block, file)) > 0 && !out->failed)
        buffer_append(out, block, got);
    if (ferror(file))
        return errno ? errno : EIO;
    return buffer_ok(out) ? 0 : EFBIG;
}

static const struct node *parse_origin(struct origin *origin, const struct variables *variables,
                                       struct faults *faults)
{
    AUTO_BUFFER rendered = {.limit = LIMIT_CONFIG_FILE};

    if (!variables)
        return yaml_read(origin, origin->source, origin->source_size, faults);
    const struct template *template = template_parse(origin, faults);
    if (!template || !template_render(template, origin, variables, &rendered, faults))
        return NULL;
    return yaml_read(origin, rendered.data ? rendered.data : "", rendered.size, faults);
}

const struct node *document_parse(struct arena *arena, const char *file, const char *text,
                                  size_t size, const struct variables *variables,
                                  struct faults *faults)
{
    struct origin *origin =
        origin_new(arena, arena_strdup(arena, file), arena_strndup(arena, text, size), size);
    size_t bad;

    if (size > LIMIT_CONFIG_FILE) {
        (void)fault_at(faults, (struct position){.origin = origin},
                       "the file is larger than %u bytes", LIMIT_CONFIG_FILE);
        return NULL;
    }
    if (!yaml_text_valid(origin->source, size, &bad)) {
        (void)fault_at(faults, (struct position){.origin = origin, .offset = bad},
                       "this byte is not text: UTF-8 without control characters is expected");
        return NULL;
    }
    return parse_origin(origin, variables, faults);
}

static bool unreadable(const char *file, int reason, struct position from, struct faults *faults)
{
    struct error fault;

    if (from.origin)
        return fault_at(faults, from, "the file %s cannot be read: %s", file, strerror(reason));
    (void)error_set(&fault, ERROR_CONFIG, file, "the file cannot be read: %s", strerror(reason));
    return fault_add(faults, &fault);
}

const struct node *document_read(struct arena *arena, const char *file,
                                 const struct variables *variables, struct position from,
                                 struct faults *faults)
{
    AUTO_BUFFER text = {.limit = LIMIT_CONFIG_FILE};

    const int reason = read_bytes(file, &text);
    if (reason != 0) {
        (void)unreadable(file, reason, from, faults);
        return NULL;
    }
    return document_parse(arena, file, text.data ? text.data : "", text.size, variables, faults);
}

const char *document_beside(struct arena *arena, const char *beside, const char *path)
{
    const char *slash = strrchr(beside, '/');

    if (path[0] == '/' || !slash)
        return arena_strdup(arena, path);
    return arena_printf(arena, "%.*s/%s", (int)(slash - beside), beside, path);
}
