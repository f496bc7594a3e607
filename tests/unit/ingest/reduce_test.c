/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/reduce.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 64 };

struct rows {
    struct reduced items[MOST];
    size_t count;
};

static bool keep(void *context, const struct reduced *row, struct error *err)
{
    struct rows *rows = context;

    (void)err;
    assert_true(rows->count < MOST);
    rows->items[rows->count++] = *row;
    return true;
}

static const char *const one_column[] = {"metric"};

static struct metric metric_of(enum aggregation aggregation)
{
    return (struct metric){
        .aggregation = aggregation, .columns = one_column, .column_count = 1, .field = "value"};
}

static struct rows reduce(const struct metric *metric, const double *values, size_t count)
{
    struct reduction *reduction = reduction_new();
    struct rows rows = {.count = 0};
    struct error err = {0};

    assert_true(reduction_add(reduction, 0, 0, values, count, &err));
    assert_true(reduction_finish(reduction, metric, keep, &rows, &err));
    reduction_free(reduction);
    return rows;
}

static double value_of(enum aggregation aggregation, const double *values, size_t count)
{
    const struct metric metric = metric_of(aggregation);
    const struct rows rows = reduce(&metric, values, count);

    assert_int_equal(rows.count, 1);
    return rows.items[0].value;
}

static void each_aggregation_gives_what_its_name_says(void **state)
{
    const double values[] = {4, 1, 3, 2, 10};

    (void)state;
    assert_true(value_of(AGG_AVG, values, 5) == 4);
    assert_true(value_of(AGG_SUM, values, 5) == 20);
    assert_true(value_of(AGG_MAX, values, 5) == 10);
    assert_true(value_of(AGG_MIN, values, 5) == 1);
    assert_true(value_of(AGG_COUNT, values, 5) == 5);
    assert_true(value_of(AGG_NONE, values, 1) == 4);
    assert_true(value_of(AGG_NONE, values, 5) == 4); /* the mean of several */
}

static void statistics_have_the_divisor_n(void **state)
{
    const struct metric metric = metric_of(AGG_AVG);
    const struct rows rows = reduce(&metric, (double[]){2, 4, 4, 4, 5, 5, 7, 9}, 8);

    (void)state;
    assert_int_equal(rows.items[0].samples, 8);
    assert_true(rows.items[0].minimum == 2);
    assert_true(rows.items[0].maximum == 9);
    assert_true(rows.items[0].mean == 5);
    assert_true(rows.items[0].sum == 40);
    assert_true(rows.items[0].stddev == 2);
}

static void documents_without_the_field_give_count_and_sum_nought_and_others_a_gap(void **state)
{
    const enum aggregation gaps[] = {AGG_NONE, AGG_AVG, AGG_MIN, AGG_MAX};

    (void)state;
    assert_true(value_of(AGG_COUNT, NULL, 0) == 0);
    assert_true(value_of(AGG_SUM, NULL, 0) == 0);
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        const struct metric metric = metric_of(gaps[i]);
        assert_int_equal(reduce(&metric, NULL, 0).count, 0);
    }
}

static void what_a_double_cannot_hold_is_a_gap(void **state)
{
    const struct metric sum = metric_of(AGG_SUM), most = metric_of(AGG_MAX);
    const double values[] = {1e308, 1e308};

    (void)state;
    assert_int_equal(reduce(&sum, values, 2).count, 0);
    const struct rows rows = reduce(&most, values, 2);
    assert_int_equal(rows.count, 1);
    assert_true(rows.items[0].value == 1e308);
    assert_true(isnan(rows.items[0].sum) && isnan(rows.items[0].mean));
}

static const int64_t minute = INT64_C(60000000);

