/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/adapt.h"

#include <string.h>

#include "adapt/formats.h"
#include "adapt/output.h"

const struct adapt_format adapt_formats[] = {
    {"documents", "NDJSON: one document a line, or the lines of a _bulk request", ".ndjson",
     documents_read, false, true},
    {"kube-burner", "files of kube-burner's local indexer: arrays of metric documents", ".json",
     kube_burner_read, false, false},
    {"k8s-netperf", "what k8s-netperf --json prints: an array of results", ".json",
     k8s_netperf_read, true, false},
    {"ingress-perf", "files of ingress-perf's local indexer: arrays of results", ".json",
     ingress_perf_read, false, false},
    {"clusterloader2", "PerfData files of ClusterLoader2's report folder", ".json",
     clusterloader2_read, true, false},
    {"locust", "the PREFIX_stats.csv of locust --csv=PREFIX", "_stats.csv", locust_read, true,
     false},
    {"wrk", "what wrk and wrk2 print", ".txt", wrk_read, true, false},
    {"google-benchmark", "JSON of --benchmark_format=json or --benchmark_out", ".json",
     google_benchmark_read, true, false},
};
const size_t adapt_format_count = ARRAY_LEN(adapt_formats);

const struct adapt_format *adapt_format_find(const char *name)
{
    for (size_t i = 0; i < adapt_format_count; i++)
        if (strcmp(adapt_formats[i].name, name) == 0)
            return &adapt_formats[i];
    return NULL;
}

static bool read_files(struct output *out, const struct adapt_format *format,
                       const struct adapt_file *files, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (files[i].size > ADAPT_FILE_SIZE)
            return error_set(err, ERROR_LIMIT, files[i].name, "a file of more than %u bytes",
                             ADAPT_FILE_SIZE);
        output_next_file(out);
        if (!format->read(out, &files[i], err))
            return false;
    }
    return output_finish(out, err);
}

static bool check_metadata(const struct adapt_run *run, struct error *err)
{
    for (size_t i = 0; i < run->metadata_count; i++) {
        const char *key = run->metadata[i].key;
        if (!*key || strcmp(key, "uuid") == 0 || strcmp(key, "timestamp") == 0)
            return error_set(err, ERROR_USAGE, "metadata",
                             "'%s' is not a field that can be given so", key);
        for (size_t j = 0; j < i; j++)
            if (strcmp(run->metadata[j].key, key) == 0)
                return error_set(err, ERROR_USAGE, "metadata", "%s is given twice", key);
    }
    return true;
}

bool adapt_files(const struct adapt_format *format, const struct adapt_run *run,
                 const struct adapt_file *files, size_t count, const struct adapt_sinks *sinks,
                 struct error *err)
{
    if (format->needs_run && !run->uuid)
        return error_set(err, ERROR_USAGE, "run",
                         "files of %s hold no run id: the caller has to give one", format->name);
    if (!check_metadata(run, err))
        return false;
    struct output *out = output_new(format, run, sinks);
    const bool fine = read_files(out, format, files, count, err);
    output_free(out);
    return fine;
}
