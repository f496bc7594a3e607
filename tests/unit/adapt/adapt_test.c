/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each format on output of its tool (tests/data/adapt/README.md), and on broken ones. */
#include "adapt/adapt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kit/adapt_kit.h"

#include <cmocka.h>

static const struct kit_document *last(const struct adapted *adapted)
{
    return &adapted->documents[adapted->count - 1];
}

static void kube_burner_documents_keep_their_values_and_name_the_run(void **state)
{
    static const struct adapt_run unnamed = {.at_us = 1};
    struct adapted *own = adapt_data("kube-burner", &unnamed, "kube-burner/jobSummary.json");
    struct adapted *named = adapt_data("kube-burner", &kit_run, "kube-burner/jobSummary.json");

    (void)state;
    assert_int_equal(own->count, 2);
    assert_string_equal(own->documents[0].run, "7784ee16-c41d-45fc-b90c-42264bce6678");
    assert_string_equal(own->documents[0].index, "rigel-results");
    assert_written(&own->documents[0], "\"timestamp\":\"2025-04-09T13:51:19.53498873Z\"");
    assert_null(json_object_get(own->documents[0].tree, "toolUuid"));
    const json_t *about = last(own)->tree;
    assert_string_equal(last(own)->index, "rigel-runs");
    assert_string_equal(member_text(about, "benchmark"), "kubelet-density");
    assert_string_equal(member_text(about, "jobStatus"), "success");
    assert_string_equal(member_text(about, "timestamp"), "2025-04-09T13:51:19.534988Z");
    assert_string_equal(member_text(about, "toolVersion"),
                        "issue-842@a6a77fb38d6117f270dc122982adf4a225e957a5");

    assert_string_equal(named->documents[0].run, "u1");
    assert_string_equal(member_text(named->documents[0].tree, "uuid"), "u1");
    assert_string_equal(member_text(named->documents[0].tree, "toolUuid"),
                        "7784ee16-c41d-45fc-b90c-42264bce6678");
    assert_string_equal(member_text(last(named)->tree, "version"), "b1");
    assert_string_equal(member_text(last(named)->tree, "ocpVersion"), "b1");
    adapted_free(own);
    adapted_free(named);
}

static void kube_burner_measurements_and_prometheus_metrics_are_taken(void **state)
{
    struct adapted *quantiles = adapt_data(
        "kube-burner", &kit_run, "kube-burner/podLatencyQuantilesMeasurement-kubelet-density.json");
    struct adapted *pods = adapt_data("kube-burner", &kit_run,
                                      "kube-burner/podLatencyMeasurement-kubelet-density.json");
    struct adapted *metrics = adapt_data("kube-burner", &kit_run, "kube-burner-prometheus.json");

    (void)state;
    assert_int_equal(quantiles->count, 6);
    assert_string_equal(member_text(quantiles->documents[2].tree, "quantileName"), "Ready");
    assert_true(member_number(quantiles->documents[2].tree, "P99") == 2000);
    assert_int_equal(pods->count, 4);
    assert_true(member_number(pods->documents[2].tree, "podReadyLatency") == 1000);
    assert_int_equal(metrics->count, 3);
    assert_string_equal(
        member_text(json_object_get(metrics->documents[1].tree, "labels"), "request_kind"),
        "readOnly");
    adapted_free(quantiles);
    adapted_free(pods);
    adapted_free(metrics);
}

static void k8s_netperf_results_keep_every_digit_and_describe_the_cluster(void **state)
{
    struct adapted *adapted = adapt_data("k8s-netperf", &kit_run, "k8s-netperf.json");

    (void)state;
    assert_int_equal(adapted->count, 2);
    assert_written(&adapted->documents[0], "\"udpLossPercent\":0.011000864942881586");
    assert_written(&adapted->documents[0], "\"throughput\":1157.21");
    assert_string_equal(member_text(adapted->documents[0].tree, "uuid"), "u1");
    const json_t *about = last(adapted)->tree;
    assert_string_equal(member_text(about, "platform"), "AWS");
    assert_string_equal(member_text(about, "ocpVersion"), "b1"); /* the caller's build wins */
    assert_string_equal(member_text(about, "benchmark"), "k8s-netperf");
    assert_string_equal(member_text(about, "timestamp"), "2023-06-08T13:50:23.899546Z");
    adapted_free(adapted);
}

