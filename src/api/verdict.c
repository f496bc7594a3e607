/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/verdict.h"

#include "api/page.h"
#include "triage/verdict.h"

static void write_metric(struct writer *w, const struct verdict_metric *metric)
{
    writer_object(w, NULL);
    writer_text(w, "metric", metric->metric);
    writer_text(w, "state", verdict_state_name(metric->state));
    writer_text(w, "reason", metric->reason);
    if (metric->has_value)
        writer_real(w, "value", metric->value);
    else
        writer_null(w, "value");
    writer_real(w, "percent", metric->percent);
    writer_real(w, "threshold_percent", metric->threshold);
    writer_real(w, "least_percent", metric->least_percent);
    writer_real(w, "pvalue", metric->pvalue);
    writer_text(w, "worse",
                metric->direction == 1    ? "increase"
                : metric->direction == -1 ? "decrease"
                                          : "both");
    writer_object(w, "baseline");
    writer_integer(w, "runs", (int64_t)metric->baseline_runs);
    writer_real(w, "mean", metric->baseline_mean);
    writer_real(w, "spread", metric->baseline_spread);
    writer_end(w);
    writer_array(w, "labels");
    for (size_t i = 0; i < metric->label_count; i++)
        writer_text(w, NULL, metric->labels[i]);
    writer_end(w);
    writer_end(w);
}

static void write_verdict(struct writer *w, const struct verdict *verdict)
{
    writer_object(w, NULL);
    writer_text(w, "test", verdict->test);
    writer_text(w, "state", verdict_state_name(verdict->state));
    writer_text(w, "reason", verdict->reason);
    writer_time(w, "at", verdict->at);
    writer_bool(w, "settled", verdict->settled);
    writer_text(w, "build", verdict->build);
    writer_text(w, "build_url", verdict->build_url);
    writer_text(w, "previous_uuid", verdict->previous_uuid);
    writer_text(w, "previous_build", verdict->previous_build);
    writer_text(w, "previous_build_url", verdict->previous_build_url);
    writer_array(w, "metrics");
    for (size_t i = 0; i < verdict->metric_count; i++)
        write_metric(w, &verdict->metrics[i]);
    writer_end(w);
    writer_end(w);
}

/* Lower is worse: one test's regression is the run's. */
static int rank(enum verdict_state state)
{
    static const int ranks[] = {[VERDICT_REGRESSION] = 0,
                                [VERDICT_UNDECIDED] = 1,
                                [VERDICT_PASS] = 2,
                                [VERDICT_NO_DATA] = 3};

    return ranks[state];
}

bool verdict_get(struct request *request, struct error *err)
{
    const int64_t *test_id;
    const struct verdict *verdicts;
    size_t count;
    enum verdict_state worst = VERDICT_NO_DATA;
    bool settled = true;

    if (!page_test(request, &test_id, err) ||
        !verdict_of_run(request->connection, request->arena, request->names[0],
                        QUERY_TEXT(&request->query, TEST), &verdicts, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (rank(verdicts[i].state) < rank(worst))
            worst = verdicts[i].state;
        settled = settled && verdicts[i].settled;
    }
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_text(&w, "uuid", request->names[0]);
    writer_text(&w, "state", verdict_state_name(worst));
    writer_bool(&w, "settled", settled);
    writer_array(&w, "verdicts");
    for (size_t i = 0; i < count; i++)
        write_verdict(&w, &verdicts[i]);
    writer_end(&w);
    writer_end(&w);
    return true;
}
