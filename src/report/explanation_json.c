/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "report/explanation_words.h"
#include "report/verdict_links.h"

static const char *const edivisive_outcomes[] = {"nothing_before", "outdone", "refused", "merged",
                                                 "change_point"};
static const char *const steady_outcomes[] = {
    "few_before", "undecided", "below", "elsewhere", "withdrawn", "unreported", "change_point"};
static const char *const states[] = {"made", "no_value", "not_in_baseline", "inactive"};
static const char *const drops[] = {NULL,        "direction",   "acknowledged",
                                    "threshold", "correlation", "early"};

static void write_row(struct writer *w, const char *key, const struct explanation *e, size_t row)
{
    const struct explanation_run *run = &e->rows[row];

    writer_object(w, key);
    writer_text(w, "uuid", run->uuid);
    writer_time(w, "at", run->at);
    writer_text(w, "build", run->build);
    writer_end(w);
}

static void write_row_if(struct writer *w, const char *key, const struct explanation *e, bool there,
                         size_t row)
{
    if (there)
        write_row(w, key, e, row);
    else
        writer_null(w, key);
}

static void write_count(struct writer *w, const char *key, size_t count)
{
    writer_integer(w, key, (int64_t)count);
}

/* What every algorithm has, from its conclusion to its filters. */
static void write_head(struct writer *w, struct arena *arena, const struct explanation *e,
                       enum explanation_algorithm algorithm, const char *outcome)
{
    const struct explanation_finding *finding = &e->findings[algorithm];

    writer_text(w, "conclusion", explanation_words(arena, e, algorithm));
    writer_text(w, "outcome", outcome);
    writer_bool(w, "change_point", finding->found);
    writer_text(w, "dropped_by", drops[finding->dropped]);
    writer_real(w, "percent", finding->found ? finding->percent : NAN);
    writer_text(w, "acknowledged", finding->found ? e->acknowledged : NULL);
    write_row_if(w, "nearest_correlated", e, finding->has_correlated, finding->correlated);
    if (finding->has_regression)
        writer_id(w, "regression", finding->regression_id);
    else
        writer_null(w, "regression");
}

static void write_search(struct writer *w, const struct explanation *e)
{
    const struct edivisive_explanation *told = &e->edivisive;

    if (told->outcome == EDIVISIVE_NOTHING_BEFORE) {
        writer_null(w, "search");
        return;
    }
    writer_object(w, "search");
    write_count(w, "windows", told->windows);
    write_row(w, "window_first", e, told->window_first);
    write_row(w, "window_last", e, told->window_last);
    write_row(w, "piece_first", e, told->piece_first);
    write_row(w, "piece_last", e, told->piece_last);
    writer_real(w, "pvalue", told->pvalue);
    writer_real(w, "asked_pvalue", told->candidate_level);
    write_row(w, "best", e, told->best);
    writer_real(w, "best_energy", told->best_energy);
    writer_real(w, "best_pvalue", told->best_pvalue);
    write_row_if(w, "ended_by", e, told->ended, told->ended_by);
    writer_real(w, "ended_energy", told->ended ? told->ended_energy : NAN);
    writer_real(w, "ended_pvalue", told->ended ? told->ended_pvalue : NAN);
    writer_end(w);
}

static void write_comparison(struct writer *w, const struct explanation *e)
{
    const struct edivisive_explanation *told = &e->edivisive;

    if (told->outcome == EDIVISIVE_NOTHING_BEFORE) {
        writer_null(w, "comparison");
        return;
    }
    writer_object(w, "comparison");
    write_row(w, "first", e, told->left_first);
    write_row(w, "last", e, told->right_last);
    write_count(w, "points_before", told->count_before);
    write_count(w, "points_after", told->count_after);
    writer_real(w, "mean_before", told->numbers.before.mean);
    writer_real(w, "mean_after", told->numbers.after.mean);
    writer_real(w, "stddev_before", told->numbers.before.stddev);
    writer_real(w, "stddev_after", told->numbers.after.stddev);
    writer_real(w, "t", told->t);
    writer_real(w, "pvalue", told->numbers.pvalue);
    writer_real(w, "asked_pvalue", told->max_pvalue);
    writer_real(w, "magnitude_percent", told->magnitude * 100);
    writer_real(w, "asked_magnitude_percent", told->min_magnitude * 100);
    write_row_if(w, "change_before", e, told->has_before, told->change_before);
    write_row_if(w, "change_after", e, told->has_after, told->change_after);
    writer_end(w);
}

static void write_edivisive(struct writer *w, struct arena *arena, const struct explanation *e)
{
    writer_object(w, "edivisive");
    write_head(w, arena, e, EXPLANATION_EDIVISIVE, edivisive_outcomes[e->edivisive.outcome]);
    write_search(w, e);
    write_comparison(w, e);
    writer_end(w);
}

static void write_look(struct writer *w, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;

    if (!told->looked) {
        writer_null(w, "nearest");
        return;
    }
    writer_object(w, "nearest");
    write_row(w, "run", e, told->look_at);
    write_count(w, "points_before", told->before);
    write_count(w, "points_after", told->after);
    writer_real(w, "evidence", told->evidence);
    writer_real(w, "asked_evidence", told->asked);
    writer_real(w, "record_evidence", told->raised);
    writer_real(w, "level", told->mean);
    writer_real(w, "stddev", told->deviation);
    writer_real(w, "autocorrelation", told->rho);
    write_row(w, "best", e, told->rival);
    writer_real(w, "best_evidence", told->rival_evidence);
    writer_real(w, "best_asked_evidence", told->rival_asked);
    writer_end(w);
}