static void ingress_perf_results_are_taken(void **state)
{
    static const struct adapt_run unnamed = {.at_us = 1};
    struct adapted *adapted = adapt_data("ingress-perf", &kit_run, "ingress-perf.json");
    struct adapted *own = adapt_data("ingress-perf", &unnamed, "ingress-perf.json");

    (void)state;
    assert_int_equal(adapted->count, 5);
    const json_t *edge = adapted->documents[2].tree;
    assert_written(&adapted->documents[0], "\"avg_lat_us\":2462.735");
    assert_written(&adapted->documents[0], "\"timestamp\":\"2026-11-22T23:16:31.560699377Z\"");
    assert_string_equal(member_text(json_object_get(edge, "config"), "termination"), "edge");
    assert_int_equal(json_array_size(json_object_get(edge, "pods")), 2);
    assert_written(&adapted->documents[2], "\"rps_stdev\":1745.2150000000001,");
    assert_string_equal(member_text(last(adapted)->tree, "benchmark"), "ingress-perf");
    assert_string_equal(member_text(last(adapted)->tree, "toolVersion"),
                        "@519b8659bf849462c5461ddecbec09d8f308c992");
    assert_string_equal(own->documents[0].run, "4b9c3a52-6d0e-4c1b-9a53-2f6f0c7e8d11");
    adapted_free(adapted);
    adapted_free(own);
}

static void ingress_perf_describes_its_cluster(void **state)
{
    struct adapted *adapted = adapt_text(
        "ingress-perf", &kit_run, "f",
        "[{\"config\": {\"termination\": \"http\"}, \"timestamp\": \"2023-09-21T10:00:00Z\","
        "\"total_avg_rps\": 1.5, \"avg_lat_us\": 2, \"clusterType\": \"self-managed\","
        "\"ocpVersion\": \"4.12.18\", \"k8sVersion\": \"v1.25.8+37a9a08\","
        "\"workerNodesType\": \"m5.large\", \"workerNodesCount\": 5}]");

    (void)state;
    assert_true(adapted->fine);
    assert_string_equal(member_text(last(adapted)->tree, "clusterType"), "self-managed");
    assert_string_equal(member_text(last(adapted)->tree, "k8sVersion"), "v1.25.8+37a9a08");
    assert_string_equal(member_text(last(adapted)->tree, "workerNodesType"), "m5.large");
    assert_written(last(adapted), "\"workerNodesCount\":5");
    adapted_free(adapted);
}

static void clusterloader2_items_are_named_by_the_file(void **state)
{
    struct adapted *plain = adapt_data("clusterloader2", &kit_run, "clusterloader2.json");
    struct adapted *named = adapt_text(
        "clusterloader2", &kit_run,
        "report/PodStartupLatency_PodStartupLatency_load_2020-06-19T12:00:00Z.json",
        "{\"version\":\"1.0\",\"dataItems\":[{\"data\":{\"Perc99\":9695.783054},\"unit\":\"ms\","
        "\"labels\":{\"Metric\":\"pod_startup\"}}]}");

    (void)state;
    assert_int_equal(plain->count, 6);
    assert_written(&plain->documents[0], "\"Perc50\":2870.804716");
    assert_string_equal(member_text(plain->documents[0].tree, "unit"), "ms");
    assert_string_equal(member_text(json_object_get(plain->documents[2].tree, "labels"), "Metric"),
                        "pod_startup");
    assert_string_equal(member_text(plain->documents[0].tree, "metricName"), "PerfData");
    assert_true(named->fine);
    assert_string_equal(member_text(named->documents[0].tree, "metricName"), "PodStartupLatency");
    assert_string_equal(member_text(named->documents[0].tree, "measurement"),
                        "PodStartupLatency_PodStartupLatency_load");
    assert_string_equal(member_text(named->documents[0].tree, "timestamp"), "2020-06-19T12:00:00Z");
    assert_string_equal(member_text(last(named)->tree, "timestamp"), "2020-06-19T12:00:00Z");
    adapted_free(plain);
    adapted_free(named);
}

