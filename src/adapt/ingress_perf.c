/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/formats.h"
#include "adapt/object.h"
#include "adapt/output.h"

struct reading {
    struct output *out;
    const struct adapt_file *file;
};

static bool check(const struct object *result, const char **ret_uuid, int64_t *ret_us,
                  struct error *err)
{
    struct object config;
    const char *text;

    return object_optional_text(result, "uuid", ret_uuid, err) &&
           object_object(result, "config", &config, err) &&
           object_text(&config, "termination", &text, err) &&
           object_number(result, "total_avg_rps", err) &&
           object_number(result, "avg_lat_us", err) &&
           object_time(result, "timestamp", ret_us, err);
}

static bool read_result(void *context, struct slice item, const char *path, struct error *err)
{
    const struct reading *reading = context;
    struct output *out = reading->out;
    struct object result;
    const char *uuid, *version;
    int64_t time_us;

    if (!object_read(reading->file, output_arena(out), item, path, &result, err) ||
        !check(&result, &uuid, &time_us, err) ||
        !object_optional_text(&result, "version", &version, err) ||
        !output_run(out, reading->file, uuid, item.at, err))
        return false;
    if (version)
        output_fact_text(out, "toolVersion", version);
    output_cluster_facts(out, &result);
    output_time(out, time_us);
    (void)output_begin(out, INT64_MIN);
    output_members(out, &result, NULL);
    return output_end(out, reading->file, item.at, item.size, err);
}

bool ingress_perf_read(struct output *out, const struct adapt_file *file, struct error *err)
{
    struct reading reading = {out, file};
    struct slice whole;

    return object_whole(file, &whole, err) &&
           object_each(file, output_arena(out), whole, "", read_result, &reading, err);
}
