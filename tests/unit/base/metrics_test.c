/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/metrics.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void nothing_is_counted_without_a_registry(void **state)
{
    (void)state;
    metrics_add(NULL, METRIC_INGEST_DOCUMENTS, 1, "a", NULL);
    metrics_set(NULL, METRIC_ANALYSIS_QUEUE, 1, NULL, NULL);
    metrics_observe(NULL, METRIC_HTTP_SECONDS, 1, "a", NULL);
    assert_true(metrics_value(NULL, METRIC_ANALYSIS_QUEUE, NULL, NULL) == 0);
    metrics_free(NULL);
}

static void labels_are_told_apart_and_escaped(void **state)
{
    struct metrics *metrics = metrics_new();
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 1u << 20);
    metrics_add(metrics, METRIC_INGEST_DOCUMENTS, 2, "a\"b\\c\n", NULL);
    metrics_add(metrics, METRIC_INGEST_DOCUMENTS, 3, "a\"b\\c\n", NULL);
    metrics_add(metrics, METRIC_INGEST_DOCUMENTS, 7, "other", NULL);
    metrics_add(metrics, METRIC_HTTP_REQUESTS, 1, "/x", "200");
    metrics_write(metrics, &out);
    assert_true(buffer_ok(&out));
    assert_non_null(
        strstr(out.data, "rigel_ingest_documents_total{source=\"a\\\"b\\\\c\\n\"} 5\n"));
    assert_non_null(strstr(out.data, "rigel_ingest_documents_total{source=\"other\"} 7\n"));
    assert_non_null(strstr(out.data, "rigel_http_requests_total{route=\"/x\",status=\"200\"} 1\n"));
    metrics_free(metrics);
}

static void buckets_are_cumulative_and_end_at_the_count(void **state)
{
    struct metrics *metrics = metrics_new();
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 1u << 20);
    metrics_observe(metrics, METRIC_HTTP_SECONDS, 0.0005, "/x", NULL);
    metrics_observe(metrics, METRIC_HTTP_SECONDS, 0.001, "/x", NULL);
    metrics_observe(metrics, METRIC_HTTP_SECONDS, 0.3, "/x", NULL);
    metrics_observe(metrics, METRIC_HTTP_SECONDS, 60, "/x", NULL);
    metrics_write(metrics, &out);
    assert_non_null(strstr(out.data, "_seconds_bucket{route=\"/x\",le=\"0.001\"} 2\n"));
    assert_non_null(strstr(out.data, "_seconds_bucket{route=\"/x\",le=\"0.5\"} 3\n"));
    assert_non_null(strstr(out.data, "_seconds_bucket{route=\"/x\",le=\"10\"} 3\n"));
    assert_non_null(strstr(out.data, "_seconds_bucket{route=\"/x\",le=\"+Inf\"} 4\n"));
    assert_non_null(strstr(out.data, "_seconds_count{route=\"/x\"} 4\n"));
    assert_true(metrics_value(metrics, METRIC_HTTP_SECONDS, "/x", NULL) == 4);
    metrics_free(metrics);
}

static void rows_past_the_most_are_dropped_and_the_rest_goes_on(void **state)
{
    struct metrics *metrics = metrics_new();
    char label[32];

    (void)state;
    for (int i = 0; i < METRICS_ROWS + 100; i++) {
        (void)snprintf(label, sizeof label, "source-%d", i);
        metrics_add(metrics, METRIC_INGEST_DOCUMENTS, 1, label, NULL);
    }
    assert_true(metrics_value(metrics, METRIC_INGEST_DOCUMENTS, "source-0", NULL) == 1);
    assert_true(metrics_value(metrics, METRIC_INGEST_DOCUMENTS, label, NULL) == 0);
    metrics_free(metrics);
}

static void *count_much(void *context)
{
    struct metrics *metrics = context;

    for (int i = 0; i < 5000; i++) {
        metrics_add(metrics, METRIC_INGEST_DOCUMENTS, 1, i % 2 ? "odd" : "even", NULL);
        metrics_observe(metrics, METRIC_HTTP_SECONDS, 0.01, "/x", NULL);
    }
    return NULL;
}

static void nothing_is_lost_between_threads(void **state)
{
    struct metrics *metrics = metrics_new();
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_much, metrics), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_true(metrics_value(metrics, METRIC_INGEST_DOCUMENTS, "odd", NULL) == 10000);
    assert_true(metrics_value(metrics, METRIC_INGEST_DOCUMENTS, "even", NULL) == 10000);
    assert_true(metrics_value(metrics, METRIC_HTTP_SECONDS, "/x", NULL) == 20000);
    metrics_free(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_counted_without_a_registry),
        cmocka_unit_test(labels_are_told_apart_and_escaped),
        cmocka_unit_test(buckets_are_cumulative_and_end_at_the_count),
        cmocka_unit_test(rows_past_the_most_are_dropped_and_the_rest_goes_on),
        cmocka_unit_test(nothing_is_lost_between_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