static void write_point(struct writer *w, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;
    const struct steady_point *point = &told->point;

    if (!told->has_point) {
        writer_null(w, "change");
        return;
    }
    writer_object(w, "change");
    write_row(w, "run", e, point->index);
    write_row(w, "earliest_run", e, point->first);
    write_row(w, "latest_run", e, point->last);
    write_row(w, "seen_run", e, point->seen_at);
    writer_bool(w, "settled", point->settled);
    writer_real(w, "mean_before", point->before);
    writer_real(w, "mean_after", point->after);
    writer_real(w, "least_difference", point->least);
    writer_real(w, "greatest_difference", point->most);
    writer_real(w, "stddev", point->deviation);
    writer_real(w, "autocorrelation", point->rho);
    write_count(w, "points_before", point->points_before);
    write_count(w, "points_after", point->points_after);
    writer_real(w, "evidence", point->evidence);
    writer_end(w);
}

static void write_life(struct writer *w, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;
    const bool lives = told->outcome == STEADY_CHANGE || told->outcome == STEADY_UNREPORTED;

    if (!lives && told->outcome != STEADY_WITHDRAWN) {
        writer_null(w, "life");
        return;
    }
    writer_object(w, "life");
    write_row(w, "seen_run", e, told->seen_at);
    write_row_if(w, "settled_run", e, lives && told->ended, told->ended_at);
    write_row_if(w, "withdrawn_run", e, !lives, told->ended_at);
    writer_real(w, "log_ratio", told->fresh);
    writer_real(w, "asked_settled_log_ratio", told->options.settle);
    writer_real(w, "asked_withdrawn_log_ratio", -told->options.drop);
    writer_real(w, "evidence", told->peak);
    writer_end(w);
}

static void write_steady(struct writer *w, struct arena *arena, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;

    writer_object(w, "steady");
    write_head(w, arena, e, EXPLANATION_STEADY, steady_outcomes[told->outcome]);
    write_count(w, "points_before", told->values_before);
    write_count(w, "points_after", told->values_after);
    writer_integer(w, "asked_points_before", told->options.least);
    write_look(w, e);
    write_point(w, e);
    write_life(w, e);
    if (told->outcome == STEADY_UNDECIDED)
        write_count(w, "more_runs", told->more);
    else
        writer_null(w, "more_runs");
    writer_end(w);
}

static void write_percent(struct writer *w, struct arena *arena, const struct explanation *e)
{
    const bool compared = e->values_before > 0;

    writer_object(w, "percent");
    write_head(w, arena, e, EXPLANATION_PERCENT,
               !compared                                ? "nothing_before"
               : e->findings[EXPLANATION_PERCENT].found ? "change_point"
               : e->newest                              ? "not_worse"
                                                        : "not_newest");
    writer_bool(w, "newest", e->newest);
    writer_real(w, "value", e->percent.value);
    writer_real(w, "mean_before", e->percent.mean_before);
    writer_real(w, "deviation_percent", compared ? e->percent.percent : NAN);
    write_count(w, "points_before", e->values_before);
    writer_end(w);
}

static void write_run(struct writer *w, const struct explanation *e, size_t index)
{
    const struct explanation_run *run = &e->runs[index];

    writer_object(w, NULL);
    writer_text(w, "uuid", run->uuid);
    writer_time(w, "at", run->at);
    writer_text(w, "build", run->build);
    writer_text(w, "build_url", run->build_url);
    writer_real(w, "value", run->has_value ? run->value : NAN);
    writer_bool(w, "in_baseline", run->in_baseline);
    writer_text(w, "excluded", run->excluded);
    writer_bool(w, "explained", index == e->chosen);
    writer_end(w);
}

static void write_verdict(struct writer *w, struct arena *arena, const struct explanation *e)
{
    if (!e->verdict_state) {
        writer_null(w, "verdict");
        return;
    }
    writer_object(w, "verdict");
    writer_text(w, "state", e->verdict_state);
    writer_text(w, "reason", e->verdict_reason);
    writer_time(w, "told_at", e->verdict_at);
    writer_text(w, "url", verdict_link(arena, "", e->runs[e->chosen].uuid, e->test));
    writer_end(w);
}

void explanation_json_write(struct writer *w, struct arena *arena, const struct explanation *e)
{
    writer_object(w, NULL);
    writer_text(w, "test", e->test);
    writer_text(w, "metric", e->metric);
    writer_text(w, "unit", *e->unit ? e->unit : NULL);
    writer_text(w, "worse", e->direction > 0 ? "increase" : e->direction < 0 ? "decrease" : "both");
    writer_real(w, "threshold_percent", e->threshold);
    writer_text(w, "correlation", *e->correlation ? e->correlation : NULL);
    writer_integer(w, "context", e->context);
    writer_text(w, "regression_algorithm", e->regression_algorithm);
    writer_text(w, "state", states[e->state]);
    writer_bool(w, "is_regression", explanation_is_regression(e));
    writer_text(w, "conclusion", explanation_conclusion(arena, e));
    writer_bool(w, "waiting", e->waiting);
    writer_array(w, "runs");
    for (size_t i = 0; i < e->run_count; i++)
        write_run(w, e, i);
    writer_end(w);
    write_row_if(w, "next_run", e, e->has_next, e->next);
    write_verdict(w, arena, e);
    if (e->state == EXPLANATION_MADE) {
        write_edivisive(w, arena, e);
        write_steady(w, arena, e);
        write_percent(w, arena, e);
    } else {
        writer_null(w, "edivisive");
        writer_null(w, "steady");
        writer_null(w, "percent");
    }
    writer_end(w);
}
