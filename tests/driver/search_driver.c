/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_driver.c - a search source driven by hand, for the system tests.
 *
 *     search_driver runs|documents|fingerprints|group|aggregates < spec.json
 *
 * The specification names the source, the test and the runs; each row that the source hands out is
 * one line of JSON on stdout, and a last line {"end": ...} tells the error, if any. */
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/stop.h"
#include "http/client.h"
#include "ingest/source.h"

/* tests/driver only: one process, one source. */
static struct stop stop;

struct spec {
    struct arena *arena;
    json_t *tree;
    struct source_config config;
    struct test test;
    const char **uuids;
    size_t uuid_count;
    bool quiet;
    int64_t fail_after; /* the sink refuses this document; 0: never */
    int64_t seen;
};

static const char *text_of(const json_t *object, const char *name, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : otherwise;
}

static int64_t integer_of(const json_t *object, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(object, name);

    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static struct value value_of(struct arena *arena, const json_t *json)
{
    struct value value = {.type = VALUE_TEXT, .text = ""};

    if (json_is_string(json)) {
        value.text = json_string_value(json);
    } else if (json_is_integer(json)) {
        value.type = VALUE_INTEGER;
        value.integer = json_integer_value(json);
        value.real = (double)value.integer;
        value.text = arena_printf(arena, "%" PRId64, value.integer);
    } else if (json_is_real(json)) {
        value.type = VALUE_REAL;
        value.real = json_real_value(json);
        value.text = arena_printf(arena, "%.17g", value.real);
    } else if (json_is_boolean(json)) {
        value.type = VALUE_BOOL;
        value.integer = json_is_true(json);
        value.text = value.integer ? "True" : "False";
    }
    return value;
}

/* [["field", value], ...] */
static struct condition_list conditions_of(struct arena *arena, const json_t *list)
{
    struct condition *items = ARENA_ARRAY(arena, struct condition, json_array_size(list) + 1);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *pair = json_array_get(list, i);
        items[i].field = json_string_value(json_array_get(pair, 0));
        items[i].value = value_of(arena, json_array_get(pair, 1));
    }
    return (struct condition_list){items, json_array_size(list)};
}

static enum aggregation aggregation_of(const char *name)
{
    static const struct {
        const char *name;
        enum aggregation aggregation;
    } known[] = {{"avg", AGG_AVG}, {"sum", AGG_SUM},     {"max", AGG_MAX},
                 {"min", AGG_MIN}, {"count", AGG_COUNT}, {"percentiles", AGG_PERCENTILES}};

    for (size_t i = 0; name && i < ARRAY_LEN(known); i++)
        if (strcmp(name, known[i].name) == 0)
            return known[i].aggregation;
    return name ? AGG_OTHER : AGG_NONE;
}

static void read_metric(struct spec *spec, const json_t *json, struct metric *metric)
{
    const json_t *percents = json_object_get(json, "percents");
    double *numbers = ARENA_ARRAY(spec->arena, double, json_array_size(percents) + 1);

    for (size_t i = 0; i < json_array_size(percents); i++)
        numbers[i] = json_number_value(json_array_get(percents, i));
    *metric = (struct metric){
        .name = text_of(json, "name", "m"),
        .field = text_of(json, "field", "value"),
        .aggregation = aggregation_of(text_of(json, "agg", NULL)),
        .aggregation_name = text_of(json, "agg", NULL),
        .percents = numbers,
        .percent_count = json_array_size(percents),
        .has_target = json_object_get(json, "target") != NULL,
        .target_percent = json_number_value(json_object_get(json, "target")),
        .timestamp = spec->test.timestamp,
        .is_metadata = json_is_true(json_object_get(json, "metadata")),
        .group_by = text_of(json, "group_by", NULL),
        .must = conditions_of(spec->arena, json_object_get(json, "must")),
        .must_not = conditions_of(spec->arena, json_object_get(json, "must_not")),
        .column_count = json_array_size(percents) ? json_array_size(percents) : 1,
        .place = "spec.json",
    };
}

