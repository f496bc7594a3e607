/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/judge.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/frame_kit.h"
#include "kit/golden.h"

static const struct test plain_test = {.name = "a test", .uuid_field = "uuid"};

static struct metric metric_of(int direction)
{
    return (struct metric){.direction = direction, .correlation = "", .context = 5};
}

/* --- Orion's own answers ------------------------------------------------------------------------
 */

static struct frame *golden_frame(struct arena *arena, const json_t *item)
{
    const json_t *columns = json_object_get(item, "columns");
    const char *name;
    json_t *settings;
    struct frame *frame = NULL;

    json_object_foreach(json_object_get(item, "metrics"), name, settings)
    {
        struct golden_series series = golden_series(json_object_get(columns, name));
        struct metric *metric = ARENA_NEW(arena, struct metric);
        const char *correlation = json_string_value(json_object_get(settings, "correlation"));

        *metric = metric_of((int)json_integer_value(json_object_get(settings, "direction")));
        metric->threshold = json_number_value(json_object_get(settings, "threshold"));
        metric->correlation = correlation ? correlation : "";
        metric->context = (int)json_integer_value(json_object_get(settings, "context"));
        if (!frame)
            frame = frame_kit_new(arena, &plain_test, series.n);
        for (size_t i = 0; i < series.n; i++)
            series.values[i] = series.missing[i] ? (double)NAN : series.values[i];
        (void)frame_kit_add_numbers(frame, name, metric, series.values);
        golden_series_done(&series);
    }
    assert_non_null(frame);
    return frame;
}

static struct ack_list golden_acks(struct arena *arena, const json_t *item)
{
    const json_t *acks = json_object_get(item, "acks");
    struct acknowledgement *items = ARENA_ARRAY(arena, struct acknowledgement, 100);
    const size_t count = json_array_size(acks);

    assert_true(count <= 100);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct acknowledgement){
            .uuid = json_string_value(json_object_get(json_array_get(acks, i), "uuid")),
            .metric = json_string_value(json_object_get(json_array_get(acks, i), "metric")),
            .reason = "known",
        };
    return (struct ack_list){.items = items, .count = count};
}

static bool change_agrees(const char *name, const json_t *wanted, const struct frame_change *change)
{
    return (size_t)json_integer_value(json_object_get(wanted, "index")) == change->row &&
           golden_field_close(name, wanted, "mean_before", change->mean_before) &&
           golden_field_close(name, wanted, "mean_after", change->mean_after) &&
           golden_field_close(name, wanted, "pvalue", change->pvalue) &&
           golden_field_close(name, wanted, "percentage_change", change->percent);
}

static bool changes_agree(const char *name, const json_t *expected,
                          const struct orion_verdict *verdict)
{
    const json_t *wanted = json_object_get(expected, "change_points");
    size_t at = 0, total = 0;

    for (size_t column = 0; column < verdict->frame->column_count; column++) {
        const json_t *points = json_object_get(wanted, verdict->frame->columns[column].name);

        total += json_array_size(points);
        for (size_t i = 0; i < json_array_size(points); i++, at++)
            if (at >= verdict->count || verdict->changes[at].column != column ||
                !change_agrees(name, json_array_get(points, i), &verdict->changes[at]))
                return false;
    }
    return total == verdict->count;
}

static bool golden_case_agrees(const json_t *item, enum orion_algorithm algorithm)
{
    AUTO_ARENA arena = arena_new();
    const char *name = json_string_value(json_object_get(item, "name"));
    const json_t *expected = json_object_get(item, "expected");
    const json_t *early = json_object_get(expected, "early");
    const struct ack_list acks = golden_acks(arena, item);
    const struct judge_options options = {
        .algorithm = algorithm,
        .anomaly_window = json_integer_value(json_object_get(item, "window")),
        .min_anomaly_percent = json_integer_value(json_object_get(item, "min_percent")),
        .acks = &acks,
    };
    struct orion_verdict verdict;
    struct error err;

    if (!judge_frame(arena, golden_frame(arena, item), &options, &verdict, &err))
        fail_msg("%s: %s", name, err.text);

    const bool same = changes_agree(name, expected, &verdict) &&
                      verdict.regression == json_is_true(json_object_get(expected, "regression")) &&
                      (!early || verdict.is_early == json_is_true(early));

    if (!same)
        print_error("%s differs from the peer\n", name);
    return same;
}

static void golden_file_agrees(const char *file, size_t count, enum orion_algorithm algorithm)
{
    json_t *root = golden_read(file);
    const json_t *items = json_object_get(root, "cases");
    size_t same = 0;

    assert_int_equal(json_array_size(items), count);
    for (size_t i = 0; i < count; i++)
        same += golden_case_agrees(json_array_get(items, i), algorithm) ? 1 : 0;
    json_decref(root);
    assert_int_equal(same, count);
}

static void verdicts_of_edivisive_are_those_of_orion(void **state)
{
    (void)state;
    golden_file_agrees("hunter.json", 80, ORION_HUNTER);
}

static void verdicts_of_cmr_are_those_of_orion(void **state)
{
    (void)state;
    golden_file_agrees("cmr.json", 66, ORION_CMR);
}

static void verdicts_of_the_forest_are_those_of_orion(void **state)
{
    (void)state;
    golden_file_agrees("anomaly.json", 62, ORION_ANOMALY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_of_edivisive_are_those_of_orion),
        cmocka_unit_test(verdicts_of_cmr_are_those_of_orion),
        cmocka_unit_test(verdicts_of_the_forest_are_those_of_orion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