static void a_leak_is_the_slope_of_the_samples_per_hour(void **state)
{
    enum { N = 181 }; /* three hours, a sample a minute */
    const struct metric metrics[] = {metric_of(AGG_AVG), metric_of(AGG_SLOPE)};
    double first = 0;

    (void)state;
    for (size_t turn = 0; turn < 2; turn++) { /* in either order of documents */
        struct reduction *reduction = reduction_new();
        struct rows rows = {.count = 0};
        struct error err = {0};
        for (size_t i = 0; i < N; i++) {
            const size_t k = turn == 0 ? i : N - 1 - i;
            /* 1 GB that grows by 60 MB an hour, and a spike now and then. */
            const double value = 1024 + (double)k + (k % 7 == 0 ? 500 : 0);
            for (uint32_t m = 0; m < 2; m++)
                assert_true(
                    reduction_add_at(reduction, 0, m, (int64_t)k * minute, &value, 1, &err));
        }
        assert_true(reduction_finish(reduction, metrics, keep, &rows, &err));
        assert_int_equal(rows.count, 2);
        assert_true(fabs(rows.items[1].value - 60) < 0.5);
        assert_int_equal(rows.items[1].samples, N);
        assert_true(rows.items[1].mean == rows.items[0].mean);
        if (turn == 0)
            first = rows.items[1].value;
        assert_memory_equal(&rows.items[1].value, &first, sizeof first);
        reduction_free(reduction);
    }
}

static void the_spread_of_the_samples_is_a_value(void **state)
{
    const double values[] = {2, 4, 4, 4, 5, 5, 7, 9}, below[] = {-2, -4, -4, -4, -5, -5, -7, -9};

    (void)state;
    assert_true(value_of(AGG_STDDEV, values, 8) == 2);
    assert_true(value_of(AGG_CV, values, 8) == 40);
    assert_true(value_of(AGG_CV, below, 8) == 40);
    assert_true(value_of(AGG_STDDEV, (double[]){3, 3}, 2) == 0);
}

static void gap_says(enum aggregation aggregation, const double *values, size_t count,
                     const char *expected)
{
    const struct metric metric = metric_of(aggregation);
    const struct rows rows = reduce(&metric, values, count);

    assert_int_equal(rows.count, 1);
    assert_true(isnan(rows.items[0].value));
    assert_int_equal(rows.items[0].samples, count);
    assert_non_null(strstr(rows.items[0].gap, expected));
}

static void too_few_samples_are_a_gap_with_its_reason(void **state)
{
    const double one[] = {5}, around_nought[] = {-1, 1}, large[] = {-1.7e308, 1.7e308};

    (void)state;
    gap_says(AGG_SLOPE, NULL, 0, "no sample");
    gap_says(AGG_SLOPE, one, 1, "1 sample: a slope needs 2");
    gap_says(AGG_SLOPE, around_nought, 2, "different times"); /* both at 0 */
    gap_says(AGG_STDDEV, NULL, 0, "no sample");
    gap_says(AGG_STDDEV, one, 1, "1 sample: a spread needs 2");
    gap_says(AGG_STDDEV, large, 2, "fits into no number");
    gap_says(AGG_CV, one, 1, "1 sample: a spread needs 2");
    gap_says(AGG_CV, around_nought, 2, "mean is 0");
}

/* Values checked against OpenSearch: DOCUMENTS.md, trap 8. */
static void percentiles_are_the_clusters_on_few_values(void **state)
{
    const double twelve[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30};

    (void)state;
    assert_true(fabs(reduce_percentile(twelve, 12, 0.95) - (0.1 * 20 + 0.9 * 30)) < 1e-12);
    assert_true(reduce_percentile(twelve, 12, 0.99) == 30);
    assert_true(reduce_percentile(twelve, 12, 1) == 30);
    assert_true(reduce_percentile(twelve, 12, 0) == 1);
    assert_true(reduce_percentile(twelve, 12, 0.5) == 6.5);
    assert_true(reduce_percentile(twelve, 1, 0.5) == 1);
    assert_true(reduce_percentile((double[]){-1.7e308, 1.7e308}, 2, 0.5) == 0);
}

static void every_percentile_is_a_column_unless_one_is_the_target(void **state)
{
    const double percents[] = {50, 95, 99};
    const char *const columns[] = {"p50", "p95", "p99"};
    struct metric metric = {.aggregation = AGG_PERCENTILES,
                            .percents = percents,
                            .percent_count = 3,
                            .columns = columns,
                            .column_count = 3};
    const double values[] = {5, 1, 2, 3, 4};
    const struct rows all = reduce(&metric, values, 5);

    (void)state;
    assert_int_equal(all.count, 3);
    assert_true(all.items[0].value == 3 && all.items[0].column == 0);
    assert_true(all.items[2].value == 5 && all.items[2].column == 2);
    metric.has_target = true;
    metric.target_percent = 50;
    metric.column_count = 1;
    const struct rows one = reduce(&metric, values, 5);
    assert_int_equal(one.count, 1);
    assert_true(one.items[0].value == 3);
    metric.target_percent = 42; /* was not asked for: as in Orion, no value */
    assert_int_equal(reduce(&metric, values, 5).count, 0);
}