static void locust_rows_are_fields_by_their_columns(void **state)
{
    struct adapted *adapted = adapt_data("locust", &kit_run, "locust-2.47.0_stats.csv");

    (void)state;
    assert_int_equal(adapted->count, 5);
    const struct kit_document *fail = &adapted->documents[0];
    assert_string_equal(member_text(fail->tree, "name"), "/fail");
    assert_string_equal(member_text(fail->tree, "type"), "POST");
    assert_written(fail, "\"averageResponseTime\":26.654694988447492");
    assert_written(fail, "\"requestsPerSecond\":17.40391787988238");
    assert_true(member_number(fail->tree, "requestCount") == 87);
    assert_true(member_number(fail->tree, "P99_9") == 66);
    assert_string_equal(member_text(adapted->documents[2].tree, "name"),
                        "/search, \"quoted\" [a,b]");
    assert_string_equal(member_text(adapted->documents[3].tree, "name"), "Aggregated");
    assert_null(json_object_get(adapted->documents[3].tree, "type"));
    assert_int_equal(adapted->documents[3].line, 5);
    assert_string_equal(member_text(last(adapted)->tree, "timestamp"), "2026-11-22T12:00:00Z");
    adapted_free(adapted);
}

static void wrk_output_is_one_document_in_milliseconds_and_bytes(void **state)
{
    struct adapted *adapted = adapt_data("wrk", &kit_run, "wrk-4.1.0-latency.txt");

    (void)state;
    assert_int_equal(adapted->count, 2);
    const json_t *tree = adapted->documents[0].tree;
    assert_written(&adapted->documents[0], "\"latencyAvg\":45.01");
    assert_true(member_number(tree, "latencyWithinStdevPercent") == 97.85);
    assert_true(member_number(tree, "P99") == 48.77);
    assert_true(member_number(tree, "requests") == 882);
    assert_true(member_number(tree, "seconds") == 4.01);
    assert_true(member_number(tree, "requestsPerSecond") == 220.10);
    assert_true(member_number(tree, "bytesPerSecond") == 50.36 * 1024);
    assert_true(member_number(tree, "timeouts") == 0);
    assert_true(member_number(tree, "connections") == 10);
    assert_string_equal(member_text(tree, "url"), "http://127.0.0.1:18971/index");
    adapted_free(adapted);
}

static void wrk_errors_and_missing_figures_are_told(void **state)
{
    struct adapted *status = adapt_data("wrk", &kit_run, "wrk-4.1.0-errors.txt");
    struct adapted *sockets = adapt_data("wrk", &kit_run, "wrk-4.1.0-socket-errors.txt");
    struct adapted *nothing = adapt_data("wrk", &kit_run, "wrk-4.1.0-nothing.txt");
    struct adapted *plain = adapt_data("wrk", &kit_run, "wrk-4.1.0-plain.txt");

    (void)state;
    assert_true(member_number(status->documents[0].tree, "statusErrors") == 69);
    assert_true(member_number(sockets->documents[0].tree, "readErrors") == 9);
    assert_true(member_number(sockets->documents[0].tree, "timeouts") == 6);
    assert_written(&sockets->documents[0], "\"latencyAvg\":0.13024");
    assert_true(member_number(nothing->documents[0].tree, "requests") == 0);
    assert_null(json_object_get(nothing->documents[0].tree, "latencyWithinStdevPercent"));
    assert_null(json_object_get(plain->documents[0].tree, "P99"));
    adapted_free(status);
    adapted_free(sockets);
    adapted_free(nothing);
    adapted_free(plain);
}

