/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/verdict_forms.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/verdict_json.h"
#include "report/verdict_links.h"

static const char *const labels[] = {"[Jira: etcd]"};
static const char *const to_confirm[] = {"p99 <ms>"};
static const char *const repeats[] = {"r2"};

static struct verdict_metric metric_of(const char *name, enum verdict_state state)
{
    return (struct verdict_metric){.metric = name,
                                   .unit = "",
                                   .state = state,
                                   .reason = "because",
                                   .expected = true,
                                   .value = NAN,
                                   .baseline_mean = NAN,
                                   .baseline_spread = NAN,
                                   .percent = NAN,
                                   .least_percent = NAN,
                                   .pvalue = NAN,
                                   .adjusted_pvalue = NAN,
                                   .repeats_mean = NAN,
                                   .limit_min = NAN,
                                   .limit_max = NAN,
                                   .direction = 1};
}

/* One metric of each state. */
static struct run_verdict run_of(struct arena *arena)
{
    struct verdict_metric *metrics = ARENA_ARRAY(arena, struct verdict_metric, 6);
    struct verdict_alert *alert = ARENA_NEW(arena, struct verdict_alert);
    struct verdict *verdict = ARENA_NEW(arena, struct verdict);

    metrics[0] = metric_of("p99 <ms>", VERDICT_REGRESSION);
    metrics[0].unit = "ms";
    metrics[0].reason = "31 is above the fixed limit of 30.";
    metrics[0].has_value = true;
    metrics[0].value = 31;
    metrics[0].baseline_runs = 4;
    metrics[0].baseline_mean = 10;
    metrics[0].baseline_spread = 0.1;
    metrics[0].percent = 210;
    metrics[0].threshold = 10;
    metrics[0].least_percent = 14.4;
    metrics[0].pvalue = 1e-5;
    metrics[0].adjusted_pvalue = 6e-5;
    metrics[0].limit_max = 30;
    metrics[0].beyond_limit = true;
    metrics[0].repeats = 1;
    metrics[0].repeats_mean = 32;
    metrics[0].labels = labels;
    metrics[0].label_count = 1;
    metrics[1] = metric_of("undecided", VERDICT_UNDECIDED);
    metrics[1].runs_needed = 2;
    metrics[2] = metric_of("gone", VERDICT_NO_DATA);
    metrics[3] = metric_of("rare", VERDICT_NO_DATA);
    metrics[3].expected = false;
    metrics[4] = metric_of("old", VERDICT_KNOWN);
    metrics[4].known = (struct verdict_known){.is_known = true,
                                              .regression = INT64_C(6542372127789626441),
                                              .state = "open",
                                              .since_uuid = "r0",
                                              .since_build = "b0"};
    metrics[5] = metric_of("fine", VERDICT_PASS);
    *alert = (struct verdict_alert){"error", "etcd\x1b[31m is slow", 1, true};
    *verdict = (struct verdict){.uuid = "run 1",
                                .test = "a/b",
                                .project = "default",
                                .run_id = 7,
                                .build = "b1",
                                .build_url = "https://ci.example/1?a=1&b=2",
                                .at = 1767225600000000,
                                .settled = true,
                                .state = VERDICT_REGRESSION,
                                .reason = "p99 <ms>: 31 is above the fixed limit of 30.",
                                .causes = 1u << CAUSE_LIMIT | 1u << CAUSE_RUN,
                                .confirmed_by = repeats,
                                .confirmed_count = 1,
                                .budget = {0.02, 6, 0.01},
                                .confirm = {"confirm-0000000000000007", to_confirm, 1, 2},
                                .said = {.job_status = "failure",
                                         .alerts = alert,
                                         .alert_count = 1,
                                         .job_fails = true,
                                         .alerts_fail = true},
                                .metrics = metrics,
                                .metric_count = 6};
    return run_verdict_of(arena, "run 1", NULL, verdict, 1, true);
}

static char *json_of(struct arena *arena, const struct run_verdict *run)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1u << 20);
    struct writer writer = writer_on(&out);
    run_verdict_json_write(&writer, run);
    assert_true(buffer_ok(&out));
    return arena_strdup(arena, out.data);
}

static char *form_of(struct arena *arena, const struct run_verdict *run,
                     void (*write)(struct buffer *, const struct run_verdict *, const char *))
{
    AUTO_BUFFER out;

    buffer_init(&out, 1u << 20);
    write(&out, run, "https://rigel.example");
    assert_true(buffer_ok(&out));
    return arena_strdup(arena, out.data);
}

static bool read_json(struct arena *arena, const char *json, struct run_verdict *ret,
                      struct error *err)
{
    AUTO_JSON tree = field_parse(json, strlen(json), ERROR_REMOTE, "answer", err);
    const struct field root = field_root(tree, "answer", ERROR_REMOTE);

    return tree && run_verdict_json_read(arena, &root, ret, err);
}

static void what_is_read_is_written_again_byte_by_byte(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct run_verdict run = run_of(arena);
    const struct run_verdict unseen = run_verdict_of(arena, "run 2", "t", NULL, 0, true);
    struct run_verdict read;
    struct error err;

    (void)state;
    assert_true(read_json(arena, json_of(arena, &run), &read, &err));
    assert_string_equal(json_of(arena, &read), json_of(arena, &run));
    assert_string_equal(form_of(arena, &read, verdict_junit_write),
                        form_of(arena, &run, verdict_junit_write));
    assert_string_equal(form_of(arena, &read, verdict_text_write),
                        form_of(arena, &run, verdict_text_write));
    assert_true(read_json(arena, json_of(arena, &unseen), &read, &err));
    assert_string_equal(json_of(arena, &read), json_of(arena, &unseen));
}

