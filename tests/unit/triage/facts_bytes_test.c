/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/facts_bytes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/verdict_json.h"
#include "triage/verdict_judge.h"

static const struct verdict_options options = {
    .error_budget = 0.0123, .fail_on_alerts = ALERT_ERROR, .fail_on_job = true};

static struct fact_series slow_series(void)
{
    static const struct run_name runs[] = {
        {1, "r0", "b0"}, {2, "r1", "b1"}, {3, "r2", NULL}, {4, "r3", "b1"}, {5, "r4", "b4"}};
    static const struct fact_value before[] = {
        {10, &runs[0]}, {10.1, &runs[1]}, {9.9, &runs[2]}, {10.3, &runs[3]}, {10.05, &runs[4]}};
    static const double repeats[] = {30.5, 29.75}, later[] = {31};
    static const char *const labels[] = {"[Jira: Storage]", "slow"};

    return (struct fact_series){
        .series_id = INT64_MAX,
        .metric = "latency",
        .unit = "ms",
        .limit_min = NAN,
        .limit_max = 25,
        .labels = labels,
        .label_count = 2,
        .threshold = 10,
        .value = 30.1,
        .before = before,
        .before_count = 5,
        .stretch = 1,
        .since = &runs[1],
        .mean_before = 10.1,
        .mean_after = 30.2,
        .pvalue = 1e-5,
        .percent = 200.5,
        .dropped_by = "direction",
        .acknowledged = "",
        .known = {"r1", "b1", -7, "open", "ticket", 9, 10},
        .repeats = repeats,
        .repeat_count = 2,
        .later = later,
        .later_count = 1,
        .history = 20,
        .had = 19,
        .direction = -1,
        .has_value = true,
        .has_change = true,
    };
}

static struct run_facts facts_of(struct fact_series *series, size_t count)
{
    static const char *const confirming[] = {"again-1", "again-2"};
    static const struct fact_alert alerts[] = {{"critical", "etcd is slow", 1700000000000000, true},
                                               {"info", "", 0, false}};

    return (struct run_facts){
        .test_id = -5,
        .run_id = 77,
        .at = 1700000000000001,
        .uuid = "now",
        .test = "t",
        .project = "default",
        .build = "b9",
        .build_url = "https://ci.example/9",
        .previous_uuid = "r4",
        .previous_build = "b4",
        .settled = true,
        .excluded = "power cut",
        .confirms = 12,
        .first_uuid = "first",
        .cut_at = 3,
        .cut_id = 4,
        .confirming = confirming,
        .confirming_count = 2,
        .job_status = "failure",
        .alerts = alerts,
        .alert_count = 2,
        .series = series,
        .series_count = count,
    };
}

static void bytes_of(struct buffer *out, struct arena *arena, const struct run_facts *facts)
{
    buffer_init(out, 1 << 20);
    facts_bytes_write(out, arena, facts, &options);
    assert_true(buffer_ok(out));
}

static void verdict_text(struct buffer *out, struct arena *arena, const struct run_facts *facts,
                         const struct verdict_options *with)
{
    const struct verdict verdict = verdict_judge(arena, facts, with);

    buffer_init(out, 1 << 20);
    struct writer writer = writer_on(out);
    verdict_json_write(&writer, NULL, &verdict);
}

static void the_verdict_of_what_is_read_back_is_the_same(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct fact_series series[] = {slow_series(), slow_series(), slow_series()};
    AUTO_BUFFER bytes, before, after;
    struct run_facts read;
    struct verdict_options with;
    struct error err;

    (void)state;
    series[1].metric = "throughput";
    series[1].repeat_count = 0;
    series[1].has_change = false;
    series[2].has_value = false;
    series[2].value = NAN;
    const struct run_facts facts = facts_of(series, 3);
    bytes_of(&bytes, arena, &facts);
    assert_true(facts_bytes_read(arena, bytes.data, bytes.size, &read, &with, &err));
    verdict_text(&before, arena, &facts, &options);
    verdict_text(&after, arena, &read, &with);
    assert_string_equal(before.data, after.data);
}

static void every_member_comes_back(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct fact_series series[] = {slow_series()};
    const struct run_facts facts = facts_of(series, 1);
    AUTO_BUFFER bytes, again;
    struct run_facts read;
    struct verdict_options with;
    struct error err;

    (void)state;
    bytes_of(&bytes, arena, &facts);
    assert_true(facts_bytes_read(arena, bytes.data, bytes.size, &read, &with, &err));
    bytes_of(&again, arena, &read);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.data, bytes.data, bytes.size);
    assert_string_equal(read.series[0].before[3].run->build, "b1");
    assert_null(read.series[0].before[2].run->build);
    assert_ptr_equal(read.series[0].before[1].run, read.series[0].since);
    assert_string_equal(read.series[0].labels[1], "slow");
    assert_string_equal(read.series[0].known.reason, "ticket");
    assert_true(read.series[0].limit_max == 25 && isnan(read.series[0].limit_min));
    assert_int_equal(read.series[0].direction, -1);
    assert_string_equal(read.alerts[0].description, "etcd is slow");
    assert_string_equal(read.confirming[1], "again-2");
    assert_string_equal(read.excluded, "power cut");
    assert_null(read.previous_build_url);
    assert_true(with.error_budget == options.error_budget && with.fail_on_job);
    assert_int_equal(with.fail_on_alerts, ALERT_ERROR);
}

static void other_bytes_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct fact_series series[] = {slow_series()};
    struct run_facts facts = facts_of(series, 1), read = {.test_id = 5};
    AUTO_BUFFER bytes, nameless, stretched;
    struct verdict_options with;
    struct error err;

    (void)state;
    bytes_of(&bytes, arena, &facts);
    for (size_t size = 0; size < bytes.size; size++)
        assert_false(facts_bytes_read(arena, bytes.data, size, &read, &with, &err));
    bytes.data[0] = 2;
    assert_false(facts_bytes_read(arena, bytes.data, bytes.size, &read, &with, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    facts.test = NULL;
    bytes_of(&nameless, arena, &facts);
    assert_false(facts_bytes_read(arena, nameless.data, nameless.size, &read, &with, &err));
    facts.test = "t";
    series[0].stretch = 6;
    bytes_of(&stretched, arena, &facts);
    assert_false(facts_bytes_read(arena, stretched.data, stretched.size, &read, &with, &err));
    assert_int_equal(read.test_id, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_verdict_of_what_is_read_back_is_the_same),
        cmocka_unit_test(every_member_comes_back),
        cmocka_unit_test(other_bytes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