static void wrk2_percentiles_beyond_99_are_taken(void **state)
{
    struct adapted *adapted = adapt_data("wrk", &kit_run, "wrk2-readme.txt");

    (void)state;
    const json_t *tree = adapted->documents[0].tree;
    assert_true(member_number(tree, "P50") == 6.67);
    assert_true(member_number(tree, "P99_9") == 12.30);
    assert_true(member_number(tree, "P99_999") == 12.50);
    assert_true(member_number(tree, "P100") == 12.50);
    assert_true(member_number(tree, "threadRequestsPerSecondAvg") == 1040);
    assert_true(member_number(tree, "bytes") == 19.81 * 1024 * 1024);
    adapted_free(adapted);
}

static void google_benchmark_entries_keep_their_digits_and_counters(void **state)
{
    struct adapted *adapted =
        adapt_data("google-benchmark", &kit_run, "google-benchmark-1.7.1.json");

    (void)state;
    assert_int_equal(adapted->count, 5);
    const struct kit_document *sort = &adapted->documents[0];
    assert_string_equal(member_text(sort->tree, "name"), "BM_Sort/64");
    assert_string_equal(member_text(sort->tree, "unit"), "ns");
    assert_written(sort, "\"real_time\":6.5797057999589015e+02");
    assert_true(member_number(sort->tree, "swaps") == 224);
    assert_string_equal(member_text(sort->tree, "timestamp"), "2026-11-22T19:37:55Z");
    assert_string_equal(member_text(adapted->documents[2].tree, "unit"), "us");
    assert_string_equal(member_text(adapted->documents[3].tree, "error_message"), "no such device");
    assert_string_equal(member_text(last(adapted)->tree, "jobStatus"), "failure");
    assert_string_equal(member_text(last(adapted)->tree, "hostName"), "bench-host");
    adapted_free(adapted);
}

static void google_benchmark_repetitions_and_aggregates_are_documents(void **state)
{
    struct adapted *adapted =
        adapt_data("google-benchmark", &kit_run, "google-benchmark-1.7.1-repetitions.json");
    size_t repetitions = 0, aggregates = 0;

    (void)state;
    for (size_t i = 0; i + 1 < adapted->count; i++) {
        const char *type = member_text(adapted->documents[i].tree, "run_type");
        repetitions += strcmp(type, "iteration") == 0;
        aggregates += strcmp(type, "aggregate") == 0;
    }
    assert_int_equal(repetitions, 6);
    assert_int_equal(aggregates, 8);
    assert_string_equal(member_text(last(adapted)->tree, "jobStatus"), "success");
    adapted_free(adapted);
}

static void numbers_that_json_has_not_become_nothing(void **state)
{
    struct adapted *adapted = adapt_text(
        "google-benchmark", &kit_run, "f",
        "{\"context\": {}, \"benchmarks\": [{\"name\": \"a: NaN\", \"real_time\": 1, "
        "\"cpu_time\": 2, \"time_unit\": \"ns\", \"x\": NaN, \"y\": -NaN, \"z\": Infinity, "
        "\"w\": -Infinity}]}");

    (void)state;
    assert_true(adapted->fine);
    const json_t *tree = adapted->documents[0].tree;
    assert_string_equal(member_text(tree, "name"), "a: NaN");
    assert_true(json_is_null(json_object_get(tree, "x")));
    assert_true(json_is_null(json_object_get(tree, "y")));
    assert_true(json_is_null(json_object_get(tree, "z")));
    assert_true(json_is_null(json_object_get(tree, "w")));
    adapted_free(adapted);
}