/* xorshift: the same numbers on every machine. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void shuffle(double *values, size_t count, uint64_t *state)
{
    for (size_t i = count - 1; i > 0; i--) {
        const size_t j = (size_t)(next_random(state) % (i + 1));
        const double kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }
}

static void the_order_of_documents_and_the_borders_of_pages_do_not_matter(void **state)
{
    enum { N = 2000 };
    const struct metric metrics[] = {metric_of(AGG_AVG), metric_of(AGG_SUM)};
    uint64_t random = 88172645463325252u;
    double values[N];
    struct rows first = {.count = 0};

    (void)state;
    for (size_t i = 0; i < N; i++)
        values[i] = ldexp((double)(next_random(&random) % 1000003) - 5e5, (int)(i % 40) - 20);
    for (size_t turn = 0; turn < 20; turn++) {
        struct reduction *reduction = reduction_new();
        struct rows rows = {.count = 0};
        struct error err = {0};
        for (size_t at = 0, part; at < N; at += part) {
            part = 1 + (size_t)(next_random(&random) % 300);
            part = part < N - at ? part : N - at;
            for (uint32_t run = 0; run < 2; run++)
                for (uint32_t m = 0; m < 2; m++)
                    assert_true(reduction_add(reduction, 1 - run, m, values + at, part, &err));
        }
        assert_true(reduction_finish(reduction, metrics, keep, &rows, &err));
        assert_int_equal(rows.count, 4);
        if (turn == 0)
            first = rows;
        for (size_t i = 0; i < 4; i++) {
            assert_memory_equal(&rows.items[i].value, &first.items[i].value, sizeof(double));
            assert_memory_equal(&rows.items[i].stddev, &first.items[i].stddev, sizeof(double));
            assert_int_equal(rows.items[i].run, i / 2);
        }
        reduction_free(reduction);
        shuffle(values, N, &random);
    }
}

static void sums_keep_what_large_values_would_swallow(void **state)
{
    (void)state;
    assert_true(value_of(AGG_SUM, (double[]){1e16, 1, -1e16, 1}, 4) == 2);
    assert_true(
        value_of(AGG_AVG, (double[]){0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 10) == 0.1);
}

static void equal_values_have_no_deviation(void **state)
{
    const struct metric metric = metric_of(AGG_AVG);
    double values[1000];

    (void)state;
    for (size_t i = 0; i < 1000; i++)
        values[i] = 123456.789;
    assert_true(reduce(&metric, values, 1000).items[0].stddev < 1e-9);
    assert_true(reduce(&metric, values, 1).items[0].stddev == 0);
}

static void a_cleared_reduction_starts_anew(void **state)
{
    const struct metric metric = metric_of(AGG_SUM);
    struct reduction *reduction = reduction_new();
    struct rows rows = {.count = 0};
    struct error err = {0};

    (void)state;
    assert_true(reduction_add(reduction, 0, 0, (double[]){5}, 1, &err));
    reduction_clear(reduction);
    assert_true(reduction_add(reduction, 3, 0, (double[]){7}, 1, &err));
    assert_true(reduction_finish(reduction, &metric, keep, &rows, &err));
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.items[0].run, 3);
    assert_true(rows.items[0].value == 7);
    reduction_free(reduction);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_aggregation_gives_what_its_name_says),
        cmocka_unit_test(statistics_have_the_divisor_n),
        cmocka_unit_test(documents_without_the_field_give_count_and_sum_nought_and_others_a_gap),
        cmocka_unit_test(what_a_double_cannot_hold_is_a_gap),
        cmocka_unit_test(a_leak_is_the_slope_of_the_samples_per_hour),
        cmocka_unit_test(the_spread_of_the_samples_is_a_value),
        cmocka_unit_test(too_few_samples_are_a_gap_with_its_reason),
        cmocka_unit_test(percentiles_are_the_clusters_on_few_values),
        cmocka_unit_test(every_percentile_is_a_column_unless_one_is_the_target),
        cmocka_unit_test(the_order_of_documents_and_the_borders_of_pages_do_not_matter),
        cmocka_unit_test(sums_keep_what_large_values_would_swallow),
        cmocka_unit_test(equal_values_have_no_deviation),
        cmocka_unit_test(a_cleared_reduction_starts_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
