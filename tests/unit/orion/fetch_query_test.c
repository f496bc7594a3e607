/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_query_test.c - the bodies are those that Orion sent (tests/data/orion/requests.json). */
#include "orion/fetch_query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/limits.h"

#define TEXT(field_, text_)                                                                        \
    {                                                                                              \
        .field = (field_), .value = {.type = VALUE_TEXT, .text = (text_) }                         \
    }
#define LIST(items_)                                                                               \
    {                                                                                              \
        (items_), sizeof(items_) / sizeof((items_)[0])                                             \
    }

static json_t *recorded; /* tests only: read once, in setup */

static int read_recorded(void **state)
{
    (void)state;
    recorded = json_load_file("tests/data/orion/requests.json", 0, NULL);
    return recorded ? 0 : -1;
}

static int drop_recorded(void **state)
{
    (void)state;
    json_decref(recorded);
    return 0;
}

static const json_t *body_of(const char *name)
{
    const json_t *body = json_object_get(json_object_get(recorded, name), "body");

    assert_non_null(body);
    return body;
}

/* The recorded runs, as a list of the caller's. */
static size_t runs_of(const json_t *terms, const char **ret)
{
    const json_t *list = json_object_get(json_object_get(terms, "terms"), "uuid.keyword");

    for (size_t i = 0; i < json_array_size(list); i++)
        ret[i] = json_string_value(json_array_get(list, i));
    return json_array_size(list);
}

static const json_t *clause(const json_t *body, const char *part)
{
    const json_t *query = json_object_get(json_object_get(body, "query"), "bool");

    return json_array_get(json_object_get(query, part), 0);
}

static void assert_body(const struct buffer *body, const json_t *wanted)
{
    json_t *got = json_loadb(body->data, body->size, 0, NULL);

    assert_non_null(got);
    if (!json_equal(got, wanted)) {
        char *dump = json_dumps(wanted, JSON_COMPACT);
        print_error("got    %s\nwanted %s\n", body->data, dump);
        free(dump);
        fail();
    }
    json_decref(got);
}

static const struct condition lab_must[] = {TEXT("platform", "AWS"),
                                            TEXT("benchmark.keyword", "cluster-density-v2"),
                                            TEXT("jobType", "periodic")};
static const struct condition lab_not[] = {TEXT("stream", "okd")};
static const struct condition lab_wildcard[] = {TEXT("ocpVersion", "4.19*")};

static void metadata_search_is_orions(void **state)
{
    const struct run_search search = {.must = LIST(lab_must),
                                      .must_not = LIST(lab_not),
                                      .wildcard = LIST(lab_wildcard),
                                      .time_field = "timestamp",
                                      .start = "2025-06-04T00:00:00Z",
                                      .end = "2025-06-19T00:00:00Z",
                                      .size = 5};
    AUTO_BUFFER body;

    (void)state;
    buffer_init(&body, LIMIT_HTTP_BODY);
    query_of_runs(&body, &search);
    assert_body(&body, body_of("01-metadata-by-fields"));
}

static void derived_search_has_no_empty_parts(void **state)
{
    static const struct condition must[] = {TEXT("platform", "AWS"),
                                            TEXT("clusterType", "self-managed"),
                                            TEXT("masterNodesCount", "3"),
                                            TEXT("workerNodesCount", "6"),
                                            TEXT("masterNodesType", "m6a.xlarge"),
                                            TEXT("workerNodesType", "m6a.xlarge"),
                                            TEXT("totalNodesCount", "9"),
                                            TEXT("networkType", "OVNKubernetes"),
                                            TEXT("ipsec", "false"),
                                            TEXT("fips", "false"),
                                            TEXT("encrypted", "false"),
                                            TEXT("publish", "External"),
                                            TEXT("computeArch", "amd64"),
                                            TEXT("controlPlaneArch", "amd64"),
                                            TEXT("benchmark.keyword", "cluster-density-v2")};
    const struct run_search search = {.must = LIST(must), .time_field = "timestamp", .size = 3};
    AUTO_BUFFER body;

    (void)state;
    buffer_init(&body, LIMIT_HTTP_BODY);
    query_of_runs(&body, &search);
    assert_body(&body, body_of("17-uuid-derived-search"));
    query_of_uuid(&body, "uuid", "b11b2f1d-03b5-52cb-b2ca-658faadaad42");
    assert_body(&body, body_of("16-uuid-metadata"));
}