static void broken_json_is_refused_with_line_column_and_field(void **state)
{
    (void)state;
    assert_refused("kube-burner", "[{\"metricName\": \"a\"},\n {\"metricName\": 3}]", "f:2:17",
                   "[1].metricName: expected a text");
    assert_refused("kube-burner", "[{\"value\": 1}]", "f:1:2",
                   "[0].metricName: expected a text, found nothing");
    assert_refused("kube-burner", "[{\"metricName\": \"m\", \"value\": \"1\"}]", "f:1:31",
                   "[0].value: expected a number");
    assert_refused("kube-burner", "[\n{\"metricName\": \"a\",\n}]", "f:3:1",
                   "expected a member's name");
    assert_refused("kube-burner", "[{\"metricName\":\"m\",\"timestamp\":\"noon\"}]", "f:1:32",
                   "[0].timestamp: expected a time like 2026-11-22T12:00:00Z");
    assert_refused("k8s-netperf", "{}", "f:1:1", "expected an array");
    assert_refused("k8s-netperf",
                   "[{\"driver\":\"netperf\",\"profile\":\"TCP\",\n\"throughput\":\"1\"}]",
                   "f:2:14", "[0].throughput: expected a number");
    assert_refused("ingress-perf", "[{\"config\": []}]", "f:1:13",
                   "[0].config: expected an object");
    assert_refused("clusterloader2", "{\"dataItems\": [{\"data\": {\"P\": \"x\"}}]}", "f:1:31",
                   "dataItems[0].data.P: expected a number");
    assert_refused("clusterloader2", "{\"version\": \"v1\"}", "f:1:1",
                   "dataItems: expected an array");
    assert_refused("google-benchmark", "{\"benchmarks\": []}", "f:1:1",
                   "context: expected an object");
    assert_refused("google-benchmark",
                   "{\"context\": {},\n\"benchmarks\": [{\"name\": \"a\", \"real_time\": true}]}",
                   "f:2:43", "benchmarks[0].real_time: expected a number");
    assert_refused("kube-burner", "[{\"metricName\":\"\xff\"}]", "f:1:17", "expected UTF-8 text");
    assert_refused("wrk", "", "f:1:1", "Running: expected a line \"Running TIME test @ URL\"");
}

static void deep_nesting_is_refused(void **state)
{
    char text[400];

    (void)state;
    memset(text, '[', 150);
    memset(text + 150, ']', 150);
    text[300] = '\0';
    struct adapted *adapted = adapt_strictly("kube-burner", "f", text);
    assert_false(adapted->fine);
    assert_int_equal(adapted->err.code, ERROR_LIMIT);
    adapted_free(adapted);
}

static void a_tool_without_run_ids_needs_one(void **state)
{
    static const struct adapt_run unnamed = {.at_us = 1};
    struct adapted *adapted = adapt_text("wrk", &unnamed, "f", "Running 1s test @ http://h/\n");

    (void)state;
    assert_false(adapted->fine);
    assert_int_equal(adapted->err.code, ERROR_USAGE);
    assert_string_equal(adapted->err.place, "run");
    adapted_free(adapted);
}

static void one_push_is_one_run(void **state)
{
    static const struct adapt_run unnamed = {.at_us = 1};
    struct adapted *adapted = adapt_text(
        "kube-burner", &unnamed, "f",
        "[{\"metricName\":\"m\",\"uuid\":\"a\"},\n{\"metricName\":\"m\",\"uuid\":\"b\"}]");

    (void)state;
    assert_false(adapted->fine);
    assert_string_equal(adapted->err.place, "f:2:1");
    adapted_free(adapted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kube_burner_documents_keep_their_values_and_name_the_run),
        cmocka_unit_test(kube_burner_measurements_and_prometheus_metrics_are_taken),
        cmocka_unit_test(k8s_netperf_results_keep_every_digit_and_describe_the_cluster),
        cmocka_unit_test(ingress_perf_results_are_taken),
        cmocka_unit_test(ingress_perf_describes_its_cluster),
        cmocka_unit_test(clusterloader2_items_are_named_by_the_file),
        cmocka_unit_test(locust_rows_are_fields_by_their_columns),
        cmocka_unit_test(wrk_output_is_one_document_in_milliseconds_and_bytes),
        cmocka_unit_test(wrk_errors_and_missing_figures_are_told),
        cmocka_unit_test(wrk2_percentiles_beyond_99_are_taken),
        cmocka_unit_test(google_benchmark_entries_keep_their_digits_and_counters),
        cmocka_unit_test(google_benchmark_repetitions_and_aggregates_are_documents),
        cmocka_unit_test(numbers_that_json_has_not_become_nothing),
        cmocka_unit_test(broken_json_is_refused_with_line_column_and_field),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_tool_without_run_ids_needs_one),
        cmocka_unit_test(one_push_is_one_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
