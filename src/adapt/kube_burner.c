/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "adapt/formats.h"
#include "adapt/input.h"
#include "adapt/object.h"
#include "adapt/output.h"

struct reading {
    struct output *out;
    const struct adapt_file *file;
};

/* The jobs that a workload runs besides its own do not name it. */
static bool is_side_job(const char *name)
{
    return strcmp(name, "garbage-collection") == 0;
}

/* What the summary of a job says of the run. */
static bool read_summary(struct output *out, const struct object *summary, struct error *err)
{
    const struct member *passed = object_find(summary, "passed");
    const struct member *metadata = object_find(summary, "metadata");
    struct object job, more;
    const char *name, *version;

    if (!object_object(summary, "jobConfig", &job, err) || !object_text(&job, "name", &name, err) ||
        !object_optional_text(summary, "version", &version, err))
        return false;
    if (!is_side_job(name))
        output_fact_text(out, "benchmark", name);
    if (version)
        output_fact_text(out, "toolVersion", version);
    if (passed)
        output_job(out, slice_is(passed->value, "true"));
    output_cluster_facts(out, summary);
    if (metadata && metadata->value.at[0] == '{') {
        if (!object_object(summary, "metadata", &more, err))
            return false;
        output_cluster_facts(out, &more);
    }
    return true;
}

static bool read_document(void *context, struct slice item, const char *path, struct error *err)
{
    const struct reading *reading = context;
    struct output *out = reading->out;
    struct object document;
    const char *name, *uuid;
    int64_t time_us;

    if (!object_read(reading->file, output_arena(out), item, path, &document, err) ||
        !object_text(&document, "metricName", &name, err) ||
        !object_optional_text(&document, "uuid", &uuid, err) ||
        !object_time(&document, "timestamp", &time_us, err) ||
        !output_run(out, reading->file, uuid, item.at, err))
        return false;
    if (object_find(&document, "value") && !object_number(&document, "value", err))
        return false;
    if (strcmp(name, "jobSummary") == 0) {
        output_time(out, time_us);
        if (!read_summary(out, &document, err))
            return false;
    }
    (void)output_begin(out, INT64_MIN);
    output_members(out, &document, NULL);
    return output_end(out, reading->file, item.at, item.size, err);
}

bool kube_burner_read(struct output *out, const struct adapt_file *file, struct error *err)
{
    struct reading reading = {out, file};
    struct slice whole;

    if (!object_whole(file, &whole, err))
        return false;
    if (whole.at[0] == '{')
        return read_document(&reading, whole, "", err);
    return object_each(file, output_arena(out), whole, "", read_document, &reading, err);
}
