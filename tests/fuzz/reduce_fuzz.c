/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document a line, taken for metadata and for results: nothing outside may break a batch, and
 * what comes out must not depend on the order of the lines. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "ingest/membership.h"
#include "ingest/reduce.h"
#include "ingest/rejects.h"
#include "ingest/result_reader.h"

/* The same to the bit: NaN equals itself, 0 is not -0. */
static uint64_t bits_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES = 64, METRICS = 8 };

static const char *const columns[] = {"a", "b", "c"};
static const double percents[] = {50, 95, 99.9};
static const struct metric metrics[METRICS] = {
    {.field = "value",
     .timestamp = "timestamp",
     .aggregation = AGG_AVG,
     .columns = columns,
     .column_count = 1},
    {.field = "raw",
     .timestamp = "end_time",
     .aggregation = AGG_PERCENTILES,
     .columns = columns,
     .column_count = 3,
     .percents = percents,
     .percent_count = 3},
    {.field = "labels.name.keyword",
     .timestamp = "timestamp",
     .aggregation = AGG_COUNT,
     .columns = columns,
     .column_count = 1},
    {.field = "P99",
     .timestamp = "timestamp",
     .aggregation = AGG_NONE,
     .columns = columns,
     .column_count = 1},
    {.field = "status_codes.200",
     .timestamp = "timestamp",
     .aggregation = AGG_SUM,
     .columns = columns,
     .column_count = 1},
    {.field = "value",
     .timestamp = "timestamp",
     .aggregation = AGG_SLOPE,
     .columns = columns,
     .column_count = 1},
    {.field = "raw",
     .timestamp = "end_time",
     .aggregation = AGG_STDDEV,
     .columns = columns,
     .column_count = 1},
    {.field = "P99",
     .timestamp = "timestamp",
     .aggregation = AGG_CV,
     .columns = columns,
     .column_count = 1},
};
static const struct test test = {
    .name = "fuzz",
    .metrics = metrics,
    .metric_count = METRICS,
    .uuid_field = "uuid",
    .version_field = "metadata.ocpVersion",
    .timestamp = "timestamp",
};
static const uint16_t all_metrics[METRICS] = {0, 1, 2, 3, 4, 5, 6, 7};
static const char *const uuids[] = {"a", "b"};

struct lines {
    struct hit hits[LINES];
    char *bytes[LINES];
    size_t count;
};

struct rows {
    struct reduced items[2 * METRICS * 3];
    size_t count;
};

/* Each line in memory of its own size: reading past its end is found. */
static void split(struct lines *lines, const uint8_t *data, size_t size)
{
    while (size > 0 && lines->count < LINES) {
        const uint8_t *end = memchr(data, '\n', size);
        const size_t length = end ? (size_t)(end - data) : size;
        char *copy = malloc(length ? length : 1);
        assert(copy);
        memcpy(copy, data, length);
        lines->bytes[lines->count] = copy;
        lines->hits[lines->count++] = (struct hit){
            .index = "index",
            .id = "id",
            .source = copy,
            .source_size = length,
            .matched = all_metrics,
            .matched_count = METRICS,
        };
        data += length + (end ? 1 : 0);
        size -= length + (end ? 1 : 0);
    }
}

static bool keep_row(void *context, const struct reduced *row, struct error *err)
{
    struct rows *rows = context;

    (void)err;
    assert(rows->count < sizeof rows->items / sizeof *rows->items);
    assert(row->gap ? isnan(row->value) : isfinite(row->value));
    assert(row->samples >= 0);
    assert(row->samples == 0 || row->minimum <= row->maximum);
    assert(isnan(row->stddev) || row->stddev >= 0);
    rows->items[rows->count++] = *row;
    return true;
}

static void reduce(const struct lines *lines, bool backwards, struct rows *rows,
                   struct rejects *rejects)
{
    struct result_reader *reader = result_reader_new(&test);
    struct reduction *reduction = reduction_new();
    struct error err;
    size_t run;
    bool ok = true;

    result_reader_runs(reader, uuids, 2);
    for (size_t i = 0; i < lines->count && ok; i++)
        ok = result_reader_take(reader, &lines->hits[backwards ? lines->count - 1 - i : i],
                                reduction, rejects, &run, &err);
    if (ok && !reduction_finish(reduction, metrics, keep_row, rows, &err))
        abort();
    reduction_free(reduction);
    result_reader_free(reader);
}

struct line_source {
    struct source base;
    const struct lines *lines;
};

static bool line_runs(struct source *source, const struct test *asked, int64_t since_us,
                      const char *uuid, hit_sink *sink, void *context, struct error *err)
{
    const struct line_source *lines = (const struct line_source *)source;

    (void)asked;
    (void)since_us;
    (void)uuid;
    return sink(context, lines->lines->hits, lines->lines->count, err);
}

static const struct source_ops line_ops = {.runs = line_runs};

static void read_members(const struct lines *lines, struct rejects *rejects)
{
    struct line_source source = {.base = {.ops = &line_ops}, .lines = lines};
    struct arena *arena = arena_new();
    const struct run_row *runs;
    size_t count;
    struct error err;

    if (!membership_read(&source.base, &test, INT64_MIN, NULL, arena, rejects, &runs, &count, &err))
        abort();
    assert(count <= lines->count);
    for (size_t i = 0; i < count; i++)
        assert(runs[i].uuid[0] && runs[i].metadata &&
               (i == 0 || runs[i - 1].run_id < runs[i].run_id));
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lines lines = {.count = 0};
    struct rows forth = {.count = 0}, back = {.count = 0};
    struct rejects rejects;

    split(&lines, data, size);
    rejects_init(&rejects);
    reduce(&lines, false, &forth, &rejects);
    const int64_t rejected = rejects.total;
    reduce(&lines, true, &back, &rejects);
    assert(rejects.total == 2 * rejected);
    assert(forth.count == back.count);
    for (size_t i = 0; i < forth.count; i++)
        assert(bits_of(forth.items[i].value) == bits_of(back.items[i].value));
    read_members(&lines, &rejects);
    rejects_done(&rejects);
    for (size_t i = 0; i < lines.count; i++)
        free(lines.bytes[i]);
    return 0;
}