static void versions_build_urls_and_iterations_are_orions(void **state)
{
    const char *runs[64];
    AUTO_BUFFER body;

    (void)state;
    buffer_init(&body, LIMIT_HTTP_BODY);
    const json_t *versions = body_of("04-versions-of-runs");
    struct run_texts texts = {runs, runs_of(clause(versions, "must"), runs)};
    assert_int_equal(texts.count, 5);
    query_of_existing(&body, "uuid", &texts, "ocpVersion", "timestamp");
    assert_body(&body, versions);

    const json_t *urls = body_of("18-baseline-build-urls");
    texts.count = runs_of(clause(urls, "must"), runs);
    query_of_existing(&body, "uuid", &texts, "buildUrl", "timestamp");
    assert_body(&body, urls);

    const json_t *iterations = body_of("06-job-iterations");
    texts.count = runs_of(clause(iterations, "filter"), runs);
    query_of_iterations(&body, "uuid", &texts);
    assert_body(&body, iterations);
}

static const struct condition cpu_must[] = {
    TEXT("metricName.keyword", "containerCPU"),
    TEXT("labels.namespace.keyword", "openshift-ovn-kubernetes")};

static struct metric cpu(const char *name, const char *aggregation_name, enum aggregation kind)
{
    return (struct metric){.name = name,
                           .field = "value",
                           .aggregation_name = aggregation_name,
                           .aggregation = kind,
                           .must = LIST(cpu_must)};
}

static void aggregations_are_orions(void **state)
{
    const struct metric metrics[] = {cpu("xavg", "avg", AGG_AVG), cpu("xsum", "sum", AGG_SUM),
                                     cpu("xmax", "max", AGG_MAX), cpu("xmin", "min", AGG_MIN),
                                     cpu("xcount", "count", AGG_COUNT)};
    const struct metric *list[] = {&metrics[0], &metrics[1], &metrics[2], &metrics[3], &metrics[4]};
    const json_t *wanted = body_of("11-all-aggregations");
    const char *runs[64];
    const struct run_texts texts = {runs, runs_of(clause(wanted, "must"), runs)};
    const struct metric_search search = {
        .uuid_field = "uuid", .time_field = "timestamp", .runs = &texts};
    AUTO_BUFFER body;

    (void)state;
    buffer_init(&body, LIMIT_HTTP_BODY);
    query_of_aggregates(&body, &search, list, 5);
    assert_body(&body, wanted);
}

static void percentiles_are_orions(void **state)
{
    static const struct condition must[] = {TEXT("metricName.keyword", "podLatencyMeasurement")};
    static const double several[] = {50, 90, 99}, two[] = {95, 99.9}, one[] = {95};
    struct metric metrics[3] = {
        {.name = "podLat", .percents = several, .percent_count = 3},
        {.name = "podLatP95", .percents = two, .percent_count = 2, .has_target = true},
        {.name = "podLatMissing", .percents = one, .percent_count = 1, .has_target = true}};
    const struct metric *list[] = {&metrics[0], &metrics[1], &metrics[2]};
    const json_t *wanted = body_of("10-percentiles");
    const char *runs[64];
    const struct run_texts texts = {runs, runs_of(clause(wanted, "must"), runs)};
    const struct metric_search search = {
        .uuid_field = "uuid", .time_field = "timestamp", .runs = &texts};
    AUTO_BUFFER body;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        metrics[i].field = "podReadyLatency";
        metrics[i].aggregation = AGG_PERCENTILES;
        metrics[i].aggregation_name = "percentiles";
        metrics[i].must = (struct condition_list)LIST(must);
    }
    buffer_init(&body, LIMIT_HTTP_BODY);
    query_of_aggregates(&body, &search, list, 3);
    assert_body(&body, wanted);
}

