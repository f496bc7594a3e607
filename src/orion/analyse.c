/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/analyse.h"

#include "base/limits.h"
#include "base/log.h"
#include "orion/output_files.h"
#include "orion/print.h"

/* Orion asks for so many runs more where a change lies among the first ones. */
enum { EXPAND_RUNS = 5 };

static bool write_data(const struct analyser *analyser, const struct frame *frame,
                       struct error *err)
{
    AUTO_BUFFER text;

    buffer_init(&text, LIMIT_REPORT);
    print_csv(&text, frame);
    return output_write(output_data_name(analyser->arena, analyser->options, frame->test->name),
                        &text, err);
}

static enum analyse_outcome fetch_frame(const struct analyser *analyser,
                                        const struct fetch_query *query, struct frame **ret,
                                        struct error *err)
{
    switch (orion_fetch_frame(analyser->fetch, analyser->arena, query, ret, err)) {
    case FETCH_NO_RUNS:
        return ANALYSE_NO_DATA;
    case FETCH_FAILED:
        return ANALYSE_FAILED;
    case FETCH_FRAME:
        break;
    }
    services_shorten(analyser->services, *ret);
    if (query->runs != FETCH_PULL && !write_data(analyser, *ret, err))
        return ANALYSE_FAILED;
    return ANALYSE_JUDGED;
}

static bool judge(const struct analyser *analyser, const struct frame *frame,
                  struct orion_verdict *ret, struct error *err)
{
    const struct judge_options options = {.algorithm = analyser->options->algorithm,
                                          .anomaly_window = analyser->options->anomaly_window,
                                          .min_anomaly_percent =
                                              analyser->options->min_anomaly_percent,
                                          .acks = analyser->acks,
                                          .plan = analyser->plan,
                                          .correct = analyser->options->correct};

    return judge_frame(analyser->arena, frame, &options, ret, err);
}

/* A change among the first rows may have begun before them: more runs are asked for, and their
 * verdict counts instead. Where there are none the change is dropped. */
static enum analyse_outcome look_further(const struct analyser *analyser,
                                         const struct fetch_query *query, const struct frame *frame,
                                         struct orion_verdict *verdict, struct error *err)
{
    /* The anomaly algorithm counts the rows without gaps. */
    const size_t rows = analyser->options->algorithm == ORION_ANOMALY ? verdict->frame->row_count
                                                                      : frame->row_count;
    struct fetch_query wider = *query;
    struct frame *more;
    enum analyse_outcome outcome;

    wider.lookback_size = (int64_t)(rows + EXPAND_RUNS);
    if (query->runs != FETCH_PULL)
        wider.start = NULL;
    log_info("orion", "a change among the first runs: older runs are looked at", "runs=%zu", rows);
    outcome = fetch_frame(analyser, &wider, &more, err);
    if (outcome == ANALYSE_FAILED)
        return outcome;
    if (outcome == ANALYSE_JUDGED && more->row_count > rows)
        return judge(analyser, more, verdict, err) ? ANALYSE_JUDGED : ANALYSE_FAILED;
    judge_drop_early(verdict, analyser->options->correct);
    return ANALYSE_JUDGED;
}

/* --sippy-pr-search: what the payload of a changed row has over that of the row before. */
static void find_new_pull_requests(const struct analyser *analyser,
                                   const struct orion_verdict *verdict)
{
    for (size_t i = 0; i < verdict->count; i++) {
        const size_t at = verdict->changes[i].row;
        struct frame_row *row = &verdict->frame->rows[at];
        const struct frame_row *before = at ? &verdict->frame->rows[at - 1] : NULL;

        if (row->has_new_prs || !before || row->version.kind != CELL_TEXT ||
            before->version.kind != CELL_TEXT)
            continue;
        row->has_new_prs =
            services_payload_diff(analyser->services, analyser->arena, before->version.text,
                                  row->version.text, &row->new_prs);
    }
}

