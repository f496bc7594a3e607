/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cluster_answer.c - the answer of one search, read in one pass. */
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "orion/cluster.h"

struct reading {
    struct scan scan;
    cluster_sink *sink;
    void *context;
    struct cluster_answer answer;
    struct error sink_error;
    int64_t failed_shards, shards;
    bool timed_out, has_hits, sink_failed;
};

static void read_hit(struct reading *reading)
{
    struct scan *scan = &reading->scan;
    struct cluster_hit hit = {0};
    struct slice key;

    if (!scan_enter(scan, '{'))
        return;
    while (scan_member(scan, &key)) {
        if (slice_is(key, "_index"))
            (void)scan_value(scan, &hit.index, NULL);
        else if (slice_is(key, "_id"))
            (void)scan_value(scan, &hit.id, NULL);
        else if (slice_is(key, "_source"))
            (void)scan_value(scan, &hit.source, NULL);
        else if (slice_is(key, "sort"))
            (void)scan_value(scan, &hit.sort, NULL);
        else
            (void)scan_skip(scan);
    }
    if (!scan->fault && (!hit.source.at || hit.source.at[0] != '{'))
        scan->fault = "a hit with the object _source";
    if (scan->fault)
        return;
    reading->answer.hits++;
    reading->answer.last_sort = hit.sort;
    if (reading->sink && !reading->sink_failed &&
        !reading->sink(reading->context, &hit, &reading->sink_error))
        reading->sink_failed = true;
}

static void read_hits(struct reading *reading)
{
    struct scan *scan = &reading->scan;
    struct slice key;

    if (!scan_enter(scan, '{'))
        return;
    while (scan_member(scan, &key)) {
        if (!slice_is(key, "hits")) {
            (void)scan_skip(scan);
            continue;
        }
        if (!scan_enter(scan, '['))
            return;
        reading->has_hits = true;
        while (scan_item(scan))
            read_hit(reading);
    }
}

static void read_shards(struct reading *reading)
{
    struct scan *scan = &reading->scan;
    struct slice key, value;

    if (!scan_enter(scan, '{'))
        return;
    while (scan_member(scan, &key)) {
        int64_t *count = slice_is(key, "failed")  ? &reading->failed_shards
                         : slice_is(key, "total") ? &reading->shards
                                                  : NULL;
        if (!count)
            (void)scan_skip(scan);
        else if (scan_value(scan, &value, NULL) && !slice_integer(value, count))
            scan->fault = "a whole number";
    }
}

static void read_members(struct reading *reading)
{
    struct scan *scan = &reading->scan;
    struct slice key, value;

    if (!scan_enter(scan, '{'))
        return;
    while (scan_member(scan, &key)) {
        if (slice_is(key, "hits"))
            read_hits(reading);
        else if (slice_is(key, "_shards"))
            read_shards(reading);
        else if (slice_is(key, "aggregations"))
            (void)scan_value(scan, &reading->answer.aggregations, NULL);
        else if (!slice_is(key, "timed_out"))
            (void)scan_skip(scan);
        else if (scan_value(scan, &value, NULL))
            reading->timed_out = slice_is(value, "true");
    }
}

bool cluster_answer_read(char *text, size_t size, cluster_sink *sink, void *context,
                         struct cluster_answer *ret, struct error *err)
{
    struct reading reading = {.sink = sink, .context = context, .shards = 1};

    scan_init(&reading.scan, text, size);
    read_members(&reading);
    if (!scan_end(&reading.scan))
        return error_set(err, ERROR_REMOTE, NULL,
                         "the answer is not what a search gives: expected %s at byte %zu",
                         reading.scan.fault ? reading.scan.fault : "JSON",
                         scan_offset(&reading.scan));
    if (!reading.has_hits)
        return error_set(err, ERROR_REMOTE, NULL,
                         "the answer is not what a search gives: expected hits.hits");
    if (reading.sink_failed) {
        *err = reading.sink_error;
        return false;
    }
    if (reading.timed_out || reading.failed_shards > 0)
        log_warning("orion", "the cluster answered in part only",
                    "timed_out=%s failed_shards=%" PRId64, reading.timed_out ? "true" : "false",
                    reading.failed_shards);
    *ret = reading.answer;
    ret->no_index = reading.shards == 0;
    return true;
}
