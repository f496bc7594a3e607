/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/formats.h"
#include "adapt/object.h"
#include "adapt/output.h"

struct reading {
    struct output *out;
    const struct adapt_file *file;
};

static bool check(const struct object *result, int64_t *ret_us, struct error *err)
{
    const char *text;

    return object_text(result, "driver", &text, err) &&
           object_text(result, "profile", &text, err) && object_number(result, "throughput", err) &&
           object_number(result, "latency", err) && object_time(result, "timestamp", ret_us, err);
}

static bool read_result(void *context, struct slice item, const char *path, struct error *err)
{
    const struct reading *reading = context;
    struct output *out = reading->out;
    struct object result, metadata;
    int64_t time_us;

    if (!object_read(reading->file, output_arena(out), item, path, &result, err) ||
        !check(&result, &time_us, err))
        return false;
    if (object_find(&result, "metadata")) {
        if (!object_object(&result, "metadata", &metadata, err))
            return false;
        output_cluster_facts(out, &metadata);
    }
    output_time(out, time_us);
    (void)output_begin(out, INT64_MIN);
    output_members(out, &result, NULL);
    return output_end(out, reading->file, item.at, item.size, err);
}

bool k8s_netperf_read(struct output *out, const struct adapt_file *file, struct error *err)
{
    struct reading reading = {out, file};
    struct slice whole;

    return object_whole(file, &whole, err) &&
           object_each(file, output_arena(out), whole, "", read_result, &reading, err);
}