static void read_test(struct spec *spec, const json_t *json)
{
    const json_t *list = json_object_get(json, "metrics");
    struct metric *metrics = ARENA_ARRAY(spec->arena, struct metric, json_array_size(list) + 1);

    spec->test = (struct test){
        .name = text_of(json, "name", "test"),
        .runs = {.must = conditions_of(spec->arena, json_object_get(json, "must")),
                 .must_not = conditions_of(spec->arena, json_object_get(json, "must_not")),
                 .wildcard = conditions_of(spec->arena, json_object_get(json, "wildcard"))},
        .metric_count = json_array_size(list),
        .uuid_field = text_of(json, "uuid_field", "uuid"),
        .version_field = "ocpVersion",
        .timestamp = text_of(json, "timestamp", "timestamp"),
        .benchmark_index = text_of(json, "benchmark_index", NULL),
        .metadata_index = text_of(json, "metadata_index", NULL),
        .place = "spec.json",
    };
    for (size_t i = 0; i < json_array_size(list); i++)
        read_metric(spec, json_array_get(list, i), &metrics[i]);
    spec->test.metrics = metrics;
}

static void read_source(struct spec *spec, const json_t *json)
{
    const char *auth = text_of(json, "auth", "none");

    spec->config = (struct source_config){
        .name = "driven",
        .kind = SOURCE_SEARCH,
        .url = text_of(json, "url", ""),
        .metadata_index = text_of(json, "metadata_index", NULL),
        .benchmark_index = text_of(json, "benchmark_index", NULL),
        .auth = strcmp(auth, "basic") == 0     ? AUTH_BASIC
                : strcmp(auth, "api_key") == 0 ? AUTH_API_KEY
                : strcmp(auth, "sigv4") == 0   ? AUTH_SIGV4
                                               : AUTH_NONE,
        .user = text_of(json, "user", NULL),
        .secret_file = text_of(json, "secret_file", NULL),
        .secret_env = text_of(json, "secret_env", NULL),
        .session_token_env = text_of(json, "session_token_env", NULL),
        .region = text_of(json, "region", NULL),
        .service = text_of(json, "service", NULL),
        .ca_file = text_of(json, "ca_file", NULL),
        .verify_tls = !json_is_false(json_object_get(json, "verify_tls")),
        .timeout_us = integer_of(json, "timeout_us", 30 * CLOCK_SECOND),
        .page_size = (unsigned)integer_of(json, "page_size", 5000),
        .retries = (unsigned)integer_of(json, "retries", 3),
        .place = "spec.json",
    };
}

static bool read_spec(struct spec *spec)
{
    json_error_t fault;

    *spec = (struct spec){.arena = arena_new(), .tree = json_loadf(stdin, 0, &fault)};
    if (!spec->tree) {
        (void)fprintf(stderr, "search_driver: %s\n", fault.text);
        return false;
    }
    read_source(spec, json_object_get(spec->tree, "source"));
    read_test(spec, json_object_get(spec->tree, "test"));
    const json_t *uuids = json_object_get(spec->tree, "uuids");
    spec->uuid_count = json_array_size(uuids);
    spec->uuids = ARENA_ARRAY(spec->arena, const char *, spec->uuid_count + 1);
    for (size_t i = 0; i < spec->uuid_count; i++)
        spec->uuids[i] = json_string_value(json_array_get(uuids, i));
    spec->quiet = json_is_true(json_object_get(spec->tree, "quiet"));
    spec->fail_after = integer_of(spec->tree, "fail_after", 0);
    return true;
}