static enum analyse_outcome analyse_runs(const struct analyser *analyser,
                                         const struct fetch_query *query, struct orion_verdict *ret,
                                         struct error *err)
{
    struct frame *frame;
    struct orion_verdict verdict;
    enum analyse_outcome outcome = fetch_frame(analyser, query, &frame, err);

    if (outcome != ANALYSE_JUDGED)
        return outcome;
    if (analyser->options->algorithm == ORION_NO_ALGORITHM)
        return ANALYSE_UNJUDGED;
    if (!judge(analyser, frame, &verdict, err))
        return ANALYSE_FAILED;
    if (verdict.regression && verdict.is_early) {
        outcome = look_further(analyser, query, frame, &verdict, err);
        if (outcome != ANALYSE_JUDGED)
            return outcome;
    }
    if (analyser->options->sippy_pr_search && verdict.regression)
        find_new_pull_requests(analyser, &verdict);
    if (analyser->options->github_repos.count)
        services_github(analyser->services, &verdict);
    *ret = verdict;
    return outcome;
}

static struct fetch_query query_of(const struct analyser *analyser, const struct test *test,
                                   enum fetch_runs runs)
{
    return (struct fetch_query){.test = test,
                                .runs = runs,
                                .start = analyser->start,
                                .end = analyser->end,
                                .lookback_size = analyser->options->lookback_size,
                                .payload =
                                    analyser->options->pr_service_url ? services_payload : NULL,
                                .payload_context = analyser->services};
}

static enum analyse_outcome analyse_pull(const struct analyser *analyser, const struct test *test,
                                         const char *number, struct pull_result *ret,
                                         struct error *err)
{
    struct fetch_query query = query_of(analyser, test, FETCH_PULL);
    struct orion_verdict *verdict = ARENA_NEW(analyser->arena, struct orion_verdict);
    const char *created =
        services_pull_created(analyser->services, analyser->arena, analyser->pulls->organization,
                              analyser->pulls->repository, number);
    enum analyse_outcome outcome;

    query.pull_number = number;
    query.organization = analyser->pulls->organization;
    query.repository = analyser->pulls->repository;
    if (created)
        query.start = created;
    outcome = analyse_runs(analyser, &query, verdict, err);
    if (outcome == ANALYSE_NO_DATA)
        log_warning("orion", "the pull request has no runs", "test=%s pull=%s", test->name, number);
    *ret = (struct pull_result){.number = number,
                                .verdict = outcome == ANALYSE_JUDGED ? verdict : NULL};
    return outcome;
}

static enum analyse_outcome analyse_pulls(const struct analyser *analyser, const struct test *test,
                                          struct test_result *result, struct error *err)
{
    const struct text_list *numbers = &analyser->pulls->numbers;
    struct pull_result *pulls = ARENA_ARRAY(analyser->arena, struct pull_result, numbers->count);

    for (size_t i = 0; i < numbers->count; i++)
        if (analyse_pull(analyser, test, numbers->items[i], &pulls[i], err) == ANALYSE_FAILED)
            return ANALYSE_FAILED;
    result->is_pull = true;
    result->pulls = pulls;
    result->pull_count = numbers->count;
    return ANALYSE_JUDGED;
}

enum analyse_outcome analyse_test(const struct analyser *analyser, const struct test *test,
                                  struct test_result *ret, struct error *err)
{
    const struct fetch_query query =
        query_of(analyser, test, analyser->pulls ? FETCH_PERIODIC : FETCH_AS_CONFIGURED);
    struct test_result result = {.is_pull = false};
    enum analyse_outcome outcome;

    log_info("orion", "the test has started", "test=%s", test->name);
    outcome = analyse_runs(analyser, &query, &result.verdict, err);
    if (outcome != ANALYSE_JUDGED)
        return outcome;
    if (analyser->pulls)
        outcome = analyse_pulls(analyser, test, &result, err);
    if (outcome == ANALYSE_JUDGED)
        *ret = result;
    return outcome;
}
