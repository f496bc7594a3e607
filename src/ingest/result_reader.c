/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/result_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/strmap.h"
#include "ingest/body.h"

/* Fields of the document reader: the run id, then each metric's time and value. */
enum { FIELD_UUID };

static size_t time_field(size_t metric)
{
    return 1 + 2 * metric;
}

static size_t value_field(size_t metric)
{
    return 2 + 2 * metric;
}

struct result_reader {
    const struct test *test;
    struct body_reader *documents;
    struct arena *arena; /* of the runs */
    struct strmap *runs; /* uuid to an item of numbers */
    size_t *numbers;
};

struct result_reader *result_reader_new(const struct test *test)
{
    AUTO_ARENA arena = arena_new();
    struct result_reader *reader = calloc(1, sizeof *reader);
    const size_t count = 1 + 2 * test->metric_count;
    const char **fields = ARENA_ARRAY(arena, const char *, count);

    if (!reader)
        abort();
    fields[FIELD_UUID] = test->uuid_field;
    for (size_t m = 0; m < test->metric_count; m++) {
        fields[time_field(m)] = test->metrics[m].timestamp;
        fields[value_field(m)] = test->metrics[m].field;
    }
    reader->test = test;
    reader->documents = body_reader_new(fields, count);
    reader->arena = arena_new();
    result_reader_runs(reader, NULL, 0);
    return reader;
}

void result_reader_free(struct result_reader *reader)
{
    if (!reader)
        return;
    body_reader_free(reader->documents);
    arena_free(reader->arena);
    free(reader);
}

void result_reader_runs(struct result_reader *reader, const char *const *uuids, size_t count)
{
    arena_reset(reader->arena);
    reader->runs = strmap_new(reader->arena);
    reader->numbers = ARENA_ARRAY(reader->arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        reader->numbers[i] = i;
        strmap_put(reader->runs, uuids[i], &reader->numbers[i]);
    }
}

static bool is_usable(struct result_reader *reader, const struct hit *hit, const char **ret_uuid,
                      struct error *err)
{
    int64_t at;
    bool found;

    if (hit->reject) {
        *err = *hit->reject;
        err->place[0] = '\0';
        return false;
    }
    if (!body_read(reader->documents, hit->source, hit->source_size, err) ||
        !body_text(reader->documents, FIELD_UUID, ret_uuid, err))
        return false;
    if (!*ret_uuid)
        return error_set(err, ERROR_INPUT, reader->test->uuid_field, "no run id");
    return hit->matched_count == 0 ||
           body_time(reader->documents, time_field(hit->matched[0]), &at, &found, err);
}

/* What a value is does not matter to a count: where they are no numbers, each counts as 0. */
static bool count_anything(struct result_reader *reader, size_t metric, uint32_t run,
                           struct reduction *reduction, struct error *err)
{
    static const double zero[] = {0};
    const size_t count = body_count(reader->documents, value_field(metric));

    for (size_t i = 0; i < count; i++)
        if (!reduction_add(reduction, run, (uint32_t)metric, zero, 1, err))
            return false;
    return count > 0 || reduction_add(reduction, run, (uint32_t)metric, NULL, 0, err);
}

/* The time of a document's sample. Only a slope asks for one: others need no time field. */
static bool sample_time(struct result_reader *reader, size_t metric, int64_t *ret,
                        struct error *err)
{
    const struct metric *what = &reader->test->metrics[metric];
    bool found;

    *ret = 0;
    if (what->aggregation != AGG_SLOPE)
        return true;
    if (!body_time(reader->documents, time_field(metric), ret, &found, err))
        return false;
    return found || error_set(err, ERROR_INPUT, what->timestamp,
                              "no time: a slope needs one of each document");
}

/* false: the reduction is full. A bad value is no failure: it is put aside. */
static bool take_metric(struct result_reader *reader, const struct hit *hit, size_t metric,
                        uint32_t run, const char *uuid, struct reduction *reduction,
                        struct rejects *rejects, struct error *err)
{
    const struct metric *what = &reader->test->metrics[metric];
    const double *numbers;
    size_t count;
    int64_t at;
    struct error why;

    if (what->is_metadata || what->is_alert)
        return true;
    if (body_numbers(reader->documents, value_field(metric), &numbers, &count, &why) &&
        sample_time(reader, metric, &at, &why))
        return reduction_add_at(reduction, run, (uint32_t)metric, at, numbers, count, err);
    if (what->aggregation == AGG_COUNT)
        return count_anything(reader, metric, run, reduction, err);
    rejects_add(rejects, hit, uuid, why.place, &why);
    return true;
}

bool result_reader_take(struct result_reader *reader, const struct hit *hit,
                        struct reduction *reduction, struct rejects *rejects, size_t *ret_run,
                        struct error *err)
{
    const char *uuid = NULL;
    struct error why;

    *ret_run = SIZE_MAX;
    if (!is_usable(reader, hit, &uuid, &why)) {
        rejects_add(rejects, hit, uuid, why.place, &why);
        return true;
    }
    const size_t *run = strmap_get(reader->runs, uuid);
    if (!run)
        return true;
    for (size_t i = 0; i < hit->matched_count; i++)
        if (!take_metric(reader, hit, hit->matched[i], (uint32_t)*run, uuid, reduction, rejects,
                         err))
            return false;
    *ret_run = *run;
    return true;
}
