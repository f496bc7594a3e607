/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/rehearsed_load.h"

#include <string.h>

#include "base/strmap.h"
#include "detect/configured_series.h"

enum { ALGORITHMS = 3 };

/* ---- acknowledgements ---- */

static bool is_from_file(const struct acknowledgement_row *row)
{
    return row->origin && strncmp(row->origin, "file:", 5) == 0;
}

static const struct strmap *keys_of(struct arena *arena, const struct acknowledgement_row *rows,
                                    size_t count)
{
    struct strmap *keys = strmap_new(arena);

    for (size_t i = 0; i < count; i++)
        strmap_put(keys, arena_printf(arena, "%s\n%s", rows[i].uuid, rows[i].metric), NULL);
    return keys;
}

static bool has_all(struct arena *arena, const struct strmap *keys,
                    const struct acknowledgement_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strmap_has(keys, arena_printf(arena, "%s\n%s", rows[i].uuid, rows[i].metric)))
            return false;
    return true;
}

size_t rehearsed_acknowledged(struct arena *arena, const char *test,
                              const struct acknowledgement_row *stored, size_t stored_count,
                              const struct acknowledgement_row *files, size_t file_count,
                              struct acknowledgement_row **ret_rows, bool *ret_differ)
{
    struct acknowledgement_row *rows =
        ARENA_ARRAY(arena, struct acknowledgement_row, stored_count + file_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < stored_count; i++)
        if (!is_from_file(&stored[i]))
            rows[count++] = stored[i];
    for (size_t i = 0; i < file_count; i++)
        if (!files[i].test || strcmp(files[i].test, test) == 0)
            rows[count++] = files[i];
    *ret_rows = rows;
    *ret_differ = !has_all(arena, keys_of(arena, stored, stored_count), rows, count) ||
                  !has_all(arena, keys_of(arena, rows, count), stored, stored_count);
    return count;
}

/* ---- what the reload would analyse ---- */

static bool is_stale(struct arena *arena, const struct test_history *after,
                     const struct analysis_state *analyses, size_t count)
{
    struct strmap *current = strmap_new(arena);
    size_t *counts = ARENA_ARRAY(arena, size_t, after->series_count + 1);

    for (size_t s = 0; s < after->series_count; s++)
        strmap_put(current, arena_printf(arena, "%lld", (long long)after->series[s].series_id),
                   &counts[s]);
    for (size_t i = 0; i < count; i++) {
        size_t *of =
            strmap_get(current, arena_printf(arena, "%lld", (long long)analyses[i].series_id));

        if (of && analyses[i].current)
            ++*of;
    }
    for (size_t s = 0; s < after->series_count; s++)
        if (counts[s] < ALGORITHMS)
            return true;
    return false;
}

/* Series that the worker finds queued, or that are not what they were when they were searched. */
static struct queue_claim claim_of(struct arena *arena, const struct rehearsed_input *input)
{
    const struct test_history *after = input->after;
    int64_t *ids = ARENA_ARRAY(arena, int64_t, input->queued.count + after->series_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < input->queued.count; i++)
        ids[count++] = input->queued.series_ids[i];
    for (size_t s = 0; s < after->series_count; s++) {
        const struct history_series *was =
            history_series_of(input->before, after->series[s].series_id);

        if (!was || !series_search_same(was, &after->series[s]))
            ids[count++] = after->series[s].series_id;
    }
    return (struct queue_claim){
        .test_id = input->stored->test_id, .series_ids = ids, .count = count};
}

static bool is_redefined(const struct rehearsed_input *input)
{
    return input->configured && (!input->stored->active ||
                                 strcmp(input->configured->hash, input->stored->config_hash) != 0);
}

static bool load_rest(struct store_connection *connection, struct arena *arena,
                      const struct rehearsed_setup *setup, struct rehearsed_input *input,
                      const struct analysis_state *analyses, size_t analysis_count,
                      struct error *err)
{
    const struct queue_claim claim = claim_of(arena, input);
    const int64_t test_id = input->stored->test_id;

    if (!change_points_load(connection, arena, test_id, &input->points, &input->point_count, err) ||
        !regressions_load(connection, arena, test_id, &input->regressions, &input->regression_count,
                          err))
        return false;
    input->touched =
        touched_find(arena, input->after, &claim, analyses, analysis_count, input->points,
                     input->point_count, setup->detector->missing == MISSING_SKIP);
    return series_points_load(connection, arena, input->after, input->touched.series, err);
}

static bool load_histories(struct store_connection *connection, struct arena *arena,
                           struct rehearsed_input *input, struct error *err)
{
    if (!history_load(connection, arena, input->stored->test_id, &input->before, err))
        return false;
    if (input->configured)
        return configured_history(arena, input->before, input->configured, &input->after, err);
    input->after = input->before;
    return true;
}

bool rehearsed_load(struct store_connection *connection, struct arena *arena,
                    const struct rehearsed_setup *setup, const struct stored_test *stored,
                    const struct test *configured, struct rehearsed_input *ret, struct error *err)
{
    struct rehearsed_input input = {.stored = stored, .configured = configured};
    struct acknowledgement_row *rows;
    struct analysis_state *analyses;
    size_t row_count, analysis_count;
    bool differ;

    if (!load_histories(connection, arena, &input, err) ||
        !analysis_queue_look(connection, arena, stored->test_id, &input.queued, err) ||
        !acknowledgements_load(connection, arena, stored->name, &rows, &row_count, err) ||
        !analyses_load(connection, arena, input.before, setup->detector->options, &analyses,
                       &analysis_count, err))
        return error_within(err, "test %s", stored->name);
    input.acknowledged_count =
        rehearsed_acknowledged(arena, stored->name, rows, row_count, setup->files,
                               setup->file_count, &input.acknowledged, &differ);
    input.analysed = input.queued.count > 0 ||
                     (input.after->series_count > 0 &&
                      (differ || is_redefined(&input) ||
                       (configured && is_stale(arena, input.after, analyses, analysis_count))));
    if (input.analysed &&
        !load_rest(connection, arena, setup, &input, analyses, analysis_count, err))
        return error_within(err, "test %s", stored->name);
    *ret = input;
    return true;
}
