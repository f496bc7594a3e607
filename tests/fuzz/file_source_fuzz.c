/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_source_fuzz.c - any bytes as a file of documents: pieces, _bulk actions, parsing, matching.
 * Every document that is handed out is one JSON object, or has a reason; what runs and documents
 * say twice is the same. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attributes.h"
#include "ingest/source.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct condition conditions[] = {
    {.field = "platform", .value = {.type = VALUE_TEXT, .text = "aws m5.2xlarge 2026-01-01"}},
    {.field = "a.b.keyword", .value = {.type = VALUE_TEXT, .text = "x"}},
    {.field = "n", .value = {.type = VALUE_INTEGER, .integer = 3, .text = "3"}},
    {.field = "version", .value = {.type = VALUE_TEXT, .text = "4.2*?\\"}},
};
static const struct metric metrics[] = {
    {.name = "m", .field = "value", .must = {conditions, 1}, .group_by = "labels.pod"},
    {.name = "n", .field = "value", .must_not = {conditions, 3}},
};
static const struct test test = {
    .name = "t",
    .runs = {.must_not = {conditions + 1, 2}, .wildcard = {conditions + 3, 0}},
    .metrics = metrics,
    .metric_count = ARRAY_LEN(metrics),
    .uuid_field = "uuid",
    .version_field = "version",
    .timestamp = "timestamp",
    .place = "test.yaml:1:1",
};
static char path[] = "/tmp/rigel-fuzz-XXXXXX";
static int fd;

static void forget_file(void)
{
    (void)unlink(path);
}

/* The fuzzer's own prototype. NOLINTNEXTLINE(readability-non-const-parameter) */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fd = mkstemp(path);
    assert(fd >= 0);
    return atexit(forget_file);
}

static bool check(void *context, const struct hit *hits, size_t count, struct error *err)
{
    size_t *seen = context;

    (void)err;
    for (size_t i = 0; i < count; i++) {
        assert(hits[i].id && hits[i].index);
        if (hits[i].reject) {
            assert(hits[i].reject->text[0]);
            continue;
        }
        json_t *tree = json_loadb(hits[i].source, hits[i].source_size, 0, NULL);
        assert(json_is_object(tree));
        json_decref(tree);
        (*seen)++;
    }
    return true;
}

static void read_all(struct source *source, struct error *err)
{
    const char *const uuids[] = {"u1", "u2", "3"}, *const * values;
    struct run_fingerprint prints[ARRAY_LEN(uuids)];
    struct arena *arena = arena_new();
    size_t first = 0, second = 0, of_runs = 0, count, fingerprinted = 0;

    if (source->ops->runs(source, &test, INT64_MIN, NULL, check, &first, err)) {
        bool ok =
            source->ops->runs(source, &test, INT64_MIN, NULL, check, &second, err) &&
            source->ops->documents(source, &test, uuids, ARRAY_LEN(uuids), check, &of_runs, err) &&
            source->ops->fingerprints(source, &test, uuids, ARRAY_LEN(uuids), prints, err) &&
            source->ops->group_values(source, &test, &metrics[0], uuids, ARRAY_LEN(uuids), arena,
                                      &values, &count, err);
        assert(ok && first == second);
        for (size_t i = 0; i < ARRAY_LEN(uuids); i++)
            fingerprinted += (size_t)prints[i].documents;
        assert(fingerprinted == of_runs);
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct source_config config = {.kind = SOURCE_FILES, .path = path, .page_size = 3};
    struct error err;

    const bool written = ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size;
    assert(written);
    struct source *source = file_source_open(&config, NULL, &err);
    assert(source);
    read_all(source, &err);
    source->ops->free(source);
    return 0;
}
