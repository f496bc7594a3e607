/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "adapt/formats.h"
#include "adapt/input.h"
#include "adapt/object.h"
#include "adapt/output.h"
#include "base/clock.h"

struct reading {
    struct output *out;
    const struct adapt_file *file;
    const char *metric, *measurement; /* from the file's name */
    int64_t time_us;
};

/* "report/PodStartupLatency_PodStartupLatency_load_2026-11-22T12:00:00Z.json": the measurement's
 * kind, its whole name, the time. Other names are a kind that is called PerfData. */
static void read_name(struct reading *reading, struct arena *arena)
{
    const char *slash = strrchr(reading->file->name, '/');
    char *stem = arena_strdup(arena, slash ? slash + 1 : reading->file->name);
    char *dot = strrchr(stem, '.');

    if (dot && strcmp(dot, ".json") == 0)
        *dot = '\0';
    char *last = strrchr(stem, '_');
    if (last && strchr(last, ':') && clock_parse(last + 1, &reading->time_us))
        *last = '\0';
    char *first = strchr(stem, '_');
    reading->measurement = first ? stem : "PerfData";
    reading->metric = first ? arena_strndup(arena, stem, (size_t)(first - stem)) : "PerfData";
}

/* Every member of data is a number: they become fields of the document. */
static bool check_data(const struct object *data, struct error *err)
{
    for (size_t i = 0; i < data->count; i++)
        if (!strchr("-0123456789", data->members[i].value.at[0]))
            return object_fault(data, &data->members[i], NULL, "a number", err);
    return true;
}

static bool read_item(void *context, struct slice item, const char *path, struct error *err)
{
    const struct reading *reading = context;
    static const char *const apart[] = {"data", NULL};
    struct output *out = reading->out;
    struct object entry, data;
    const char *unit;

    if (!object_read(reading->file, output_arena(out), item, path, &entry, err) ||
        !object_object(&entry, "data", &data, err) || !check_data(&data, err) ||
        !object_text(&entry, "unit", &unit, err))
        return false;
    const struct member *labels = object_find(&entry, "labels");
    if (labels && labels->value.at[0] != '{')
        return object_fault(&entry, labels, NULL, "an object", err);
    struct writer *document = output_begin(
        out, reading->time_us == INT64_MIN ? output_known(out)->at_us : reading->time_us);
    writer_text(document, "metricName", reading->metric);
    writer_text(document, "measurement", reading->measurement);
    output_members(out, &entry, apart);
    output_members(out, &data, NULL);
    return output_end(out, reading->file, item.at, item.size, err);
}

bool clusterloader2_read(struct output *out, const struct adapt_file *file, struct error *err)
{
    struct reading reading = {.out = out, .file = file, .time_us = INT64_MIN};
    struct object perf_data;
    struct slice whole, items;

    read_name(&reading, output_kept(out));
    if (!object_whole(file, &whole, err) ||
        !object_read(file, output_arena(out), whole, "", &perf_data, err) ||
        !object_array(&perf_data, "dataItems", &items, err))
        return false;
    output_time(out, reading.time_us);
    return object_each(file, output_arena(out), items, "dataItems", read_item, &reading, err);
}
