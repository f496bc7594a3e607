/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/rehearse.h"

#include <stdlib.h>
#include <string.h>

#include "base/ordered_work.h"
#include "base/strmap.h"
#include "config/ack_file.h"
#include "detect/finding_changes.h"
#include "detect/rehearsed_load.h"
#include "detect/rehearsed_notes.h"
#include "triage/acknowledge.h"

/* Values that are read and not yet searched: about 64 MB. */
enum { VALUES_MOST = 8 * 1000 * 1000, TESTS_MOST = 256 };

/* One test on its way from the reader to the list. */
struct item {
    struct arena *arena; /* of all that is the test's */
    struct rehearsed_input input;
    struct rehearsed_test made;
    bool ok;
    struct error err;
};

struct rehearsing {
    const struct service_config *config;
    unsigned threads;
    struct rehearsed_setup setup;
    struct detector *detectors; /* one a thread, then the reader's, of which only options count */
    void **tools;
    struct arena *scratch;
    struct rehearsed_list regressions;
    struct rehearsed_note_list notes;
    size_t tests, analysed;
    bool failed;
    struct error err; /* the first one, by the order of the tests */
};

/* ---- one test ---- */

static bool make(struct detector *detector, struct item *item)
{
    const struct rehearsed_input *input = &item->input;
    struct finding *findings;
    struct triage_change *changes;
    size_t count;

    if (!findings_make(detector, item->arena, input->after, input->touched.kept,
                       input->touched.kept_count, input->acknowledged, input->acknowledged_count,
                       &findings, &count, &item->err))
        return error_within(&item->err, "test %s", input->stored->name);
    changes = finding_changes(item->arena, input->after, findings, count);
    item->made = (struct rehearsed_test){
        .before = input->before,
        .after = input->after,
        .points = input->points,
        .point_count = input->point_count,
        .regressions = input->regressions,
        .regression_count = input->regression_count,
        .findings = findings,
        .changes = changes,
        .finding_count = count,
        .plan = triage_plan_make(item->arena, input->after, changes, count, input->regressions,
                                 input->regression_count),
        .acknowledged = input->acknowledged,
        .acknowledged_count = input->acknowledged_count,
    };
    return true;
}

static void work(void *tool, void *context)
{
    struct item *item = context;

    item->ok = !item->input.analysed || make(tool, item);
}

static void deliver(void *context, void *delivered)
{
    struct rehearsing *rehearsing = context;
    struct item *item = delivered;

    if (item->ok && item->input.analysed) {
        rehearsing->analysed++;
        rehearsed_test_compare(&item->made, &rehearsing->regressions);
    }
    if (item->ok) {
        rehearsed_notes_add(&rehearsing->notes, &item->input);
    } else if (!rehearsing->failed) {
        rehearsing->failed = true;
        rehearsing->err = item->err;
    }
    arena_free(item->arena); /* holds the item itself */
}

/* ---- all tests ---- */

static bool put_test(struct store_connection *connection, struct rehearsing *rehearsing,
                     struct ordered_work *queue, const struct stored_test *stored,
                     const struct test *configured, struct error *err)
{
    struct arena *arena = arena_new();
    struct item *item = ARENA_NEW(arena, struct item);

    item->arena = arena;
    if (!rehearsed_load(connection, arena, &rehearsing->setup, stored, configured, &item->input,
                        err)) {
        arena_free(arena);
        return false;
    }
    ordered_work_put(queue, item, item->input.touched.count * item->input.after->run_count + 1);
    return true;
}

static bool put_tests(struct store_connection *connection, struct rehearsing *rehearsing,
                      struct ordered_work *queue, const struct stored_test *stored, size_t count,
                      struct error *err)
{
    const struct test_set *set = rehearsing->config->tests;
    struct strmap *configured = strmap_new(rehearsing->scratch);

    for (size_t i = 0; i < set->count; i++)
        strmap_put(configured, set->tests[i].name, (void *)&set->tests[i]);
    for (size_t i = 0; i < count; i++)
        if (!put_test(connection, rehearsing, queue, &stored[i],
                      strmap_get(configured, stored[i].name), err))
            return false;
    return true;
}

static void note_new_tests(struct rehearsing *rehearsing, const struct stored_test *stored,
                           size_t count)
{
    const struct test_set *set = rehearsing->config->tests;
    struct strmap *known = strmap_new(rehearsing->scratch);

    rehearsing->tests = count;
    for (size_t i = 0; i < count; i++)
        strmap_put(known, stored[i].name, NULL);
    for (size_t i = 0; i < set->count; i++)
        if (!strmap_has(known, set->tests[i].name)) {
            rehearsing->tests++;
            rehearsed_notes_new_test(&rehearsing->notes, set->tests[i].name);
        }
}