static void an_answer_of_another_shape_is_refused_with_its_place(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct run_verdict read;
    struct error err;

    (void)state;
    assert_false(read_json(arena, "[]", &read, &err));
    assert_false(read_json(arena, "{\"uuid\": \"r\"}", &read, &err));
    assert_non_null(strstr(err.place, "state"));
    assert_false(read_json(arena,
                           "{\"uuid\": \"r\", \"state\": \"pass\", \"reason\": \"x\", "
                           "\"verdicts\": [{\"test\": 3}]}",
                           &read, &err));
    assert_non_null(strstr(err.place, "verdicts[0].test"));
    assert_false(
        read_json(arena, "{\"uuid\": \"r\", \"state\": \"fine\", \"reason\": \"x\"}", &read, &err));
}

static void the_text_begins_with_the_verdict_and_lists_what_is_no_pass(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct run_verdict run = run_of(arena);
    const char *text = form_of(arena, &run, verdict_text_write);

    (void)state;
    assert_true(strncmp(text, "regression: p99 <ms>: 31 is above the fixed limit of 30.\n", 57) ==
                0);
    assert_non_null(strstr(text, "missing: a/b: gone\n"));
    assert_null(strstr(text, "missing: a/b: rare"));
    assert_non_null(strstr(text, "regression  p99 <ms>   31 ms"));
    assert_non_null(strstr(text, "known: old: because\n"));
    assert_non_null(strstr(text, "job: failure\n"));
    assert_non_null(strstr(text, "alert: error: etcd?[31m is slow\n"));
    assert_non_null(
        strstr(text, "confirm: 2 runs with confirm-0000000000000007 would decide: p99 <ms>\n"));
    assert_non_null(
        strstr(text, "verdict: https://rigel.example/api/v1/runs/run%201/verdict?test=a%2Fb\n"));
    assert_null(strstr(text, "fine"));
}

static void junit_tells_failures_errors_and_skipped_ones_apart(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct run_verdict run = run_of(arena);
    const struct run_verdict unseen = run_verdict_of(arena, "run 2", "t", NULL, 0, true);
    const char *xml = form_of(arena, &run, verdict_junit_write);

    (void)state;
    assert_non_null(strstr(xml, "tests=\"7\" failures=\"2\" errors=\"1\" skipped=\"2\""));
    assert_non_null(strstr(xml, "<testcase classname=\"a/b\" name=\"p99 &lt;ms&gt;\""));
    assert_non_null(strstr(xml, "value=\"https://ci.example/1?a=1&amp;b=2\""));
    assert_non_null(strstr(form_of(arena, &unseen, verdict_junit_write),
                           "<error message=\"The test t has not seen this run.\""));
}

static void over_tests_the_worst_counts_and_one_without_anything_last(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct verdict_metric bare = metric_of("m", VERDICT_NO_DATA);
    struct verdict_metric good = metric_of("m", VERDICT_PASS);

    (void)state;
    bare.expected = false;
    good.has_value = true;
    struct verdict verdicts[2] = {{.test = "a",
                                   .settled = true,
                                   .state = VERDICT_NO_DATA,
                                   .reason = "nothing",
                                   .metrics = &bare,
                                   .metric_count = 1},
                                  {.test = "b",
                                   .settled = true,
                                   .state = VERDICT_PASS,
                                   .reason = "fine",
                                   .metrics = &good,
                                   .metric_count = 1}};
    struct run_verdict run = run_verdict_of(arena, "r", NULL, verdicts, 2, true);

    assert_int_equal(run.state, VERDICT_PASS);
    assert_true(run.final);
    bare.expected = true;
    run = run_verdict_of(arena, "r", NULL, verdicts, 2, true);
    assert_int_equal(run.state, VERDICT_NO_DATA);
    assert_int_equal(run.missing_count, 1);
    verdicts[1].state = VERDICT_UNDECIDED;
    assert_int_equal(run_verdict_of(arena, "r", NULL, verdicts, 2, true).state, VERDICT_NO_DATA);
    verdicts[0].settled = false;
    assert_false(run_verdict_of(arena, "r", NULL, verdicts, 2, true).final);
    assert_false(run_verdict_of(arena, "r", NULL, verdicts + 1, 1, false).final);
}

static void links_are_percent_encoded(void **state)
{
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(series_link(arena, "", "a b", "c/d"), "/api/v1/tests/a%20b/series/c%2Fd");
    assert_string_equal(verdict_link(arena, "x", "u", NULL), "x/api/v1/runs/u/verdict");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written_again_byte_by_byte),
        cmocka_unit_test(an_answer_of_another_shape_is_refused_with_its_place),
        cmocka_unit_test(the_text_begins_with_the_verdict_and_lists_what_is_no_pass),
        cmocka_unit_test(junit_tells_failures_errors_and_skipped_ones_apart),
        cmocka_unit_test(over_tests_the_worst_counts_and_one_without_anything_last),
        cmocka_unit_test(links_are_percent_encoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
