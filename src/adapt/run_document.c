/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/run_document.h"

#include <string.h>

#include "json/writer.h"

enum { FACTS = 64 };

struct fact {
    const char *key, *json;
};

struct run_document {
    struct arena *arena;
    const char *format;
    struct fact facts[FACTS];
    size_t count;
    int64_t time_us; /* INT64_MIN: no file says */
    bool has_job, failed;
};

struct run_document *run_document_new(struct arena *arena, const char *format)
{
    struct run_document *about = ARENA_NEW(arena, struct run_document);

    about->arena = arena;
    about->format = format;
    about->time_us = INT64_MIN;
    return about;
}

static bool has_fact(const struct run_document *about, const char *key)
{
    for (size_t i = 0; i < about->count; i++)
        if (strcmp(about->facts[i].key, key) == 0)
            return true;
    return false;
}

void run_document_fact(struct run_document *about, const char *key, const char *json)
{
    if (about->count == FACTS || has_fact(about, key))
        return;
    about->facts[about->count++] = (struct fact){arena_strdup(about->arena, key), json};
}

void run_document_fact_text(struct run_document *about, const char *key, const char *text)
{
    AUTO_BUFFER json;

    buffer_init(&json, 1u << 20);
    struct writer writer = writer_on(&json);
    writer_text(&writer, NULL, text);
    if (buffer_ok(&json))
        run_document_fact(about, key, arena_strndup(about->arena, json.data, json.size));
}

void run_document_job(struct run_document *about, bool passed)
{
    about->has_job = true;
    about->failed = about->failed || !passed;
}

void run_document_time(struct run_document *about, int64_t time_us)
{
    if (time_us != INT64_MIN && (about->time_us == INT64_MIN || time_us < about->time_us))
        about->time_us = time_us;
}

bool run_document_is_cluster_field(const char *key)
{
    static const char *const fields[] = {
        "platform",        "clusterType",
        "clusterName",     "ocpVersion",
        "ocpMajorVersion", "k8sVersion",
        "masterNodesType", "masterNodesCount",
        "workerNodesType", "workerNodesCount",
        "infraNodesType",  "infraNodesCount",
        "otherNodesCount", "totalNodes",
        "sdnType",         "networkType",
        "region",          "fips",
        "ipsec",           "ipsecMode",
        "encrypted",       "publish",
        "workerArch",      "controlPlaneArch",
        "haproxyVersion",  "releaseStream",
        "stream",          "kernel",
        "kubelet",         "mtu",
    };

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (strcmp(key, fields[i]) == 0)
            return true;
    return false;
}

bool run_document_is_wanted(const struct adapt_run *run)
{
    return run->uuid && (run->build || run->build_url || run->confirm || run->metadata_count);
}

static bool is_replaced(const struct adapt_run *run, const char *key)
{
    for (size_t i = 0; i < run->metadata_count; i++)
        if (strcmp(run->metadata[i].key, key) == 0)
            return true;
    return false;
}

/* A text of ours, unless the caller's metadata says it. */
static void say(struct writer *writer, const struct adapt_run *run, const char *key,
                const char *text)
{
    if (text && !is_replaced(run, key))
        writer_text(writer, key, text);
}

static bool is_said(const struct adapt_run *run, const char *key)
{
    return is_replaced(run, key) || (run->build_url && strcmp(key, "buildUrl") == 0) ||
           (run->build && (strcmp(key, "version") == 0 || strcmp(key, "ocpVersion") == 0));
}

void run_document_write(const struct run_document *about, const struct adapt_run *run,
                        const char *uuid, struct buffer *out)
{
    const bool own_time = !run->at_decides && about->time_us != INT64_MIN;
    struct writer writer = writer_on(out);

    writer_object(&writer, NULL);
    writer_text(&writer, "uuid", uuid);
    writer_time(&writer, "timestamp", own_time ? about->time_us : run->at_us);
    if (!has_fact(about, "benchmark"))
        say(&writer, run, "benchmark", about->format);
    say(&writer, run, "version", run->build);
    say(&writer, run, "ocpVersion", run->build);
    say(&writer, run, "buildUrl", run->build_url);
    if (about->has_job)
        say(&writer, run, "jobStatus", about->failed ? "failure" : "success");
    say(&writer, run, "rigelConfirm", run->confirm);
    for (size_t i = 0; i < about->count; i++)
        if (!is_said(run, about->facts[i].key))
            writer_raw(&writer, about->facts[i].key, about->facts[i].json);
    for (size_t i = 0; i < run->metadata_count; i++)
        writer_text(&writer, run->metadata[i].key, run->metadata[i].value);
    writer_end(&writer);
}
