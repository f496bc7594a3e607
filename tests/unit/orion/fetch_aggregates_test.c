/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_aggregates_test.c - what the answer to a request for aggregated metrics becomes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "orion/fetch_metrics.h"

static const struct test lab = {.name = "lab", .uuid_field = "uuid", .timestamp = "timestamp"};

struct rig {
    struct arena *arena;
    struct gathering gathering;
    struct wanted wanted[3];
    size_t count;
    struct error err;
};

static struct metric aggregated(const char *name, const char *kind, enum aggregation aggregation)
{
    return (struct metric){.name = name,
                           .field = "value",
                           .aggregation = aggregation,
                           .aggregation_name = kind,
                           .timestamp = "timestamp"};
}

static void rig_init(struct rig *rig, struct arena *arena, bool correct)
{
    *rig = (struct rig){.arena = arena};
    log_set_level(LOG_NONE);
    gathering_init(&rig->gathering, arena, NULL, &lab, "", NULL, correct);
}

static void want(struct rig *rig, const struct metric *metric, size_t leader)
{
    rig->wanted[rig->count++] = (struct wanted){.metric = metric, .leader = leader};
}

/* Single quotes in text stand for double ones. */
static enum aggregate_reading read_text(struct rig *rig, bool single, const char *text)
{
    char *json = arena_strdup(rig->arena, text);

    for (char *at = json; *at; at++)
        if (*at == '\'')
            *at = '"';
    return aggregates_read(&rig->gathering, rig->wanted, rig->count, single,
                           (struct slice){*json ? json : NULL, strlen(json)}, &rig->err);
}

#define BUCKET(run, time, rest)                                                                    \
    "{'key':'" run "','doc_count':9,'time':{'value':1.5,'value_as_string':'" time "'}," rest "}"
#define ANSWER(buckets) "{'uuid':{'buckets':[" buckets "]}}"

static void runs_without_documents_of_the_metric_give_no_row(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct metric metric = aggregated("cpu", "avg", AGG_AVG);
    struct rig rig;

    (void)state;
    rig_init(&rig, arena, false);
    want(&rig, &metric, 0);
    assert_int_equal(
        read_text(&rig, false,
                  ANSWER(BUCKET("a", "2025-06-01T00:00:00Z", "'cpu':{'doc_count':0}") "," BUCKET(
                      "b", "2025-06-02T00:00:00Z", "'cpu':{'doc_count':4,'value':{'value':5.5}}"))),
        AGGREGATES_FINE);
    const struct table *table = rig.wanted[0].table;
    assert_int_equal(table->row_count, 1);
    assert_string_equal(table->rows[0].run, "b");
    assert_string_equal(table->columns[0], "cpu_avg");
    assert_true(table->rows[0].cells[0].real == 5.5);
    gathering_done(&rig.gathering);
}

static void percentiles_are_named_by_the_servers_keys(void **state)
{
    static const char answer[] =
        ANSWER(BUCKET("a", "2025-06-01T00:00:00Z",
                      "'p':{'doc_count':1,'value':{'values':{'50.0':1,'99.9':2.5}}},"
                      "'q':{'doc_count':1,'value':{'values':{'50.0':1}}}"));
    AUTO_ARENA arena = arena_new();
    struct metric all = aggregated("p", "percentiles", AGG_PERCENTILES);
    struct metric target = aggregated("q", "percentiles", AGG_PERCENTILES);
    struct rig rig;

    (void)state;
    target.has_target = true;
    target.target_percent = 42;
    rig_init(&rig, arena, false);
    want(&rig, &all, 0);
    want(&rig, &target, 1);
    assert_int_equal(read_text(&rig, false, answer), AGGREGATES_FINE);
    assert_int_equal(rig.wanted[0].table->column_count, 2);
    assert_string_equal(rig.wanted[0].table->columns[1], "p_percentiles_99.9");
    assert_true(rig.wanted[0].table->rows[0].cells[1].real == 2.5);
    /* a target that was not asked for is a column of gaps */
    assert_string_equal(rig.wanted[1].table->columns[0], "q_percentiles_42.0");
    assert_int_equal(rig.wanted[1].table->rows[0].cells[0].kind, CELL_MISSING);
    gathering_done(&rig.gathering);
}

static void percentiles_without_documents_have_no_column(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct metric metric = aggregated("p", "percentiles", AGG_PERCENTILES);
    struct rig rig;

    (void)state;
    rig_init(&rig, arena, false);
    want(&rig, &metric, 0);
    assert_int_equal(read_text(&rig, false, ANSWER("")), AGGREGATES_FINE);
    assert_int_equal(rig.wanted[0].table->column_count, 0);
    assert_int_equal(read_text(&rig, false, ""), AGGREGATES_FINE); /* no aggregations at all */
    gathering_done(&rig.gathering);
}

