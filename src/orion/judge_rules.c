/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orion's filters with what they need to know: thresholds and acknowledgements. */
#include <math.h>
#include <string.h>

#include "orion/judge_parts.h"

static bool is_first_of_its_run(const struct frame *frame, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (strcmp(frame->rows[i].run, frame->rows[row].run) == 0)
            return false;
    return true;
}

/* Orion looks the run up in a field called "uuid", and finds its first row only. */
static const struct acknowledgement *find_ack(const struct judgement *judgement,
                                              const struct frame_change *change,
                                              struct judge_rules rules)
{
    const struct ack_list *acks = judgement->options->acks;
    const struct frame *frame = judgement->frame;
    const char *run = frame->rows[change->row].run;
    const char *column = frame->columns[change->column].name;

    if (!acks)
        return NULL;
    if (!rules.any_run_field &&
        (strcmp(frame->test->uuid_field, "uuid") != 0 || !is_first_of_its_run(frame, change->row)))
        return NULL;
    for (size_t i = 0; i < acks->count; i++)
        if (strcmp(acks->items[i].uuid, run) == 0 && strcmp(acks->items[i].metric, column) == 0)
            return &acks->items[i];
    return NULL;
}

static struct filter_metric filter_metric_of(const struct judgement *judgement, size_t column,
                                             const struct found_changes *found,
                                             struct judge_rules rules)
{
    const struct frame_column *of = &judgement->frame->columns[column];
    struct filter_point *points = ARENA_ARRAY(judgement->arena, struct filter_point, found->count);

    for (size_t i = 0; i < found->count; i++)
        points[i] = (struct filter_point){
            .row = found->items[i].row,
            .mean_before = found->items[i].mean_before,
            .mean_after = found->items[i].mean_after,
            .acknowledged = find_ack(judgement, &found->items[i], rules) != NULL,
        };
    return (struct filter_metric){
        .column = of->name,
        .direction = rules.no_direction ? 0 : of->metric->direction,
        .threshold = rules.fractions ? of->metric->threshold : trunc(of->metric->threshold),
        .correlation = of->metric->correlation,
        .context = of->metric->context,
        .points = points,
        .count = found->count,
    };
}

static void sort_out(const struct judgement *judgement, const struct found_changes *found,
                     const struct filter_metric *metric, struct judge_rules rules,
                     struct judged_changes *judged)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct frame_change *change = &found->items[i];
        const enum drop_reason rule = metric->points[i].dropped;

        if (rule == DROP_NONE) {
            judged->kept[judged->kept_count++] = *change;
            continue;
        }
        judged->dropped[judged->dropped_count++] = (struct dropped_change){
            .change = *change,
            .rule = rule,
            .reason = rule == DROP_ACKNOWLEDGED ? find_ack(judgement, change, rules)->reason : "",
        };
    }
}

struct judged_changes judge_apply_rules(const struct judgement *judgement,
                                        const struct found_changes *found, struct judge_rules rules)
{
    const size_t count = judgement->column_count;
    struct filter_metric *metrics = ARENA_ARRAY(judgement->arena, struct filter_metric, count);
    size_t total = 0;

    for (size_t i = 0; i < count; i++) {
        metrics[i] = filter_metric_of(judgement, judgement->columns[i], &found[i], rules);
        total += found[i].count;
    }
    (void)filter_run(metrics, count);

    struct judged_changes judged = {
        .kept = ARENA_ARRAY(judgement->arena, struct frame_change, total),
        .dropped = ARENA_ARRAY(judgement->arena, struct dropped_change, total),
    };

    for (size_t i = 0; i < count; i++)
        sort_out(judgement, &found[i], &metrics[i], rules, &judged);
    return judged;
}