static void print_line(json_t *line)
{
    (void)json_dumpf(line, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
    (void)putchar('\n');
    json_decref(line);
}

static bool print_hits(void *context, const struct hit *hits, size_t count, struct error *err)
{
    struct spec *spec = context;

    for (size_t i = 0; i < count; i++) {
        if (++spec->seen == spec->fail_after)
            return error_set(err, ERROR_INPUT, hits[i].id, "the sink refused it");
        if (spec->quiet)
            continue;
        json_t *matched = json_array();
        for (size_t m = 0; m < hits[i].matched_count; m++)
            (void)json_array_append_new(matched, json_integer(hits[i].matched[m]));
        json_t *body =
            hits[i].reject ? NULL : json_loadb(hits[i].source, hits[i].source_size, 0, NULL);
        print_line(json_pack("{s:s, s:s, s:o, s:o*, s:s*, s:I}", "index", hits[i].index, "id",
                             hits[i].id, "matched", matched, "source", body, "reject",
                             hits[i].reject ? hits[i].reject->text : NULL, "size",
                             (json_int_t)hits[i].source_size));
    }
    return true;
}

static json_t *real_or_null(double number)
{
    json_t *real = json_real(number);

    return real ? real : json_null();
}

static bool print_aggregates(void *context, const struct aggregate *rows, size_t count,
                             struct error *err)
{
    const struct spec *spec = context;

    (void)err;
    for (size_t i = 0; i < count; i++)
        print_line(
            json_pack("{s:s, s:I, s:I, s:o, s:I, s:o, s:o, s:o, s:o, s:o}", "run",
                      spec->uuids[rows[i].run], "metric", (json_int_t)rows[i].metric, "column",
                      (json_int_t)rows[i].column, "value", real_or_null(rows[i].value), "samples",
                      (json_int_t)rows[i].samples, "min", real_or_null(rows[i].minimum), "max",
                      real_or_null(rows[i].maximum), "mean", real_or_null(rows[i].mean), "sum",
                      real_or_null(rows[i].sum), "stddev", real_or_null(rows[i].stddev)));
    return true;
}

static bool fingerprints(struct source *source, const struct spec *spec, struct error *err)
{
    struct run_fingerprint *prints =
        ARENA_ARRAY(spec->arena, struct run_fingerprint, spec->uuid_count + 1);

    if (!source->ops->fingerprints(source, &spec->test, spec->uuids, spec->uuid_count, prints, err))
        return false;
    for (size_t i = 0; i < spec->uuid_count; i++)
        print_line(json_pack("{s:s, s:I, s:s}", "run", spec->uuids[i], "documents",
                             (json_int_t)prints[i].documents, "text", prints[i].text));
    return true;
}

static bool group_values(struct source *source, const struct spec *spec, struct error *err)
{
    const char *const *values;
    size_t count;

    if (!source->ops->group_values(source, &spec->test, &spec->test.metrics[0], spec->uuids,
                                   spec->uuid_count, spec->arena, &values, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        print_line(json_string(values[i]));
    return true;
}

static bool run_command(const char *command, struct source *source, struct spec *spec,
                        struct error *err)
{
    if (strcmp(command, "runs") == 0)
        return source->ops->runs(source, &spec->test, integer_of(spec->tree, "since_us", INT64_MIN),
                                 text_of(spec->tree, "uuid", NULL), print_hits, spec, err);
    if (strcmp(command, "documents") == 0)
        return source->ops->documents(source, &spec->test, spec->uuids, spec->uuid_count,
                                      print_hits, spec, err);
    if (strcmp(command, "fingerprints") == 0)
        return fingerprints(source, spec, err);
    if (strcmp(command, "group") == 0)
        return group_values(source, spec, err);
    if (strcmp(command, "aggregates") == 0)
        return source->ops->aggregates(source, &spec->test, spec->uuids, spec->uuid_count,
                                       print_aggregates, spec, err);
    return error_set(err, ERROR_USAGE, command, "unknown command");
}

static void on_signal(int number)
{
    (void)number;
    /* Made for this: see stop.h. NOLINTNEXTLINE(bugprone-signal-handler,cert-sig30-c) */
    stop_request(&stop);
}

int main(int argc, char **argv)
{
    struct error err = {0};
    struct spec spec;

    if (argc != 2 || !read_spec(&spec) || !stop_init(&stop) || !http_library_start())
        return 2;
    (void)signal(SIGTERM, on_signal);
    (void)signal(SIGPIPE, SIG_IGN);
    struct source *source = search_source_open(&spec.config, &stop, &err);
    const bool fine = source && run_command(argv[1], source, &spec, &err);
    print_line(json_pack("{s:b, s:s, s:s, s:s, s:I}", "end", fine, "code", error_slug(err.code),
                         "place", err.place, "text", err.text, "seen", (json_int_t)spec.seen));
    if (source)
        source->ops->free(source);
    http_library_stop();
    json_decref(spec.tree);
    arena_free(spec.arena);
    stop_done(&stop);
    return fine ? 0 : 1;
}