static bool body(struct store_connection *connection, void *context, struct error *err)
{
    struct rehearsing *rehearsing = context;
    const struct ordered_work_setup setup = {.threads = rehearsing->threads,
                                             .tools = rehearsing->tools,
                                             .max_items = TESTS_MOST,
                                             .max_weight = VALUES_MOST,
                                             .work = work,
                                             .deliver = deliver,
                                             .context = rehearsing};
    struct ordered_work *queue;
    struct stored_test *stored;
    size_t count;

    rehearsing->regressions.count = rehearsing->notes.count = 0;
    rehearsing->analysed = 0;
    rehearsing->failed = false;
    if (!store_tests_load(connection, rehearsing->scratch, &stored, &count, err) ||
        !ordered_work_new(&setup, &queue, err))
        return false;

    const bool ok = put_tests(connection, rehearsing, queue, stored, count, err);

    ordered_work_finish(queue);
    if (!ok)
        return false;
    note_new_tests(rehearsing, stored, count);
    if (rehearsing->failed)
        *err = rehearsing->err;
    return !rehearsing->failed;
}

/* ---- the answer ---- */

static int64_t time_of(const struct rehearsal_regression *regression)
{
    return regression->after.uuid ? regression->after.at : regression->before.at;
}

static int compare_regressions(const void *left, const void *right)
{
    const struct rehearsal_regression *a = left, *b = right;
    const int by_test = strcmp(a->test, b->test);

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (by_test != 0)
        return by_test;
    if (time_of(a) != time_of(b))
        return time_of(a) < time_of(b) ? -1 : 1;
    return a->regression_id < b->regression_id ? -1 : a->regression_id > b->regression_id;
}

static int compare_notes(const void *left, const void *right)
{
    const struct rehearsal_note *a = left, *b = right;
    const int by_test = strcmp(a->test, b->test);

    if (by_test != 0)
        return by_test;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;

    const int by_metric = strcmp(a->metric ? a->metric : "", b->metric ? b->metric : "");

    return by_metric != 0 ? by_metric : strcmp(a->key ? a->key : "", b->key ? b->key : "");
}

static struct rehearsal answer_of(const struct rehearsing *rehearsing)
{
    struct rehearsal answer = {
        .regressions = rehearsing->regressions.items,
        .count = rehearsing->regressions.count,
        .notes = rehearsing->notes.items,
        .note_count = rehearsing->notes.count,
        .tests = rehearsing->tests,
        .analysed = rehearsing->analysed,
    };

    if (answer.count > 0)
        qsort(rehearsing->regressions.items, answer.count, sizeof *rehearsing->regressions.items,
              compare_regressions);
    if (answer.note_count > 0)
        qsort(rehearsing->notes.items, answer.note_count, sizeof *rehearsing->notes.items,
              compare_notes);
    for (size_t i = 0; i < answer.count; i++)
        answer.counts[answer.regressions[i].kind]++;
    return answer;
}

static bool read_files(struct rehearsing *rehearsing, struct error *err)
{
    const struct service_config *config = rehearsing->config;
    struct ack_list *list =
        ack_file_load(config->ack_files, config->ack_file_count, NULL, NULL, err);
    struct acknowledgement_row *rows;

    if (!list)
        return false;
    rehearsing->setup.file_count =
        acknowledge_rows(rehearsing->scratch, list, config->tests, &rows);
    rehearsing->setup.files = rows;
    ack_list_free(list);
    return true;
}

/* One more than there are threads: the reader's is used while they work. */
static bool make_detectors(struct rehearsing *rehearsing, struct error *err)
{
    const unsigned count = rehearsing->threads + 1;

    rehearsing->detectors = ARENA_ARRAY(rehearsing->scratch, struct detector, count);
    rehearsing->tools = ARENA_ARRAY(rehearsing->scratch, void *, count);
    for (unsigned i = 0; i < count; i++) {
        if (!detector_init(&rehearsing->detectors[i], rehearsing->config, err))
            return false;
        rehearsing->tools[i] = &rehearsing->detectors[i];
    }
    rehearsing->setup.detector = &rehearsing->detectors[rehearsing->threads];
    return true;
}

bool rehearse(struct store *store, const struct service_config *config, unsigned threads,
              struct arena *arena, struct rehearsal *ret, struct error *err)
{
    AUTO_ARENA scratch = arena_new();
    struct rehearsing rehearsing = {
        .config = config,
        .threads = threads,
        .scratch = scratch,
        .regressions = {.arena = arena},
        .notes = {.arena = arena},
    };
    const bool ok = read_files(&rehearsing, err) && make_detectors(&rehearsing, err) &&
                    store_transaction(store, STORE_SNAPSHOT, body, &rehearsing, err);

    for (unsigned i = 0; rehearsing.detectors && i <= threads; i++)
        detector_done(&rehearsing.detectors[i]);
    if (ok)
        *ret = answer_of(&rehearsing);
    return ok;
}
