/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adapt_fuzz.c - outputs of tools, and pushed NDJSON, as anyone may send them. The first byte picks
 * the format. Every document is one line of JSON that names its run; a second reading gives the
 * same ones; a refusal says where and what. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"
#include "base/arena.h"
#include "base/strmap.h"
#include "json/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    size_t documents, rejects;
    uint64_t hash;
};

static bool take_document(void *context, const struct adapt_document *document, struct error *err)
{
    struct seen *seen = context;
    char *copy = malloc(document->size + 1);
    struct scan scan;
    struct slice value;

    (void)err;
    assert(copy && strlen(document->body) == document->size);
    assert(document->run && *document->run && *document->id && *document->index);
    assert(!memchr(document->body, '\n', document->size));
    memcpy(copy, document->body, document->size + 1);
    scan_init(&scan, copy, document->size);
    assert(scan_peek(&scan) == '{' && scan_value(&scan, &value, NULL) && scan_end(&scan));
    free(copy);
    seen->documents++;
    seen->hash = name_hash(seen->hash, document->id, strlen(document->id));
    seen->hash = name_hash(seen->hash, document->body, document->size);
    return true;
}

static bool take_reject(void *context, const struct adapt_reject *reject, struct error *err)
{
    struct seen *seen = context;

    (void)err;
    assert(reject->line > 0 && reject->column > 0 && reject->field && *reject->reason);
    seen->rejects++;
    return true;
}

static bool read_once(const struct adapt_format *format, const uint8_t *data, size_t size,
                      bool strictly, struct seen *seen)
{
    const struct adapt_run run = {.uuid = size % 2 ? "u" : NULL, .build = "b", .at_us = 1};
    const struct adapt_sinks sinks = {take_document, strictly ? NULL : take_reject, seen};
    char *text = malloc(size ? size : 1);
    struct error err = {0};

    assert(text);
    if (size)
        memcpy(text, data, size);
    const struct adapt_file file = {"a_b_2026-11-22T12:00:00Z.json", text, size};
    const bool fine = adapt_files(format, &run, &file, 1, &sinks, &err);
    assert(fine || (err.code != ERROR_NONE && *err.text));
    assert(size == 0 || memcmp(text, data, size) == 0);
    free(text);
    return fine;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen first = {0}, second = {0}, strict = {0};

    if (size == 0)
        return 0;
    const struct adapt_format *format = &adapt_formats[data[0] % adapt_format_count];
    const bool fine = read_once(format, data + 1, size - 1, false, &first);
    assert(read_once(format, data + 1, size - 1, false, &second) == fine);
    assert(first.documents == second.documents && first.hash == second.hash);
    assert(format->lines || first.rejects == 0);
    assert(read_once(format, data + 1, size - 1, true, &strict) == (fine && first.rejects == 0));
    return 0;
}
