/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/rehearsed_notes.h"

#include <string.h>

#include "config/definition_compare.h"
#include "detect/configured_series.h"

static void add(struct rehearsed_note_list *list, struct rehearsal_note note)
{
    note.test = arena_strdup(list->arena, note.test);
    note.metric = arena_strdup(list->arena, note.metric);
    note.key = arena_strdup(list->arena, note.key);
    list->items =
        arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = note;
}

void rehearsed_notes_new_test(struct rehearsed_note_list *list, const char *test)
{
    add(list, (struct rehearsal_note){.kind = REHEARSAL_NEW_TEST, .test = test});
}

static void add_metrics(struct rehearsed_note_list *list, const struct rehearsed_input *input)
{
    for (size_t s = 0; s < input->after->series_count; s++) {
        const struct history_series *series = &input->after->series[s];

        if (!history_series_of(input->before, series->series_id))
            add(list, (struct rehearsal_note){.kind = series->points > 0 ? REHEARSAL_BACK_METRIC
                                                                         : REHEARSAL_NEW_METRIC,
                                              .test = input->stored->name,
                                              .metric = series->metric,
                                              .count = (int64_t)series->points});
    }
}

static void add_definition(struct rehearsed_note_list *list, const struct rehearsed_input *input)
{
    const struct test *test = input->configured;
    const struct definition_difference *differences;
    bool has_groups = false;
    const size_t count =
        definition_compare(list->arena, input->stored->definition, test, &differences);

    for (size_t i = 0; i < count; i++)
        add(list, (struct rehearsal_note){.kind = REHEARSAL_READ_AGAIN,
                                          .test = test->name,
                                          .metric = differences[i].column,
                                          .key = differences[i].key});
    for (size_t m = 0; m < test->metric_count; m++)
        has_groups = has_groups || test->metrics[m].group_by;
    if (has_groups && strcmp(test->hash, input->stored->config_hash) != 0)
        add(list, (struct rehearsal_note){.kind = REHEARSAL_GROUP_VALUES, .test = test->name});
}

void rehearsed_notes_add(struct rehearsed_note_list *list, const struct rehearsed_input *input)
{
    const struct stored_test *stored = input->stored;

    if (!input->configured && stored->active)
        add(list, (struct rehearsal_note){.kind = REHEARSAL_ENDED_TEST,
                                          .test = stored->name,
                                          .count = stored->regressions});
    if (input->configured && input->analysed)
        add_metrics(list, input);
    if (input->configured)
        add_definition(list, input);
    if (input->queued.count > 0)
        add(list, (struct rehearsal_note){.kind = REHEARSAL_WAITING,
                                          .test = stored->name,
                                          .count = (int64_t)input->queued.count});
}