static void single_aggregation_stands_under_its_field(void **state)
{
    static const struct condition must[] = {TEXT("config.termination", "http")};
    const struct metric metric = {.name = "ingressLatAvg",
                                  .field = "avg_lat_us",
                                  .aggregation = AGG_AVG,
                                  .aggregation_name = "avg",
                                  .must = LIST(must)};
    const struct metric *list[] = {&metric};
    const json_t *batch = body_of("19-numeric-time-aggregated");
    const json_t *single = body_of("20-single-aggregated-fallback");
    const char *runs[64];
    struct run_texts texts = {runs, runs_of(clause(batch, "must"), runs)};
    const struct metric_search search = {
        .uuid_field = "uuid", .time_field = "end_time", .runs = &texts};
    AUTO_BUFFER body;

    (void)state;
    buffer_init(&body, LIMIT_HTTP_BODY);
    query_of_aggregates(&body, &search, list, 1);
    assert_body(&body, batch);
    texts.count = runs_of(clause(single, "must"), runs);
    query_of_aggregate(&body, &search, &metric);
    assert_body(&body, single);
}

static void documents_and_groups_are_orions(void **state)
{
    static const struct condition must[] = {
        TEXT("metricName.keyword", "podLatencyQuantilesMeasurement"),
        TEXT("quantileName", "Ready")};
    static const struct condition without[] = {TEXT("jobName.keyword", "garbage-collection")};
    static const struct condition group_must[] = {TEXT("metricName.keyword", "containerCPU")};
    const struct metric metric = {
        .name = "podReadyLatency", .field = "P99", .must = LIST(must), .must_not = LIST(without)};
    const struct metric group = {.name = "CPU-${labels.container.keyword}",
                                 .group_by = "labels.container.keyword",
                                 .must = LIST(group_must)};
    const struct metric *list[] = {&metric};
    const json_t *documents = body_of("08-plain-batch");
    const json_t *values = body_of("12-group-by-discovery");
    const char *runs[64];
    struct run_texts texts = {runs, runs_of(clause(documents, "must"), runs)};
    const struct metric_search search = {
        .uuid_field = "uuid", .time_field = "timestamp", .runs = &texts};
    AUTO_BUFFER body;

    (void)state;
    buffer_init(&body, LIMIT_HTTP_BODY);
    query_of_documents(&body, &search, list, 1);
    assert_body(&body, documents);
    texts.count = runs_of(clause(values, "must"), runs);
    query_of_group(&body, "uuid", &texts, &group);
    assert_body(&body, values);
}

static void of_two_metrics_with_one_name_the_last_stands_in_the_firsts_place(void **state)
{
    const struct metric first = cpu("x", "avg", AGG_AVG), last = cpu("x", "max", AGG_MAX);
    const struct metric *list[] = {&first, &last};
    const struct run_texts none = {NULL, 0};
    const struct metric_search search = {
        .uuid_field = "uuid", .time_field = "timestamp", .runs = &none, .own_time = true};
    AUTO_BUFFER body;

    (void)state;
    buffer_init(&body, LIMIT_HTTP_BODY);
    query_of_aggregates(&body, &search, list, 2);
    assert_non_null(strstr(body.data, "\"max\":{\"field\":\"value\"}"));
    assert_null(strstr(body.data, "\"avg\":{\"field\":\"value\"}"));
    assert_non_null(
        strstr(body.data, "\"" FETCH_OWN_TIME "\":{\"avg\":{\"field\":\"timestamp\"}}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metadata_search_is_orions),
        cmocka_unit_test(derived_search_has_no_empty_parts),
        cmocka_unit_test(versions_build_urls_and_iterations_are_orions),
        cmocka_unit_test(aggregations_are_orions),
        cmocka_unit_test(percentiles_are_orions),
        cmocka_unit_test(single_aggregation_stands_under_its_field),
        cmocka_unit_test(documents_and_groups_are_orions),
        cmocka_unit_test(of_two_metrics_with_one_name_the_last_stands_in_the_firsts_place),
    };

    return cmocka_run_group_tests(tests, read_recorded, drop_recorded);
}