static void metrics_of_one_name_share_their_rows(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct metric mean = aggregated("x", "avg", AGG_AVG),
                        most = aggregated("x", "max", AGG_MAX);
    struct rig rig;

    (void)state;
    rig_init(&rig, arena, false);
    want(&rig, &mean, 0);
    want(&rig, &most, 0);
    assert_int_equal(read_text(&rig, false,
                               ANSWER(BUCKET("a", "2025-06-01T00:00:00Z",
                                             "'x':{'doc_count':4,'value':{'value':7}}"))),
                     AGGREGATES_FINE);
    for (size_t i = 0; i < 2; i++) {
        const struct table *table = rig.wanted[i].table;
        assert_int_equal(table->row_count, 2);
        assert_int_equal(table->rows[i].cells[0].integer, 7);
        assert_int_equal(table->rows[1 - i].cells[0].kind, CELL_MISSING);
    }
    gathering_done(&rig.gathering);
}

static void time_of_numbers_is_unfit_but_for_correct_answers(void **state)
{
    static const char answer[] = ANSWER("{'key':'a','doc_count':2,'time':{'value':1750390490.5},"
                                        "'cpu':{'doc_count':1,'value':{'value':3}}}");
    AUTO_ARENA arena = arena_new();
    const struct metric metric = aggregated("cpu", "avg", AGG_AVG);
    struct rig rig;

    (void)state;
    rig_init(&rig, arena, false);
    want(&rig, &metric, 0);
    assert_int_equal(read_text(&rig, false, answer), AGGREGATES_UNFIT);
    rig.gathering.correct = true;
    assert_int_equal(read_text(&rig, false, answer), AGGREGATES_FINE);
    assert_true(table_settle(rig.wanted[0].table, TABLE_AGGREGATED, true, &rig.err));
    assert_int_equal(rig.wanted[0].table->rows[0].stamp.seconds, 1750390490);
    gathering_done(&rig.gathering);
}

static void correct_answers_take_the_metrics_own_time(void **state)
{
    static const char answer[] =
        ANSWER(BUCKET("a", "2025-06-01T00:00:00Z",
                      "'cpu':{'doc_count':1,'value':{'value':3},'" FETCH_OWN_TIME
                      "':{'value':1,'value_as_string':'2025-06-05T00:00:00Z'}}"));
    AUTO_ARENA arena = arena_new();
    const struct metric metric = aggregated("cpu", "avg", AGG_AVG);
    struct rig rig;

    (void)state;
    for (int correct = 0; correct <= 1; correct++) {
        rig_init(&rig, arena, correct == 1);
        want(&rig, &metric, 0);
        assert_int_equal(read_text(&rig, false, answer), AGGREGATES_FINE);
        assert_string_equal(rig.wanted[0].table->rows[0].time.text,
                            correct ? "2025-06-05T00:00:00Z" : "2025-06-01T00:00:00Z");
        gathering_done(&rig.gathering);
    }
}

static void answer_for_a_single_metric_stands_under_its_field(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct metric metric = aggregated("cpu", "count", AGG_COUNT);
    struct rig rig;

    (void)state;
    rig_init(&rig, arena, false);
    want(&rig, &metric, 0);
    assert_int_equal(
        read_text(&rig, true, ANSWER(BUCKET("a", "2025-06-01T00:00:00Z", "'value':{'value':4}"))),
        AGGREGATES_FINE);
    assert_int_equal(rig.wanted[0].table->rows[0].cells[0].integer, 4);
    gathering_done(&rig.gathering);
}

static void other_shapes_are_unfit_or_wrong(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct metric metric = aggregated("cpu", "stats", AGG_OTHER);
    struct rig rig;

    (void)state;
    rig_init(&rig, arena, false);
    want(&rig, &metric, 0);
    assert_int_equal(read_text(&rig, false, ANSWER(BUCKET("a", "2025-06-01T00:00:00Z", "'o':1"))),
                     AGGREGATES_WRONG);
    assert_int_equal(read_text(&rig, false,
                               ANSWER(BUCKET("a", "2025-06-01T00:00:00Z",
                                             "'cpu':{'doc_count':1,'value':{'value':'x'}}"))),
                     AGGREGATES_WRONG);
    assert_int_equal(read_text(&rig, false,
                               ANSWER(BUCKET("a", "2025-06-01T00:00:00Z",
                                             "'cpu':{'doc_count':1,'value':{'max':4}}"))),
                     AGGREGATES_UNFIT);
    assert_int_equal(read_text(&rig, false, "{'uuid':{'buckets':7}}"), AGGREGATES_WRONG);
    assert_int_equal(read_text(&rig, false, "{}"), AGGREGATES_WRONG);
    assert_int_equal(rig.err.code, ERROR_REMOTE);
    gathering_done(&rig.gathering);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_without_documents_of_the_metric_give_no_row),
        cmocka_unit_test(percentiles_are_named_by_the_servers_keys),
        cmocka_unit_test(percentiles_without_documents_have_no_column),
        cmocka_unit_test(metrics_of_one_name_share_their_rows),
        cmocka_unit_test(time_of_numbers_is_unfit_but_for_correct_answers),
        cmocka_unit_test(correct_answers_take_the_metrics_own_time),
        cmocka_unit_test(answer_for_a_single_metric_stands_under_its_field),
        cmocka_unit_test(other_shapes_are_unfit_or_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
