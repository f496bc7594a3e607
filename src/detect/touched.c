/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/touched.h"

#include <stdlib.h>
#include <string.h>

enum { ALGORITHMS = 3 }; /* each active series has an analysis by all of them */

/* Series of the history by id. */
struct place {
    int64_t series_id;
    size_t series;
};

struct search {
    const struct test_history *history;
    const struct place *places;
    const struct run_index *runs;
    struct touched *touched;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left, *b = right;

    return a->series_id < b->series_id ? -1 : a->series_id > b->series_id;
}

static const struct place *sorted_places(struct arena *arena, const struct test_history *history)
{
    struct place *places = ARENA_ARRAY(arena, struct place, history->series_count + 1);

    for (size_t i = 0; i < history->series_count; i++)
        places[i] = (struct place){.series_id = history->series[i].series_id, .series = i};
    qsort(places, history->series_count, sizeof *places, compare_places);
    return places;
}

/* False: the history has no such (active) series. */
static bool find_series(const struct search *search, int64_t series_id, size_t *ret_series)
{
    const struct place key = {.series_id = series_id};
    const struct place *place = bsearch(&key, search->places, search->history->series_count,
                                        sizeof *search->places, compare_places);

    if (!place)
        return false;
    *ret_series = place->series;
    return true;
}

static void touch(const struct search *search, size_t series)
{
    if (!search->touched->series[series])
        search->touched->count++;
    search->touched->series[series] = true;
}

static void touch_queued(const struct search *search, const struct queue_claim *claim)
{
    size_t series;

    for (size_t i = 0; i < claim->count; i++)
        if (find_series(search, claim->series_ids[i], &series))
            touch(search, series);
}

/* What was made from something else, or never; and what the runs concern. */
static void touch_stale(const struct search *search, struct arena *arena,
                        const struct analysis_state *analyses, size_t count, bool gaps_count)
{
    const struct test_history *history = search->history;
    const bool same_runs = history->analysed_runs == history_runs_mark(history);
    const int64_t newest =
        history->run_count > 0 ? history->runs[history->run_count - 1].run_id : 0;
    unsigned *current = ARENA_ARRAY(arena, unsigned, history->series_count + 1);
    size_t series;

    for (size_t i = 0; i < count; i++) {
        if (!find_series(search, analyses[i].series_id, &series))
            continue;
        current[series] += analyses[i].current ? 1 : 0;
        if (!same_runs && (gaps_count || analyses[i].last_run_id == newest))
            touch(search, series);
    }
    for (size_t s = 0; s < history->series_count; s++)
        if (current[s] < ALGORITHMS)
            touch(search, s);
}

static const char *known_algorithm(const char *name)
{
    static const char *const names[] = {ALGORITHM_EDIVISIVE, ALGORITHM_PERCENT, ALGORITHM_STEADY};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return names[i];
    return NULL;
}

/* The rows of a set of runs; what has no set is its own. False: a run of it left the history. */
static bool find_set(const struct search *search, const struct change_point_row *row,
                     size_t *ret_first, size_t *ret_last)
{
    return run_index_find(search->runs, row->set_first_run_id ? row->set_first_run_id : row->run_id,
                          ret_first) &&
           run_index_find(search->runs, row->set_last_run_id ? row->set_last_run_id : row->run_id,
                          ret_last);
}

/* False: the run that brought the level back left the history. */
static bool find_recovered(const struct search *search, const struct change_point_row *row,
                           size_t *ret_row)
{
    *ret_row = RECOVERY_NONE;
    return !row->recovered_run_id || run_index_find(search->runs, row->recovered_run_id, ret_row);
}

/* A change point whose run has left the history is none: its series is read again. */
static void touch_without_run(const struct search *search, const struct change_point_row *stored,
                              size_t count)
{
    size_t series, row;

    for (size_t i = 0; i < count; i++)
        if (find_series(search, stored[i].series_id, &series) &&
            (!run_index_find(search->runs, stored[i].run_id, &row) ||
             !find_set(search, &stored[i], &row, &row) ||
             !find_recovered(search, &stored[i], &row)))
            touch(search, series);
}

/* "percent" speaks of the newest run only: what it said of another one is over. */
static bool still_stands(const struct search *search, const char *algorithm, size_t row)
{
    return strcmp(algorithm, ALGORITHM_PERCENT) != 0 || row + 1 == search->history->run_count;
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    const int by_name = strcmp(a->algorithm, b->algorithm);

    if (by_name != 0)
        return by_name;
    if (a->series != b->series)
        return a->series < b->series ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void keep(const struct search *search, struct arena *arena,
                 const struct change_point_row *stored, size_t count)
{
    struct touched *touched = search->touched;

    touched->kept = ARENA_ARRAY(arena, struct finding, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct change_point_row *row = &stored[i];
        const char *algorithm = known_algorithm(row->algorithm);
        struct finding finding = {
            .position = (size_t)row->position,
            .algorithm = algorithm,
            .mean_before = row->mean_before,
            .mean_after = row->mean_after,
            .stddev_before = row->stddev_before,
            .stddev_after = row->stddev_after,
            .pvalue = row->pvalue,
            .percent = row->percent,
            .evidence = row->evidence,
            .least = row->least,
            .most = row->most,
            .settled = row->settled,
        };

        if (algorithm && find_series(search, row->series_id, &finding.series) &&
            !touched->series[finding.series] &&
            run_index_find(search->runs, row->run_id, &finding.row) &&
            find_set(search, row, &finding.set_first, &finding.set_last) &&
            find_recovered(search, row, &finding.recovered) &&
            still_stands(search, algorithm, finding.row))
            touched->kept[touched->kept_count++] = finding;
    }
    qsort(touched->kept, touched->kept_count, sizeof *touched->kept, compare_findings);
}

struct touched touched_find(struct arena *arena, const struct test_history *history,
                            const struct queue_claim *claim, const struct analysis_state *analyses,
                            size_t analysis_count, const struct change_point_row *stored,
                            size_t stored_count, bool gaps_count)
{
    struct touched touched = {.series = ARENA_ARRAY(arena, bool, history->series_count + 1)};
    const struct search search = {.history = history,
                                  .places = sorted_places(arena, history),
                                  .runs = run_index_new(arena, history),
                                  .touched = &touched};

    touch_queued(&search, claim);
    touch_stale(&search, arena, analyses, analysis_count, gaps_count);
    touch_without_run(&search, stored, stored_count);
    keep(&search, arena, stored, stored_count);
    return touched;
}
