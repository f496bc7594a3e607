/* SPDX-License-Identifier: GPL-3.0-or-later */
/* orion_answer_fuzz.c - what a cluster may answer to the requests of Orion's command line: each
 * answer is read as aggregations of a batch and of one metric and as documents, and made a frame
 * of, for Orion's answers and for correct ones. Frames have a run in each row and a cell of a known
 * kind in each place. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "orion/fetch_metrics.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct condition cpu[] = {
    {.field = "metricName.keyword", .value = {.type = VALUE_TEXT, .text = "containerCPU"}}};
static const struct condition ready[] = {
    {.field = "quantileName", .value = {.type = VALUE_TEXT, .text = "Ready"}},
    {.field = "labels.n", .value = {.type = VALUE_INTEGER, .text = "1", .integer = 1, .real = 1}}};
static const struct metric metrics[] = {
    {.name = "kubernetesCPU",
     .field = "value",
     .aggregation_name = "avg",
     .must = {cpu, 1},
     .timestamp = "timestamp",
     .aggregation = AGG_AVG},
    {.name = "podLat",
     .field = "podReadyLatency",
     .aggregation_name = "percentiles",
     .timestamp = "timestamp",
     .aggregation = AGG_PERCENTILES},
    {.name = "ingressLatAvg",
     .field = "avg_lat_us",
     .aggregation_name = "avg",
     .timestamp = "end_time",
     .aggregation = AGG_AVG},
    {.name = "p99",
     .field = "P99",
     .must = {ready, 1},
     .must_not = {cpu, 1},
     .timestamp = "timestamp"},
    {.name = "p50", .field = "max", .must = {ready, 1}, .timestamp = "timestamp"},
    {.name = "deep", .field = "metadata.ocpVersion", .timestamp = "timestamp"}};
static const struct test test = {
    .name = "fuzz", .uuid_field = "uuid", .timestamp = "timestamp", .version_field = "ocpVersion"};

static void check_frame(const struct frame *frame)
{
    for (size_t i = 0; i < frame->row_count; i++) {
        assert(frame->rows[i].run);
        for (size_t c = 0; c < frame->column_count; c++) {
            const struct cell *cell = &frame->columns[c].cells[i];
            assert(cell->kind <= CELL_JSON);
            assert((cell->kind != CELL_TEXT && cell->kind != CELL_JSON) || cell->text);
        }
    }
}

static void make_frame(struct gathering *gathering, struct arena *arena)
{
    struct frame frame = {.arena = arena, .test = &test};
    struct error err = {0};

    if (gathering->table_count &&
        table_join(arena, gathering->tables, gathering->table_count, &frame, &err))
        check_frame(&frame);
}

static char *copy_of(struct arena *arena, const uint8_t *data, size_t size)
{
    return arena_strndup(arena, (const char *)data, size);
}

static void read_aggregates(const uint8_t *data, size_t size, bool correct, bool single)
{
    AUTO_ARENA arena = arena_new();
    struct gathering gathering;
    struct cluster_answer answer = {0};
    struct error err = {0};
    struct wanted wanted[3] = {{.metric = &metrics[0]},
                               {.metric = &metrics[1], .leader = 1},
                               {.metric = &metrics[2], .leader = 2}};
    const size_t count = single ? 1 : 3;

    gathering_init(&gathering, arena, NULL, &test, "", NULL, correct);
    if (cluster_answer_read(copy_of(arena, data, size), size, NULL, NULL, &answer, &err) &&
        aggregates_read(&gathering, wanted, count, single, answer.aggregations, &err) ==
            AGGREGATES_FINE) {
        for (size_t i = 0; i < count; i++)
            gathering_take(&gathering, &wanted[i], TABLE_AGGREGATED);
        make_frame(&gathering, arena);
    }
    gathering_done(&gathering);
}

static void read_documents(const uint8_t *data, size_t size, bool correct)
{
    AUTO_ARENA arena = arena_new();
    struct gathering gathering;
    struct cluster_answer answer = {0};
    struct error err = {0};
    struct wanted wanted[3] = {{.metric = &metrics[3]},
                               {.metric = &metrics[4], .leader = 1},
                               {.metric = &metrics[5], .leader = 2}};

    gathering_init(&gathering, arena, NULL, &test, "", NULL, correct);
    struct document_filters *filters = document_filters_new(&gathering, wanted, 3);
    if (cluster_answer_read(copy_of(arena, data, size), size, documents_take, filters, &answer,
                            &err)) {
        for (size_t i = 0; i < 3; i++)
            gathering_take(&gathering, &wanted[i], correct ? TABLE_MEAN : TABLE_PLAIN);
        make_frame(&gathering, arena);
    } else
        assert(err.text[0]);
    gathering_done(&gathering);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    log_set_level(LOG_NONE);
    for (int correct = 0; correct <= 1; correct++) {
        read_aggregates(data, size, correct == 1, false);
        read_aggregates(data, size, correct == 1, true);
        read_documents(data, size, correct == 1);
    }
    return 0;
}
